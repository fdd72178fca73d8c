/** One entry of LDIF (RFC 2849) with its attributes. */
import { isUtf8 } from 'node:buffer';
import { readText } from '../charset.ts';

/** An entry that is refused as a whole. */
export class LdifError extends Error {
  override readonly name = 'LdifError';
  /** Counted from 1 within the bytes of the entry. */
  readonly line: number;
  /** A sentence without a full stop. */
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
    this.reason = reason;
  }
}

/** One entry with a photo; as much as a card may have. */
const ENTRY_BYTES_MAX = 64 * 1024 * 1024;
/** Attributes of one entry; large groups have some thousand members. */
const ATTRIBUTES_MAX = 50_000;
/** Name and options of one attribute. */
const NAME_CHARS_MAX = 200;

export interface LdifAttribute {
  readonly line: number;
  /** Lower case, without options. */
  readonly name: string;
  /** `lang-ja` of `cn;lang-ja`; '' without any. */
  readonly options: string;
  readonly bytes: Buffer;
  /** The value is the address of something: `photo:< file:///…`. It is never followed. */
  readonly isLink: boolean;
}

/** Throws an LdifError for what is no entry: a change record, a line without colon, an entry that passes a bound. */
export function ldifAttributes(entry: Buffer): readonly LdifAttribute[] {
  if (entry.length > ENTRY_BYTES_MAX) throw new LdifError(1, `the entry is larger than ${ENTRY_BYTES_MAX} bytes`);
  const attributes: LdifAttribute[] = [];
  for (const { line, text } of unfoldedLines(entry)) {
    if (text === '' || text.startsWith('#')) continue;
    if (attributes.length >= ATTRIBUTES_MAX)
      throw new LdifError(line, `the entry has more than ${ATTRIBUTES_MAX} attributes`);
    const attribute = readAttribute(line, text);
    if (attribute.name === 'version' && attributes.length === 0) continue;
    if (attribute.name === 'changetype' && attribute.bytes.toString('latin1').trim().toLowerCase() !== 'add')
      throw new LdifError(line, 'the entry changes another one and is no contact');
    attributes.push(attribute);
  }
  return attributes;
}

function readAttribute(line: number, text: string): LdifAttribute {
  const found = /^([A-Za-z][A-Za-z0-9.-]*)((?:;[A-Za-z0-9-]+)*)\s*:([:<]?)[ \t]*/.exec(text.slice(0, NAME_CHARS_MAX));
  if (found === null) throw new LdifError(line, 'the line is no attribute');
  const [whole, name = '', options = '', mark = ''] = found;
  const raw = text.slice(whole.length);
  const bytes = mark === ':' ? Buffer.from(raw, 'base64') : Buffer.from(raw, 'latin1');
  return { line, name: name.toLowerCase(), options: options.slice(1).toLowerCase(), bytes, isLink: mark === '<' };
}

/** Lines that begin with a blank go on with the one before, without that blank (RFC 2849, note 2). One byte a character. */
function unfoldedLines(entry: Buffer): readonly { readonly line: number; readonly text: string }[] {
  const lines: { readonly line: number; readonly pieces: string[] }[] = [];
  const written = entry.toString('latin1').split(/\r*\n|\r/);
  written.forEach((text, at) => {
    const last = lines.at(-1);
    if (/^[ \t]/.test(text) && last !== undefined) last.pieces.push(text.slice(1));
    else lines.push({ line: at + 1, pieces: [text] });
  });
  return lines.map(({ line, pieces }) => ({ line, text: pieces.join('') }));
}

/** LDIF is UTF-8; what is not, is taken for Windows-1252. */
export function textOf(attribute: LdifAttribute): string {
  return isUtf8(attribute.bytes) ? attribute.bytes.toString('utf8') : readText(attribute.bytes, 'windows-1252').text;
}
