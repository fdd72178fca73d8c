/**
 * What we send, encoded so that no byte of a name, a password or a keyword can end a command or begin one
 * (RFC 9051 §9: atom, quoted, literal). Text is one character a byte.
 */
import type { Piece } from '../line/command-writer.ts';

/** Something that cannot be said in IMAP at all. A defect of the caller's input, found before anything is sent. */
export class ImapTextError extends Error {
  override readonly name = 'ImapTextError';
}

const ATOM = /^[A-Za-z0-9!#$&'+,\-./:;<=>?@^_`|~]+$/;
const QUOTABLE = /^[\x20-\x7e]*$/;
const NIL = /^nil$/i;

/** string: quoted where that is allowed, and as a literal where it holds CR, LF or bytes above 127. NUL is refused. */
export function stringPiece(text: string): Piece {
  if (text.includes('\0')) throw new ImapTextError('a text with a NUL character cannot be sent');
  if (QUOTABLE.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  if (/[^\0-\xff]/.test(text)) throw new ImapTextError('a text was not encoded into bytes before it was sent');
  return { literal: Buffer.from(text, 'latin1') };
}

/** astring: as short as it can be said. */
export function astringPiece(text: string): Piece {
  return ATOM.test(text) && !NIL.test(text) ? text : stringPiece(text);
}

/** flag-list: system flags and keywords that are atoms; everything else is refused. */
export function flagListText(flags: readonly string[]): string {
  for (const flag of flags) {
    if (!isFlag(flag)) throw new ImapTextError('a flag that is no atom cannot be sent');
  }
  return `(${flags.join(' ')})`;
}

/** True for what may be sent as a flag or keyword: an atom, with one backslash before it for system flags. */
function isFlag(flag: string): boolean {
  return /^\\?[A-Za-z0-9!#$&'+,\-./:;<=>?@^_`|~]+$/.test(flag);
}

/** A header field name (RFC 5322 §2.2), as SEARCH HEADER takes it. */
export function fieldNameText(name: string): string {
  if (!/^[!-9;-~]+$/.test(name) || !ATOM.test(name)) throw new ImapTextError('this is no name of a header field');
  return name;
}
