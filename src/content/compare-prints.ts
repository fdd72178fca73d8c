/** Prints of single texts and sets, compared. */
import type { SetPrint, TextPrint } from './text-print.ts';

/** True when two texts differ, and only in characters that the original does not say how to read. */
export function isUnclear(original: TextPrint, copy: TextPrint): boolean {
  const isGuess = !original.sure || !copy.sure;
  // Without this an emptied text would pass for a badly declared one.
  return isGuess && original.ascii === copy.ascii && copy.chars * 4 >= original.chars;
}

export type SetDifference = 'missing-some' | 'added-some' | 'other';

/** Null when both sets are equal. */
export function compareSets(source: SetPrint, target: SetPrint): SetDifference | null {
  if (source.digest === target.digest) return null;
  if (source.members === null || target.members === null) return 'other';
  const there = new Set(target.members);
  const isAllThere = source.members.every((member) => there.has(member));
  if (isAllThere) return 'added-some';
  const wanted = new Set(source.members);
  return target.members.every((member) => wanted.has(member)) ? 'missing-some' : 'other';
}

/** True when at least one member of `source` is in `target`, or both are equal. */
export function hasSomeOf(source: SetPrint, target: SetPrint): boolean {
  const there = new Set(target.members ?? []);
  return source.digest === target.digest || (source.members ?? []).some((member) => there.has(member));
}
