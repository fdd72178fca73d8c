/** Passwords that people type from a screen into a telephone. */
import type { Random } from './random.ts';
import { Secret } from './secret.ts';

/** Without letters and digits that look like others. */
const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const GROUPS = 4;
/** Four of five make more than 2^90 of them. */
const GROUP_LENGTH = 5;

/**
 * Groups such as `Kfmtu-wq7hz-…`: 23 characters with letters of both cases, digits and hyphens, which is what any policy asks
 * for (Exchange wants three of four kinds). `random` has to be one that nobody can foresee.
 */
export function readablePassword(random: Random): Secret {
  const of = (letters: string): string => letters.charAt(random.int(letters.length));
  const groups = Array.from({ length: GROUPS }, (_unused, group) =>
    Array.from({ length: GROUP_LENGTH }, (_none, at) => {
      if (at === 0 && group === 0) return of(UPPER);
      return at === group + 1 ? of(DIGITS) : of(LOWER);
    }).join(''),
  );
  return new Secret(groups.join('-'));
}
