/** What every part of the Graph target works with. */
import type { Clock } from '../../base/clock.ts';
import type { TargetRef } from '../../model/item.ts';
import type { GraphSession } from '../../wire/graph/session.ts';
import type { Parties } from '../exchange/failing.ts';

export interface GraphContext {
  readonly session: GraphSession;
  readonly clock: Clock;
  readonly parties: Parties;
  /** Where large content lies while it is read back. */
  readonly spoolFolder: string;
  /** How long after it was sent a write without answer may still happen. */
  readonly doubtRestMs: number;
}

/** `/users/<mailbox>`, then what follows. Parts that come from elsewhere are encoded by who gives them. */
export function mailboxPath({ parties }: GraphContext, rest: string): string {
  return `/users/${encodeURIComponent(parties.mailbox)}${rest}`;
}

/** Runs it for each, as many at once as may be under way; outcomes in the order given. */
export async function forEach<T, R>(
  context: GraphContext,
  all: readonly T[],
  run: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const outcomes: R[] = [];
  for (let at = 0; at < all.length; ) {
    const some = all.slice(at, at + context.session.pace.limit);
    outcomes.push(...(await Promise.all(some.map(run))));
    at += some.length;
  }
  return outcomes;
}

export function targetRef(id: string): TargetRef {
  return id as TargetRef; // an id that the service gave is how the target names the item
}
