/** Files of cards and of LDIF entries, held whole and cut into their pieces: the product reads them where they lie. */
import { byteOrderMark, sniffCharset } from '../../src/content/sniff-charset.ts';
import { isBegin, isEnd } from '../../src/content/vcard/card-body.ts';
import { NESTING_MAX } from '../../src/content/vcard/card-error.ts';

/** One card, from its BEGIN to its END, as it stands in the file; UTF-16 has become UTF-8. */
export interface CardBytes {
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  readonly bytes: Buffer;
}

/**
 * All cards of the file. Cards within cards (AGENT) stay within them. A card that never ends goes up to the end of the file,
 * or, where it would hold more cards than can be nested, up to the BEGIN of the next.
 */
export function splitCards(file: Buffer): readonly CardBytes[] {
  const bytes = eightBit(file);
  const cards: CardBytes[] = [];
  let begins: { readonly at: number; readonly line: number }[] = [];
  let line = 1;
  for (let at = 0; at < bytes.length; line += 1) {
    const end = lineEnd(bytes, at);
    const text = end - at > MARK_BYTES_MAX ? '' : bytes.toString('latin1', at, end);
    if (isBegin(text)) {
      if (begins.length > NESTING_MAX) begins = endAll(begins, bytes, at, cards);
      begins.push({ at, line });
    }
    if (isEnd(text)) {
      const begin = begins.pop();
      if (begin !== undefined && begins.length === 0)
        cards.push({ line: begin.line, bytes: bytes.subarray(begin.at, end) });
    }
    at = end;
  }
  endAll(begins, bytes, bytes.length, cards);
  return cards;
}

/** BEGIN:VCARD with the blanks that programs put around it. */
const MARK_BYTES_MAX = 60;

type Begins = { readonly at: number; readonly line: number }[];

/** Cards without END, each up to where the next begins. */
function endAll(begins: Begins, bytes: Buffer, until: number, cards: CardBytes[]): Begins {
  begins.forEach((begin, index) => {
    cards.push({ line: begin.line, bytes: bytes.subarray(begin.at, begins[index + 1]?.at ?? until) });
  });
  return [];
}

/** Behind the line feed of the line, or behind its carriage return in a file that has no line feeds. */
function lineEnd(bytes: Buffer, from: number): number {
  const feed = bytes.indexOf(0x0a, from);
  if (feed >= 0) return feed + 1;
  const carriage = bytes.indexOf(0x0d, from);
  return carriage < 0 ? bytes.length : carriage + 1;
}

function eightBit(file: Buffer): Buffer {
  const charset = sniffCharset(file.subarray(0, MARK_BYTES_MAX));
  if (charset.startsWith('utf-16')) return Buffer.from(new TextDecoder(charset).decode(file), 'utf8');
  return file.subarray(byteOrderMark(file)?.length ?? 0);
}

/** The entries of a file, between empty lines. The line `version: 1` and comments alone are none. */
export function splitLdif(bytes: Buffer): readonly CardBytes[] {
  const file = bytes.subarray(byteOrderMark(bytes)?.length ?? 0);
  const entries: CardBytes[] = [];
  let from = -1;
  let begin = 1;
  let line = 0;
  for (let at = 0; at < file.length; ) {
    const feed = file.indexOf(0x0a, at);
    const end = feed < 0 ? file.length : feed + 1;
    line += 1;
    const isEmpty = file[at] === 0x0a || (file[at] === 0x0d && end - at <= 2);
    if (isEmpty && from >= 0) entries.push({ line: begin, bytes: file.subarray(from, at) });
    if (isEmpty) from = -1;
    else if (from < 0) {
      from = at;
      begin = line;
    }
    at = end;
  }
  if (from >= 0) entries.push({ line: begin, bytes: file.subarray(from) });
  return entries.filter(
    ({ bytes }) => !/^(?:\s*(?:#.*|version:.*)?(?:\r?\n|$))*$/i.test(bytes.toString('latin1', 0, 500)),
  );
}
