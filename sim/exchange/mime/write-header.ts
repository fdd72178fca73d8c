/** Header lines as Exchange writes them: utf-8 encoded words, folded before 78 characters. */
import type { Address } from '../item.ts';

/** RFC 5322 §2.1.1. */
const LINE_MAX = 76;
/** RFC 2047 §2: an encoded word has at most 75 characters; 12 of them are its frame. */
const WORD_BYTES = 45;

/** A header of free text, with its CRLF. */
export function textHeader(name: string, text: string): string {
  const clean = text.replace(/[\r\n\t\0]+/g, ' ');
  return folded(name, needsWords(clean) ? encodedWords(clean) : clean.split(/(?<=\S)(?= )/));
}

/** A header whose value must stay as it is, such as Message-ID or one that is not known. */
export function rawLine(name: string, value: string): string {
  return folded(name, value.replace(/[\r\n]+/g, ' ').split(/(?<=\S)(?=[ \t])/));
}

export function addressHeader(name: string, addresses: readonly Address[]): string {
  if (addresses.length === 0) return '';
  const written = addresses.map((address, place) => {
    return `${place === 0 ? '' : ' '}${writtenAddress(address)}${place < addresses.length - 1 ? ',' : ''}`;
  });
  return folded(
    name,
    written.flatMap((text) => text.split(/(?<=\?=)(?= =\?)/)),
  );
}

function writtenAddress({ name, email }: Address): string {
  if (email !== '' && (name === '' || name === email)) return email.includes('@') ? email : `<${email}>`;
  const phrase = needsWords(name) ? encodedWords(name).join('').trim() : `"${name.replace(/["\\]/g, '\\$&')}"`;
  return email === '' ? phrase : `${phrase} <${email}>`;
}

/** A parameter such as filename; what is not ASCII becomes an encoded word inside quotes, as Exchange does. */
export function parameter(name: string, value: string): string {
  const clean = value.replace(/[\r\n\0]+/g, ' ');
  const written = needsWords(clean) ? encodedWords(clean).join('').trim() : clean.replace(/["\\]/g, '\\$&');
  return `;\r\n\t${name}="${written}"`;
}

function needsWords(text: string): boolean {
  return /[^\x20-\x7e]|=\?/.test(text);
}

/** Words that are joined without anything between them; all but the first begin with a blank. */
function encodedWords(text: string): readonly string[] {
  const words: string[] = [];
  let chunk = '';
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > WORD_BYTES) {
      words.push(chunk);
      chunk = '';
      bytes = 0;
    }
    chunk += character;
    bytes += size;
  }
  words.push(chunk);
  return words.map((word, place) => `${place === 0 ? '' : ' '}=?utf-8?B?${Buffer.from(word).toString('base64')}?=`);
}

/** Joins pieces, each of which begins with a blank if a line may be broken before it. */
function folded(name: string, pieces: readonly string[]): string {
  let written = `${name}:`;
  let width = written.length;
  for (const [place, piece] of pieces.entries()) {
    const spaced = place === 0 ? ` ${piece.trimStart()}` : piece;
    if (width + spaced.length > LINE_MAX && place > 0 && /^[ \t]\S/.test(spaced)) {
      written += '\r\n';
      width = 0;
    }
    written += spaced;
    width += spaced.length;
  }
  return `${written.trimEnd()}\r\n`;
}
