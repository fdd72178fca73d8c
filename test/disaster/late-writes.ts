/** Writes of a program into mailboxes that others had taken by then: what a lease is there to prevent. */
import type { Claim } from './claims.ts';
import type { Written } from './target-journal.ts';

/** A write that came too late, and who had taken its mailbox; null where nobody ever had. */
export interface LateWrite {
  readonly write: Written;
  readonly last: Claim | null;
}

export interface Writer {
  readonly name: string;
  readonly pid: number;
}

/** Of the writes of this program, those that the last claim of their mailbox was not its own. `claims` are in the order of time. */
export function lateWrites(
  { name, pid }: Writer,
  written: readonly Written[],
  claims: readonly Claim[],
  addressOf: ReadonlyMap<string, string>,
): readonly LateWrite[] {
  return written.flatMap((write) => {
    if (write.pid !== pid) return [];
    const taken = claims.filter(({ mailbox, at }) => addressOf.get(mailbox) === write.mailbox && at <= write.at);
    const last = taken.at(-1) ?? null;
    return last?.by === name ? [] : [{ write, last }];
  });
}
