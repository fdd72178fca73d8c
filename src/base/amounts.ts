/** Numbers, sizes and lengths of time as people read them. Pure. */

const NUMBER = new Intl.NumberFormat('en');
const SIZE_UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

export function formatNumber(value: number): string {
  return NUMBER.format(Math.round(value));
}

/** `1 message`, `2,000 messages`. */
export function formatCount(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** Three digits and a decimal unit: `371 MB`, `1.24 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Number(value.toPrecision(3)) >= 1000 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${SIZE_UNITS[unit]}`;
}

/** The two biggest units that count: `4 s`, `1 min 12 s`, `2 h 5 min`, `3 d 4 h`. Below a second: `under 1 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'under 1 s';
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([amount]) => amount > 0);
  return units
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** Rounded to what a guess can know: `4–6 min`, `40 s – 2 min`, `under 1 min`. */
export function formatRange(range: { readonly lowMs: number; readonly highMs: number }): string {
  const [low, high] = [roughly(range.lowMs), roughly(range.highMs)];
  if (high.unit === 's' && high.amount <= 5) return 'a few seconds';
  if (low.unit === high.unit && low.amount === high.amount) return `about ${high.amount} ${high.unit}`;
  if (low.unit === high.unit) return `${low.amount}–${high.amount} ${high.unit}`;
  return `${low.amount} ${low.unit} – ${high.amount} ${high.unit}`;
}

function roughly(ms: number): { readonly amount: number; readonly unit: string } {
  const seconds = ms / 1000;
  if (seconds < 55) return { amount: seconds < 10 ? Math.ceil(seconds) : 5 * Math.round(seconds / 5), unit: 's' };
  const minutes = seconds / 60;
  if (minutes < 90) return { amount: Math.max(1, Math.round(minutes)), unit: 'min' };
  const hours = minutes / 60;
  if (hours < 10) return { amount: Math.round(hours * 2) / 2, unit: 'h' };
  if (hours < 48) return { amount: Math.round(hours), unit: 'h' };
  return { amount: Math.round(hours / 24), unit: 'days' };
}
