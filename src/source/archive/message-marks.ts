/** What the header of a stored message says about it: flags, keywords, dates, and whether it is a note of Apple's. */
import { type Instant, instant } from '../../base/clock.ts';
import { isAppleNote } from '../../content/apple-note.ts';
import { parseMailDate } from '../../content/mail-date.ts';
import { type Field, HeaderReader } from '../../content/mime-header.ts';
import type { Flag, MessageState } from '../../model/item.ts';
import type { Window } from './bytes.ts';

export interface MessageMarks {
  readonly state: MessageState;
  /** Marked as deleted by a program that has not yet removed it. */
  readonly isDeleted: boolean;
  /** When it came, by its own header; null when that does not say. */
  readonly headerDate: Instant | null;
  /** Of the body behind the header, as the header says; null when it does not. */
  readonly contentLength: number | null;
  readonly isNote: boolean;
}

/** A header longer than this is read no further for its marks. */
const HEADER_BYTES_MAX = 1024 * 1024;
/** More keywords than any mail program shows. */
const KEYWORDS_MAX = 200;
const KEYWORD_CHARS_MAX = 255;

const WANTED: ReadonlySet<string> = new Set([
  'status',
  'x-status',
  'x-keywords',
  'x-mozilla-status',
  'x-mozilla-status2',
  'x-mozilla-keys',
  'content-length',
  'received',
  'delivery-date',
  'date',
  'x-uniform-type-identifier',
]);

/** Letters of Status and X-Status, as Dovecot, mutt, Pine and the UW server write them. */
const LETTERS: ReadonlyMap<string, Flag> = new Map([
  ['R', 'seen'],
  ['A', 'answered'],
  ['F', 'flagged'],
  ['T', 'draft'],
]);
/** nsMsgMessageFlags of Thunderbird. */
const MOZILLA: readonly (readonly [number, Flag])[] = [
  [0x0001, 'seen'],
  [0x0002, 'answered'],
  [0x0004, 'flagged'],
  [0x1000, 'forwarded'],
];
const MOZILLA_EXPUNGED = 0x0008;
const MOZILLA2_IMAP_DELETED = 0x0020_0000;

/** Keywords that are flags, in lower case. */
const FLAG_KEYWORDS: ReadonlyMap<string, Flag> = new Map([
  ['$forwarded', 'forwarded'],
  ['forwarded', 'forwarded'],
]);

/** Reads the header that begins at `from`; `end` is where the body begins. */
export async function readMarks(
  window: Window,
  from: number,
  until: number,
): Promise<{ readonly marks: MessageMarks; readonly end: number }> {
  const reader = new HeaderReader((name) => WANTED.has(name), false);
  let end = from;
  for await (const piece of window.range(from, Math.min(until, from + HEADER_BYTES_MAX))) {
    const taken = reader.take(piece);
    end += taken ?? piece.length;
    if (taken !== null) return { marks: marksOf(reader.fields), end };
  }
  reader.end();
  return { marks: marksOf(reader.fields), end };
}

export function marksOf(fields: readonly Field[]): MessageMarks {
  const values = (name: string): readonly string[] =>
    fields.filter((one) => one.name === name).map(({ value }) => value);
  const letters = [...values('status'), ...values('x-status')].join('');
  const bits = hex(values('x-mozilla-status')[0]);
  const moreBits = hex(values('x-mozilla-status2')[0]);
  const flags = new Set<Flag>();
  for (const [letter, flag] of LETTERS) if (letters.includes(letter)) flags.add(flag);
  for (const [bit, flag] of MOZILLA) if ((bits & bit) !== 0) flags.add(flag);
  const keywords = new Set<string>();
  for (const word of [...values('x-keywords'), ...values('x-mozilla-keys')].join(' ').split(/[\s,]+/)) {
    const flag = FLAG_KEYWORDS.get(word.toLowerCase());
    if (flag !== undefined) flags.add(flag);
    else if (isKeyword(word) && keywords.size < KEYWORDS_MAX) keywords.add(word);
  }
  return {
    state: { flags, keywords: [...keywords].sort() },
    isDeleted: letters.includes('D') || (bits & MOZILLA_EXPUNGED) !== 0 || (moreBits & MOZILLA2_IMAP_DELETED) !== 0,
    headerDate: dateOf(values),
    contentLength: countOf(values('content-length')[0]),
    isNote: isAppleNote(fields),
  };
}

/** True for what can stand as one word beside others and be read back. */
export function isKeyword(word: string): boolean {
  return word.length <= KEYWORD_CHARS_MAX && /^[^\\\s\p{Cc}][^\s\p{Cc}]*$/u.test(word);
}

/** The newest Received field is on top and ends with its date (RFC 5321 §4.4). */
function dateOf(values: (name: string) => readonly string[]): Instant | null {
  const received = values('received')[0];
  const came = received === undefined ? null : parseMailDate(received.slice(received.lastIndexOf(';') + 1));
  return came ?? first(values('delivery-date')) ?? first(values('date'));
}

function first([text]: readonly string[]): Instant | null {
  return text === undefined ? null : parseMailDate(text);
}

function hex(text: string | undefined): number {
  return text !== undefined && /^\s*[0-9a-f]{1,8}\s*$/i.test(text) ? Number.parseInt(text, 16) : 0;
}

function countOf(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

/** Of a message that nobody dates: the beginning of time, so that it sorts as what it is and never changes. */
export const NO_DATE = instant(0);
