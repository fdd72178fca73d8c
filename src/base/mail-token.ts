/** Tokens that stand in a mail address: lower case letters and digits, since servers on the way do not keep the case. */
import type { Random } from './random.ts';
import { Secret } from './secret.ts';

/** RFC 4648 §6, in lower case. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
/** 160 bits: more than anybody can try, and short enough for a local part (RFC 5321 §4.5.3.1.1 allows 64 characters). */
const LENGTH = 32;

export function newMailToken(random: Random): Secret {
  return new Secret(Array.from({ length: LENGTH }, () => LETTERS[random.int(LETTERS.length)]).join(''));
}

/** Everything in the text that has the form of such a token, each once, at most so many. */
export function mailTokensIn(text: string, max: number): readonly string[] {
  const found = text.toLowerCase().matchAll(/(?<![a-z0-9])[a-z2-7]{32}(?![a-z0-9])/g);
  return [...new Set([...found].map(([token]) => token))].slice(0, max);
}
