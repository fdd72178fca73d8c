/** Prints of text and of sets: short values that are equal when the meaning is, and that hold no content of mail. */
import { hash } from 'node:crypto';
import type { ReadText } from './charset.ts';

/** Of text, after everything is taken out that mail servers change on the way. */
export interface TextPrint {
  readonly digest: string;
  /** Of its ASCII letters, digits and signs only: what is still certain when the charset was not. */
  readonly ascii: string;
  /** Tells of texts that follow each other whether another text is all of them in one (see `isJoinOf`). */
  readonly chain: readonly [number, number];
  /** Of its first 180 characters: what is left of a text that the target cut. */
  readonly start: string;
  /** Characters that were compared. */
  readonly chars: number;
  /** False when reading it needed a guess (see `ReadText`). */
  readonly sure: boolean;
}

/** Of a set of short texts. */
export interface SetPrint {
  readonly digest: string;
  readonly count: number;
  /** A short digest of each member, sorted; null when there are more than `MEMBERS_MAX`. */
  readonly members: readonly string[] | null;
  readonly sure: boolean;
}

/** Members that are told apart singly. 1,000 is what Exchange Online allows a message in recipients. */
const MEMBERS_MAX = 1000;
/** 72 bits: among a thousand members two agree by chance once in 10^16 messages. */
const MEMBER_DIGEST_CHARS = 12;
/** Exchange cuts subjects at 255 characters, white space counted. */
export const START_CHARS = 180;

/**
 * Characters that two correct decoders of Shift_JIS, EUC-JP or EUC-KR give different code points for (JIS X 0208 rows 1
 * and 2, read by the tables of the Unicode Consortium and by those of Microsoft).
 */
const SAME_CHARACTER: ReadonlyMap<string, string> = new Map([
  ['\u301c', '~'],
  ['\u223c', '~'],
  ['\u2212', '-'],
  ['\u2225', '\u2016'],
  ['\u2014', '\u2015'],
  ['\u22ef', '\u2026'],
  ['\u20a9', '\\'],
  ['\u00a5', '\\'],
  ['\u203e', '~'],
]);
const ANY_SAME_CHARACTER = new RegExp(`[${[...SAME_CHARACTER.keys()].join('')}]`, 'g');

/**
 * The text without what servers and gateways change: white space and invisible characters, quote marks (`>` moves when
 * lines are wrapped anew), and differences that Unicode calls compatible (NFKC).
 */
export function plainLetters(text: string): string {
  const ascii = text.replace(/[\s\p{Cc}>]+/gu, '');
  if (!/[^\x21-\x7e]/.test(ascii)) return ascii;
  return ascii
    .normalize('NFKC')
    .replace(ANY_SAME_CHARACTER, (char) => SAME_CHARACTER.get(char) ?? char)
    .replace(/[\s>\p{Cc}\p{Cf}\u034f\u115f\u3164]+/gu, '');
}

export function printText({ text, sure }: ReadText): TextPrint {
  const letters = plainLetters(text);
  const digest = digestOf(letters);
  // "?" is what a server writes for a character that it cannot, so it says nothing. Taken from the text itself, since
  // normalising makes three ASCII dots of an ellipsis that may have been read wrongly.
  const ascii = text.replace(/[^!-=@-~]+/g, '');
  const start = letters.length <= START_CHARS ? digest : digestOf(letters.slice(0, START_CHARS));
  const chars = letters.length;
  return { digest, ascii: ascii === letters ? digest : digestOf(ascii), chain: chainOf(letters), start, chars, sure };
}

/** Two odd numbers, one for each half of a chain. */
const CHAIN_FACTORS = [0x01000193, 0x85ebca6b] as const;

/** A polynomial of the characters, twice modulo 2^32: of all hashes the one that can be computed for a join of two texts. */
function chainOf(letters: string): readonly [number, number] {
  let one = 0;
  let other = 0;
  for (let at = 0; at < letters.length; at += 1) {
    const code = letters.charCodeAt(at) + 1;
    one = (Math.imul(one, CHAIN_FACTORS[0]) + code) | 0;
    other = (Math.imul(other, CHAIN_FACTORS[1]) + code) | 0;
  }
  return [one, other];
}

/** True when `whole` is these texts one after the other. */
export function isJoinOf(whole: TextPrint, texts: readonly TextPrint[]): boolean {
  if (texts.reduce((sum, { chars }) => sum + chars, 0) !== whole.chars) return false;
  const joined = texts.reduce<readonly [number, number]>(
    ([one, other], { chain, chars }) => [
      (Math.imul(one, power(CHAIN_FACTORS[0], chars)) + chain[0]) | 0,
      (Math.imul(other, power(CHAIN_FACTORS[1], chars)) + chain[1]) | 0,
    ],
    [0, 0],
  );
  return joined[0] === whole.chain[0] && joined[1] === whole.chain[1];
}

/** Modulo 2^32. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left >>>= 1, square = Math.imul(square, square)) {
    if ((left & 1) === 1) result = Math.imul(result, square);
  }
  return result;
}

export function printSet(values: Iterable<string>, sure: boolean): SetPrint {
  const sorted = [...new Set(values)].sort();
  const members =
    sorted.length > MEMBERS_MAX ? null : sorted.map((value) => digestOf(value).slice(0, MEMBER_DIGEST_CHARS));
  return { digest: digestOf(sorted.join('\n')), count: sorted.length, members: members?.sort() ?? null, sure };
}

/** SHA-256 as 43 characters of base64url. */
export function digestOf(content: string | Buffer): string {
  return hash('sha256', content, 'base64url');
}
