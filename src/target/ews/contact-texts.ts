/** Texts of contacts as Exchange can hold them, and lines for what it cannot. Pure. */
import type { Labelled } from '../../model/contact.ts';

/** What the forms of Outlook take in one line. */
const TEXT_CHARS_MAX = 255;
/** A line of a note that people still read; longer ones are in the attached original alone. */
const KEPT_LINE_CHARS_MAX = 1000;
/** All that is kept below one note. */
const KEPT_CHARS_MAX = 30_000;

/** Without what XML cannot carry (XML 1.0 §2.2): each such character becomes U+FFFD. Line ends are `\n`. */
export function carried(text: string): string {
  const whole = text.replace(/\r\n?/g, '\n').toWellFormed();
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return whole.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

/** For a property of one line. */
export function oneLine(text: string): string {
  const line = carried(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  return line.length <= TEXT_CHARS_MAX ? line : line.slice(0, TEXT_CHARS_MAX).toWellFormed();
}

/** Several texts in a property for one, as people write lists. `splitList` takes it apart again. */
export function joinList(texts: readonly string[], separator: ',' | ';'): string {
  return texts.join(`${separator} `);
}

export function splitList(text: string, separator: ',' | ';'): readonly string[] {
  return text === '' ? [] : text.split(`${separator} `);
}

/** What is kept below the notes: bounded, in the order given. */
export interface KeptLines {
  readonly lines: readonly string[];
  /** True when not all of it fits: then the original has to be attached. */
  readonly needsOriginal: boolean;
}

export function keptLines(all: readonly string[]): KeptLines {
  let chars = 0;
  let needsOriginal = false;
  const lines = all.flatMap((line) => {
    const clean = carried(line);
    const isLong = clean.length > KEPT_LINE_CHARS_MAX;
    const shown = isLong ? `${headOf(clean)}: see ${ORIGINAL_CARD}` : clean;
    needsOriginal ||= isLong || chars + shown.length > KEPT_CHARS_MAX;
    if (chars + shown.length > KEPT_CHARS_MAX) return [];
    chars += shown.length;
    return [shown];
  });
  return { lines, needsOriginal };
}

/** The attachment that holds the card as it came. */
export const ORIGINAL_CARD = 'original.vcf';
const HEAD_CHARS_MAX = 60;

/** `Further phone number (work): …` */
export function labelledLine(what: string, { types, label }: Labelled, value: string): string {
  const words = [label, ...types].filter((word) => word !== '').join(', ');
  return `${what}${words === '' ? '' : ` (${words})`}: ${value}`;
}

function headOf(line: string): string {
  return (/^[^:;\n]*/.exec(line)?.[0] ?? '').slice(0, HEAD_CHARS_MAX).toWellFormed();
}
