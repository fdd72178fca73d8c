/** The charset of a file that does not say it: address books as webmail, Outlook and phones export them. */
import { isUtf8 } from 'node:buffer';

/** Bytes that are looked at. A file whose first megabyte is UTF-8 is UTF-8. */
const SNIFFED_BYTES_MAX = 1024 * 1024;

/** Bytes of a byte order mark, or 0. */
export function byteOrderMark(bytes: Buffer): { readonly charset: string; readonly length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { charset: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { charset: 'utf-16be', length: 2 };
  return null;
}

/**
 * A name that `TextDecoder` knows: by the byte order mark, by zeros in every other byte, as UTF-8 where it is that, as
 * Shift_JIS where its pairs of bytes are those of Japanese texts, else `otherwise`. `bytes` may be the beginning of a file.
 */
export function sniffCharset(bytes: Buffer, otherwise = 'windows-1252'): string {
  const sample = bytes.subarray(0, SNIFFED_BYTES_MAX);
  const marked = byteOrderMark(sample);
  if (marked !== null) return marked.charset;
  if (sample.length >= 4 && sample[1] === 0 && sample[3] === 0) return 'utf-16le';
  if (sample.length >= 4 && sample[0] === 0 && sample[2] === 0) return 'utf-16be';
  if (isUtf8(sample.subarray(0, wholeCharacters(sample)))) return 'utf-8';
  return isJapanese(sample) ? 'shift_jis' : otherwise;
}

/** Where the last character of UTF-8 ends: a sample may cut one into two. */
function wholeCharacters(sample: Buffer): number {
  for (let back = 1; back <= 3 && back <= sample.length; back += 1) {
    const byte = sample[sample.length - back] ?? 0;
    if (byte < 0x80) break;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (needs > back) return sample.length - back;
    if (needs > 0) break;
  }
  return sample.length;
}

/** Of the pairs in a Japanese text that many have a second byte above 0x7F; between quotes of Windows-1252 hardly any has. */
const HIGH_SECONDS_MIN = 0.2;

/**
 * Kana and the kanji of daily use have first bytes 0x81 to 0x97 (JIS X 0208 level 1). The letters of Western texts have
 * others, and the quotes and dashes of Windows-1252, which have the same, stand before plain letters.
 */
function isJapanese(sample: Buffer): boolean {
  let pairs = 0;
  let highSeconds = 0;
  let rare = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const first = sample[at] ?? 0;
    if (first < 0x80 || (first >= 0xa0 && first <= 0xdf)) continue;
    const second = sample[at + 1] ?? 0x40;
    if (second < 0x40 || second === 0x7f || second > 0xfc || first === 0x80 || first > 0xfc) return false;
    if (first <= 0x97) pairs += 1;
    else rare += 1;
    if (first <= 0x97 && second >= 0x80) highSeconds += 1;
    at += 1;
  }
  return pairs > rare && highSeconds >= pairs * HIGH_SECONDS_MIN;
}
