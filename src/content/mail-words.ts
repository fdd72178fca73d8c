/** Encoded words (RFC 2047) and parameters (RFC 2045 §5.1, RFC 2231) of header fields, as mailers really write them. */
import { isUtf8 } from 'node:buffer';
import { isKnownCharset, type ReadText, readText } from './charset.ts';

/** Parameters of one field that are read. More than a dozen is hostile; RFC 2231 pieces of a long name need some. */
const PARAMETERS_MAX = 200;
/** Charset, encoding and text of one encoded word. RFC 2047 allows 75 characters, mailers write thousands. */
const ENCODED_WORD = /=\?([^?\s]{1,80})\?([bq])\?([^?]*)\?=/gi;

/** The text of an unstructured field. `raw` holds one byte a character. Sure only if nothing in it had to be guessed. */
export function decodeWords(raw: string): ReadText {
  let text = '';
  let sure = true;
  const take = (read: ReadText): void => {
    text += read.text;
    sure &&= read.sure;
  };
  let at = 0;
  let pending: { readonly charset: string; bytes: Buffer } | null = null;
  for (const word of raw.matchAll(ENCODED_WORD)) {
    const [whole, charset = '', encoding = '', encoded = ''] = word;
    const between = raw.slice(at, word.index);
    const label = charset.replace(/\*.*$/, '').toLowerCase();
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(encoded, 'base64') : wordBytes(encoded);
    sure &&= isKnownCharset(label);
    const joins = pending !== null && /^\s*$/.test(between);
    // Mailers cut multi-byte characters in two between words, so neighbours of one charset are decoded together.
    if (pending !== null && joins && pending.charset === label) pending.bytes = Buffer.concat([pending.bytes, bytes]);
    else {
      if (pending !== null) take(readText(pending.bytes, pending.charset));
      if (!joins) take(decodeRaw(between));
      pending = { charset: label, bytes };
    }
    at = word.index + whole.length;
  }
  if (pending !== null) take(readText(pending.bytes, pending.charset));
  const rest = raw.slice(at);
  take(decodeRaw(rest));
  return { text, sure: sure && !rest.includes('=?') };
}

/** Bytes of a header outside encoded words: UTF-8 (RFC 6532) if they are that, else Latin-1. */
export function decodeRaw(raw: string): ReadText {
  if (!/[\u0080-\u00ff]/.test(raw)) return { text: raw, sure: true };
  const bytes = Buffer.from(raw, 'latin1');
  return isUtf8(bytes) ? { text: bytes.toString('utf8'), sure: false } : readText(bytes, null);
}

function wordBytes(encoded: string): Buffer {
  const plain = encoded
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

export interface ParameterField {
  /** What stands before the first semicolon, lower case, without comments. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A field such as Content-Type. Of a parameter given twice the first counts. Names are lower case, values decoded. */
export function readParameters(raw: string): ParameterField {
  const pieces = splitOutsideQuotes(raw, PARAMETERS_MAX);
  const value = withoutComments(pieces[0] ?? '').toLowerCase();
  const plain = new Map<string, string>();
  const extended = new Map<string, Map<number, { readonly text: string; readonly escaped: boolean }>>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf('=');
    if (equals < 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const text = unquoted(piece.slice(equals + 1).trim());
    const parts = /^([^*]+)\*(?:(\d{1,4})(\*)?)?$/.exec(name);
    if (parts === null) {
      if (!plain.has(name)) plain.set(name, text);
      continue;
    }
    const [, base = '', index = '0', star] = parts;
    const sections = extended.get(base) ?? new Map<number, { text: string; escaped: boolean }>();
    sections.set(Number(index), { text, escaped: star === '*' || name.endsWith('*') });
    extended.set(base, sections);
  }
  const parameters = new Map<string, string>();
  for (const [name, text] of plain) parameters.set(name, decodeWords(text).text);
  for (const [name, sections] of extended) parameters.set(name, joinSections(sections));
  return { value, parameters };
}

function joinSections(sections: ReadonlyMap<number, { readonly text: string; readonly escaped: boolean }>): string {
  let charset: string | null = null;
  const bytes: Buffer[] = [];
  for (const [index, { text, escaped }] of [...sections].sort(([a], [b]) => a - b)) {
    const [, label, encoded] = (index === 0 && escaped && /^([^']*)'[^']*'(.*)$/s.exec(text)) || ['', null, text];
    if (label) charset = label;
    bytes.push(escaped ? percentBytes(encoded ?? '') : Buffer.from(encoded ?? '', 'latin1'));
  }
  return readText(Buffer.concat(bytes), charset).text;
}

function percentBytes(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function splitOutsideQuotes(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length && pieces.length < limit; at += 1) {
    const char = text[at];
    if (char === '\\' && isQuoted) at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === ';' && !isQuoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return withoutComments(text);
  const end = /^"((?:[^"\\]|\\.)*)/s.exec(text)?.[1] ?? '';
  return end.replace(/\\(.)/gs, '$1');
}

function withoutComments(text: string): string {
  return text.includes('(') ? text.replace(/\([^()]*\)?/g, '').trim() : text.trim();
}
