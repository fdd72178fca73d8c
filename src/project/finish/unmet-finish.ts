/** What the end of a project waits for besides the states of its mailboxes. */
import type { Instant } from '../../base/clock.ts';
import { type Finish, heldUntil } from '../../model/finish.ts';
import type { Project } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import { beginningsOf, type Condition } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';

/** The conditions of the table that do not hold. They are looked up only in states in which they matter. */
export async function unmetFinish(
  tenant: Tenant,
  { id, state }: Pick<Project, 'id' | 'state'>,
  now: Instant,
): Promise<readonly Condition[]> {
  if (!beginningsOf(PROJECT, 'request-removal').includes(state)) return [];
  const { holdDays } = await tenant.arrangement(id);
  const until = heldUntil(await tenant.provenMailboxes(id), holdDays);
  const { lastCopy } = await tenant.finish(id);
  return openAtTheEnd({ until, lastCopy, openCases: await tenant.openCases(id) }, now);
}

interface End extends Pick<Finish, 'lastCopy'> {
  /** As `heldUntil` gives it. */
  readonly until: number | null;
  readonly openCases: number;
}

/** Those that do not hold, in whatever state the project is. */
export function openAtTheEnd({ until, lastCopy, openCases }: End, now: Instant): readonly Condition[] {
  return [
    ...(openCases > 0 ? (['no-open-cases'] as const) : []),
    ...(until === null || until > now ? (['hold-over'] as const) : []),
    ...(lastCopy === null ? (['last-copy'] as const) : []),
  ];
}
