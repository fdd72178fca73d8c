/** Numbers, sizes, times and names as people read them on a terminal. Pure. */
import type { Instant } from '../base/clock.ts';
import type { DurationRange } from '../plan/forecast/duration.ts';

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
export function formatRange(range: DurationRange): string {
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

/** `14:05` on the clock of this machine; with seconds when the moment is near. */
export function formatTimeOfDay(at: Instant, withSeconds: boolean): string {
  const format: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat('en', withSeconds ? { ...format, second: '2-digit' } : format).format(at);
}

/** `2019-03-04`, in UTC as the servers count. */
export function formatDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Text from a server or a mailbox, safe to show: no control character can colour, move or forge anything, and no mark can
 * turn the direction of what follows.
 */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, '\ufffd');
}

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(COLOURS, '')) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}

/** The text in at most so many columns; what does not fit ends in an ellipsis. */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let fits = '';
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    fits += character;
  }
  return columns > 0 ? `${fits}…` : '';
}

/**
 * The lines, each broken between words where it is wider than `columns`. What is broken off stands under the words of its
 * line, behind its sign. Null columns break nothing: what is no terminal has no width.
 */
export function wrapped(text: string, columns: number | null): string {
  if (columns === null) return text;
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= columns ? line : brokenLine(line, columns)))
    .join('\n');
}

function brokenLine(line: string, columns: number): string {
  // oxlint-disable-next-line no-control-regex -- as above
  const sign = /^\s*(?:(?:\x1b\[\d+m)*[!→✓✗](?:\x1b\[\d+m)* )?/u.exec(line)?.[0] ?? '';
  const indent = ' '.repeat(widthOf(sign));
  const lines: string[] = [];
  let current = sign;
  for (const word of line.slice(sign.length).split(' ')) {
    const isFirst = current === sign || current === indent;
    if (!isFirst && widthOf(current) + 1 + widthOf(word) > columns) {
      lines.push(current);
      current = indent + word;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current].join('\n');
}

/** The text with blanks behind it, to exactly so many columns. */
export function padded(text: string, columns: number): string {
  const short = fitted(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
}

// oxlint-disable-next-line no-control-regex -- the sequences that `Paint` writes
const COLOURS = /\x1b\[\d+m/g;

function isWide(character: string): boolean {
  return /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
    character,
  );
}
