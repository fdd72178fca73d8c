/** Numbers, sizes and moments as the reader's browser writes them. */
const LOCALE = 'en-GB';
const COUNT = new Intl.NumberFormat(LOCALE);
const SHORT = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function countText(count: number): string {
  return COUNT.format(count);
}

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return `${SHORT.format(value)} ${UNITS[unit]}`;
}

/** Rounded down, so that 100 % means all. */
export function percentText(done: number, total: number): string {
  return PERCENT.format(total === 0 ? 0 : Math.floor((done * 100) / total) / 100);
}

/** `timeZone` null is that of the reader. */
export function momentText(at: string, timeZone: string | null = null): string {
  const zone = timeZone === null ? {} : { timeZone };
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', ...zone }).format(new Date(at));
}

export function dayText(at: string): string {
  return new Intl.DateTimeFormat(LOCALE, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at));
}

export function clockText(at: string): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** How long ago or ahead, in the largest unit that fits: "3 hours ago". */
export function distanceText(at: string, now: number): string {
  const ms = new Date(at).getTime() - now;
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return relative.format(Math.trunc(ms / 1000), 'second');
  if (size < HOUR_MS) return relative.format(Math.trunc(ms / MINUTE_MS), 'minute');
  if (size < DAY_MS) return relative.format(Math.trunc(ms / HOUR_MS), 'hour');
  return relative.format(Math.trunc(ms / DAY_MS), 'day');
}
