/** The bytes of a property as what its type says they are (MS-OXCDATA §2.11). */
import { type Instant } from '../../../base/clock.ts';
import { readText } from '../../../content/charset.ts';
import { instantOfFileTime } from './mapi-object.ts';

export const TYPE = {
  short: 0x0002,
  long: 0x0003,
  double: 0x0005,
  boolean: 0x000b,
  object: 0x000d,
  longLong: 0x0014,
  text8: 0x001e,
  text: 0x001f,
  time: 0x0040,
  binary: 0x0102,
  texts8: 0x101e,
  texts: 0x101f,
  blobs: 0x1102,
} as const;

/** Values of one property of several; a store that says it has more is wrong. */
const VALUES_MAX = 10_000;

export function numberIn(type: number, bytes: Buffer): number | null {
  if (type === TYPE.long && bytes.length >= 4) return bytes.readInt32LE(0);
  if (type === TYPE.short && bytes.length >= 2) return bytes.readInt16LE(0);
  if (type === TYPE.boolean && bytes.length >= 1) return bytes[0] === 0 ? 0 : 1;
  if (type === TYPE.double && bytes.length >= 8) return bytes.readDoubleLE(0);
  if (type === TYPE.longLong && bytes.length >= 8) return Number(bytes.readBigInt64LE(0));
  return null;
}

export function timeIn(type: number, bytes: Buffer): Instant | null {
  return type === TYPE.time && bytes.length >= 8 ? instantOfFileTime(bytes.readBigUInt64LE(0)) : null;
}

/** `codepage` is the number of the code page of texts that are not Unicode. */
export function textIn(type: number, bytes: Buffer, codepage: number | null): string {
  const isWide = type === TYPE.text || type === TYPE.texts;
  if (isWide)
    return bytes
      .subarray(0, bytes.length & ~1)
      .toString('utf16le')
      .replace(/\0+$/, '');
  if (type !== TYPE.text8 && type !== TYPE.texts8 && type !== TYPE.binary) return '';
  return readText(bytes, charsetOf(codepage)).text.replace(/\0+$/, '');
}

/** Several values as PST stores them: how many, where each begins, the values (MS-PST §2.3.3.4.2). */
export function valuesIn(bytes: Buffer): readonly Buffer[] {
  if (bytes.length < 4) return [];
  const count = Math.min(bytes.readUInt32LE(0), VALUES_MAX, Math.floor((bytes.length - 4) / 4));
  const starts = Array.from({ length: count }, (_start, at) => bytes.readUInt32LE(4 + at * 4));
  return starts.map((start, at) => bytes.subarray(start, starts[at + 1] ?? bytes.length));
}

/** The charset of a Windows code page; null for one that nobody names. */
export function charsetOf(codepage: number | null): string | null {
  if (codepage === null || codepage === 0) return null;
  const known = CODE_PAGES.get(codepage);
  if (known !== undefined) return known;
  if (codepage >= 1250 && codepage <= 1258) return `windows-${codepage}`;
  if (codepage >= 28591 && codepage <= 28606) return `iso-8859-${codepage - 28590}`;
  return null;
}

const CODE_PAGES: ReadonlyMap<number, string> = new Map([
  [65001, 'utf-8'],
  [1200, 'utf-16le'],
  [1201, 'utf-16be'],
  [20127, 'us-ascii'],
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [20866, 'koi8-r'],
  [21866, 'koi8-u'],
  [50220, 'iso-2022-jp'],
  [50221, 'iso-2022-jp'],
  [50222, 'iso-2022-jp'],
  [51932, 'euc-jp'],
  [51949, 'euc-kr'],
  [54936, 'gb18030'],
]);
