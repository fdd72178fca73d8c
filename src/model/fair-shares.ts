/** Who may have how much of what is not enough for all. Pure. */
import type { Instant } from '../base/clock.ts';

export interface Sharer {
  readonly holder: string;
  /** What it has now. */
  readonly held: number;
  readonly wants: number;
  /** Since when it has something, or since when it waits with nothing. */
  readonly since: Instant;
}

/** Where there is less than one for each, everybody has one for so long and then lets others. */
export const TURN_MS = 5000;

/**
 * What each may have of `total`: nobody more than wanted, together never more than `total`, and nobody two more than somebody
 * who wants as many. Where even one for each is too much, those whose turn goes on come first, then who has waited longest.
 */
export function fairShares(sharers: readonly Sharer[], total: number, now: Instant): ReadonlyMap<string, number> {
  const shares = new Map(sharers.map(({ holder }) => [holder, 0]));
  const inOrder = sharers.toSorted((one, other) => compare(rankOf(one, now), rankOf(other, now)));
  let left = total;
  for (let each = 1; left > 0; each += 1) {
    const hungry = inOrder.filter(({ wants }) => wants >= each).slice(0, left);
    if (hungry.length === 0) break;
    for (const { holder } of hungry) shares.set(holder, each);
    left -= hungry.length;
  }
  return shares;
}

/** The lowest comes first; the name decides what nothing else does, so that all see the same order. */
function rankOf({ holder, held, since }: Sharer, now: Instant): readonly (number | string)[] {
  if (held === 0) return [1, since, holder];
  return [now - since < TURN_MS ? 0 : 2, since, holder];
}

function compare(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  const [a, b] = [one[at] ?? 0, other[at] ?? 0];
  return a < b ? -1 : Number(a > b);
}
