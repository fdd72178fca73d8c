/** What the user of a mailbox does by the private link: prepares, and says afterwards whether all is there. */
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import { type MailboxState, NOT_BEGUN } from '../model/mailbox-states.ts';
import type { LinkHolder } from '../model/mailbox-user.ts';
import { inWords } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';
import { locked, moveMailbox } from './move-mailbox.ts';

/** The tasks of the preparation that are done now, all of them. The first one begins the preparation. */
export async function tickSteps(
  tenant: Tenant,
  holder: LinkHolder,
  steps: readonly string[],
  deps: ProjectDeps,
): Promise<void> {
  const { project, mailbox } = await locked(tenant, holder.mailbox, holder.project);
  const why = stepsRefusal(mailbox.state);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'be prepared', why });
  const by = userOf(holder);
  await tenant.noteSteps(mailbox.id, steps);
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: project.id, from: null, to: null } as const;
  const facts = { done: steps.join(', ') };
  tenant.append({ ...about, at: deps.clock.now(), actor: by, name: 'tick-steps', reason: null, facts });
  if (mailbox.state === 'listed' && steps.length > 0) {
    await moveMailbox(tenant, holder, { event: 'prepare', by, reason: null }, deps);
  }
}

/** Everything is there. Throws `project.move-refused` before the copy was verified. */
export async function sayAllThere(tenant: Tenant, holder: LinkHolder, deps: ProjectDeps): Promise<void> {
  await moveMailbox(tenant, holder, { event: 'confirm', by: userOf(holder), reason: null }, deps);
  await tenant.noteVerdict(holder.mailbox, 'all-there', deps.clock.now());
}

/** Where to look for what is missing, in the words of the user. */
export interface Missing {
  readonly folder: string;
  readonly from: string;
  readonly about: string;
}

/**
 * Something is not there. It changes no state, for somebody has to look first whether it was there before: an administrator
 * sees it and opens the mailbox again. May be said more than once, about one thing each.
 */
export async function sayMissing(
  tenant: Tenant,
  holder: LinkHolder,
  missing: Missing,
  deps: ProjectDeps,
): Promise<void> {
  const { project, mailbox } = await locked(tenant, holder.mailbox, holder.project);
  const why = missingRefusal(mailbox.state);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'miss something', why });
  const at = deps.clock.now();
  await tenant.noteVerdict(mailbox.id, 'something-missing', at);
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: project.id, from: null, to: null } as const;
  const name = 'say-something-is-missing';
  tenant.append({ ...about, at, actor: userOf(holder), name, reason: null, facts: { ...missing } });
}

export function userOf({ link }: LinkHolder): Actor {
  return { is: 'mailbox-user', id: link };
}

/** Null when the tasks of the preparation can be ticked. */
export function stepsRefusal(state: MailboxState): string | null {
  return NOT_BEGUN.some((one) => one === state) ? null : 'The move has begun, or there is none.';
}

const LOOKED_AT: readonly MailboxState[] = [
  'verified',
  'partial',
  'credentials-issued',
  'user-confirmed',
  'clients-done',
  'released',
];

/** Null when it can be said that something is missing. */
export function missingRefusal(state: MailboxState): string | null {
  return LOOKED_AT.includes(state) ? null : `It is ${inWords(state)}; this is possible once the move was checked.`;
}
