/** The mailboxes of a project that are to move, whole. */
import type { Instant } from '../../base/clock.ts';
import type { MailboxFilter } from '../../model/mailbox-book.ts';
import { GOING_BACK, MAILBOX, SETTLED } from '../../model/mailbox-states.ts';
import type { Mailbox, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { allPages, WHOLE_PAGE } from '../all-pages.ts';

/** By name, without those that have moved or do not. */
export async function allToMove(tenant: Tenant, project: ProjectId, now: Instant): Promise<readonly Mailbox[]> {
  const left = [...SETTLED, ...GOING_BACK, ...MAILBOX.final];
  const states = MAILBOX.states.filter((state) => !left.includes(state));
  const asked = { text: null, problem: null, hasExceptions: null, isWaiting: null, isUncounted: null };
  const filter: MailboxFilter = { ...asked, states, now };
  const ask = { by: 'name', isDescending: false, limit: WHOLE_PAGE } as const;
  return allPages((after) => tenant.mailboxes(project, filter, { ...ask, after }));
}

/** What mail is sent to, or may be: its name and the users of its sources, in lower case. */
export function addressesOf({ name, settings }: Mailbox): readonly string[] {
  const named = [name, ...settings.sources.flatMap(({ user }) => user ?? [])];
  return [...new Set(named.map((one) => one.trim().toLowerCase()).filter((one) => one.includes('@')))];
}
