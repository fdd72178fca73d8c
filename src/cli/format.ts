/** Times, names and lines as people read them on a terminal. Pure. */
import type { Instant } from '../base/clock.ts';

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
