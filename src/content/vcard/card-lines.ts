/**
 * The lines of a card as its writer meant them: folded lines (RFC 2426 §2.6, RFC 6350 §3.2), lines of vCard 2.1 folded at
 * blanks, soft line breaks of quoted-printable and base64 in any shape are joined again. Text is held as one byte a character.
 */
import { byteOrderMark, sniffCharset } from '../sniff-charset.ts';
import { CARD_BYTES_MAX, CardError, HEADER_BYTES_MAX } from './card-error.ts';

/** A joined line and the number of the first line that it was written on, counted from 1. */
export interface CardLine {
  readonly line: number;
  /** One byte a character. */
  readonly text: string;
}

/** The whole card in lines. `version` is what its first VERSION line says, '' without one. */
export interface CardLines {
  readonly lines: readonly CardLine[];
  readonly version: string;
}

/** Throws a CardError for a card that is too large. Empty lines are left out. */
export function cardLines(bytes: Buffer): CardLines {
  if (bytes.length > CARD_BYTES_MAX) throw new CardError(1, `the card is larger than ${CARD_BYTES_MAX} bytes`);
  const text = eightBitText(bytes).toString('latin1');
  const version = /^[ \t]*VERSION[^:\r\n]{0,80}:[ \t]*([\d.]{1,10})/im.exec(text)?.[1] ?? '';
  return { lines: joinLines(writtenLines(text), version), version };
}

/** UTF-16 shows in these bytes: every card begins with ASCII. */
const BEGINNING_BYTES = 64;

/** UTF-16 becomes UTF-8, and a byte order mark goes; everything else stays. */
function eightBitText(bytes: Buffer): Buffer {
  const charset = sniffCharset(bytes.subarray(0, BEGINNING_BYTES));
  if (charset.startsWith('utf-16')) return Buffer.from(new TextDecoder(charset).decode(bytes), 'utf8');
  return bytes.subarray(byteOrderMark(bytes)?.length ?? 0);
}

/** Lines as they stand in the file. Some programs end lines with CR CR LF; old ones with CR alone. */
function writtenLines(text: string): readonly string[] {
  if (!text.includes('\n')) return text.split('\r');
  return text.split('\n').map((line) => {
    let end = line.length;
    while (end > 0 && line[end - 1] === '\r') end -= 1;
    return line.slice(0, end);
  });
}

function joinLines(written: readonly string[], version: string): readonly CardLine[] {
  const lines: CardLine[] = [];
  let at = 0;
  while (at < written.length) {
    const joined = joinFrom(written, at, version.startsWith('2'));
    if (joined.text.trim() !== '') lines.push({ line: at + 1, text: joined.text });
    at = joined.next;
  }
  return lines;
}

interface Joined {
  readonly text: string;
  /** The first line that does not belong to it. */
  readonly next: number;
}

function joinFrom(written: readonly string[], from: number, foldsAtBlanks: boolean): Joined {
  const pieces = [written[from] ?? ''];
  let next = from + 1;
  let coding = codingOf(pieces[0] ?? '');
  let length = pieces[0]?.length ?? 0;
  for (; next < written.length; next += 1) {
    const last = pieces.at(-1) ?? '';
    const line = written[next] ?? '';
    if (coding === 'quoted-printable' && last.endsWith('=') && !/^END:VCARD\s*$/i.test(line)) {
      pieces[pieces.length - 1] = last.slice(0, -1);
      pieces.push(line);
    } else if (coding === 'base64' && isBase64Line(line)) pieces.push(line.trim());
    else if (/^[ \t]/.test(line)) pieces.push(unfolded(last, line, foldsAtBlanks));
    else break;
    length += line.length;
    if (coding === null && (line.includes(':') || length > HEADER_BYTES_MAX)) coding = codingOf(pieces.join(''));
  }
  return { text: pieces.join(''), next };
}

type Coding = 'quoted-printable' | 'base64' | 'none';

/** What the header of the line says about its value; null while the header is not complete. */
function codingOf(text: string): Coding | null {
  const colon = colonOf(text);
  if (colon < 0) return text.length > HEADER_BYTES_MAX ? 'none' : null;
  const header = text.slice(0, colon);
  if (/;(?:ENCODING=)?"?QUOTED-PRINTABLE"?(?:;|$)/i.test(header)) return 'quoted-printable';
  return /;(?:ENCODING="?B"?|(?:ENCODING=)?"?BASE64"?)(?:;|$)/i.test(header) ? 'base64' : 'none';
}

/** A line of base64 that its writer did not set in; the card's own lines have a colon. */
function isBase64Line(line: string): boolean {
  return line !== '' && /^[A-Za-z0-9+/=\s]+$/.test(line);
}

/** Lines are folded at columns near 75, and there the blank was added. */
const FOLD_COLUMN_MIN = 72;

/**
 * vCard 2.1 folds where a blank stands, and the blank belongs to the text. Programs that write 2.1 and fold like 3.0 cut at a
 * column, or leave the blank at the end of the line before.
 */
function unfolded(before: string, line: string, foldsAtBlanks: boolean): string {
  const keepsBlank = foldsAtBlanks && before.length < FOLD_COLUMN_MIN && !/[ \t]$/.test(before);
  return keepsBlank ? line : line.slice(1);
}

/**
 * Where the value of a line begins: the first colon outside quotes, or, where quotes are open, the first of all. -1 when there
 * is none within what a header may have.
 */
export function colonOf(text: string): number {
  let isQuoted = false;
  let first = -1;
  for (let at = 0; at < text.length && at < HEADER_BYTES_MAX; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    if (char !== ':') continue;
    if (!isQuoted) return at;
    if (first < 0) first = at;
  }
  return first;
}
