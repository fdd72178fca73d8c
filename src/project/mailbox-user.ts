/** What the user of a mailbox does by the private link: prepares, and says afterwards whether all is there. */
import { Failure } from '../base/problem.ts';
import { type MailboxState, NOT_BEGUN } from '../model/mailbox-states.ts';
import type { LinkHolder } from '../model/mailbox-user.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';
import { closeAllFound } from './finish/cases.ts';
import { finishIfSettled } from './finish/devices.ts';
import { userOf } from './link-user.ts';
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

/** Everything is there, so that no case of theirs is open any more. Throws `project.move-refused` before the copy was verified. */
export async function sayAllThere(tenant: Tenant, holder: LinkHolder, deps: ProjectDeps): Promise<void> {
  await moveMailbox(tenant, holder, { event: 'confirm', by: userOf(holder), reason: null }, deps);
  await tenant.noteVerdict(holder.mailbox, 'all-there', deps.clock.now());
  await closeAllFound(tenant, holder, userOf(holder), deps);
  await finishIfSettled(tenant, holder, deps);
}

/** Null when the tasks of the preparation can be ticked. */
export function stepsRefusal(state: MailboxState): string | null {
  return NOT_BEGUN.some((one) => one === state) ? null : 'The move has begun, or there is none.';
}
