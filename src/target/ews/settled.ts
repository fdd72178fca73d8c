/** Outcomes in the words of the model. */
import type { TargetRef } from '../../model/item.ts';
import type { Settled } from '../../model/target.ts';
import type { Prepared } from './write.ts';

/** An item id as Exchange gave it. It is the ref: the change key is one of many states and is not kept. */
export function targetRef(id: string): TargetRef {
  return id as TargetRef; // a TargetRef of this adapter is an ItemId's Id by definition
}

export function settledAs({ write, losses }: Prepared, id: string): Settled {
  return { is: 'copied', ref: write.item.ref, target: targetRef(id), losses };
}
