/** Bytes to text, forgiving, with one bit that says whether every reader would have come to the same text. */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Text and whether it is certain. Uncertain: no charset was declared, or a wrong or unknown one, or bytes were broken. */
export interface ReadText {
  readonly text: string;
  readonly sure: boolean;
}

/** Names that mail uses and the WHATWG Encoding Standard does not know. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['cp850', 'windows-1252'],
  ['utf8mb4', 'utf-8'],
  ['ansi_x3.4', 'us-ascii'],
  ['iso-8859-8-e', 'iso-8859-8'],
]);
/** What a label may be before it is looked up. No registered name is longer than 45 characters. */
const LABEL_MAX = 60;

/** Never throws. `label` is the declared charset, null when none was. */
export function readText(bytes: Buffer, label: string | null): ReadText {
  const name = label === null ? null : plainLabel(label);
  if (isAscii(bytes) && !usesAsciiBytesOtherwise(name)) return { text: bytes.toString('latin1'), sure: true };
  if (name === null || name === 'us-ascii') return undeclared(bytes);
  const decoder = decoderFor(name);
  if (decoder === null) return undeclared(bytes);
  const text = decoder.decode(bytes);
  // The windows-1252 decoder stands in for Latin-1 (WHATWG), but other readers make control characters of 0x80 to 0x9F.
  const isLatinGuess =
    decoder.encoding === 'windows-1252' && name.includes('8859') && /[\u0080-\u009f\u0152-\u2122]/.test(text);
  return { text, sure: !text.includes('\ufffd') && !isLatinGuess };
}

/** True when every reader has heard of it. */
export function isKnownCharset(label: string): boolean {
  const name = plainLabel(label);
  return COMMON.test(name) || decoderFor(name) !== null;
}

/** Charsets that need no asking: making a decoder costs more than most headers are long. */
const COMMON = /^(utf-8|us-ascii|iso-8859-\d{1,2}|windows-125\d)$/;

function undeclared(bytes: Buffer): ReadText {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), sure: false };
  return { text: new TextDecoder('windows-1252').decode(bytes), sure: false };
}

function plainLabel(label: string): string {
  const name = label
    .slice(0, LABEL_MAX)
    .toLowerCase()
    .replace(/^[\s"']+|[\s"']+$/g, '');
  return ALIASES.get(name) ?? name;
}

function usesAsciiBytesOtherwise(name: string | null): boolean {
  return name !== null && /^(iso-2022|csiso2022|utf-16|ucs-2|unicode|utf-32|hz-)/.test(name);
}

function decoderFor(name: string): TextDecoder | null {
  try {
    return new TextDecoder(name);
  } catch (error) {
    // A RangeError is how TextDecoder says that it does not know the label.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
