/** The way back: people return to the old system, and what reached the new one comes along. */
import type { Instant } from '../../base/clock.ts';
import type { Actor } from '../../model/event.ts';
import type { MailboxGroup } from '../../model/mailbox-book.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import { beginningsOf } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { type Act, byItself, type ProjectDeps } from '../act.ts';
import { addReturnJobs } from '../jobs.ts';

/** All mailboxes of the group for which the table has it. Whoever has one in hand ends at once. */
export async function rollBackAll(
  tenant: Tenant,
  group: MailboxGroup,
  { by, reason }: Act<string>,
  { clock }: ProjectDeps,
): Promise<void> {
  const { to } = MAILBOX.events['roll-back'];
  const moved = await tenant.takeMailboxes(group, beginningsOf(MAILBOX, 'roll-back'), to);
  const at = clock.now();
  for (const { id, state } of moved) {
    const about = { subject: 'mailbox', subjectId: id, project: group.project } as const;
    tenant.append({ ...about, at, actor: by, name: 'roll-back', from: state, to, reason, facts: {} });
    await openAgain(tenant, { project: group.project, mailbox: id }, by, at);
  }
  addReturnJobs(tenant, moved);
}

/** Nobody stays locked out of a mailbox that does not move. */
export async function openAll(tenant: Tenant, project: ProjectId, by: Actor, at: Instant): Promise<void> {
  for (const { mailbox } of await tenant.locksOf(project)) await openAgain(tenant, { project, mailbox }, by, at);
}

/**
 * Its user may sign in to the old mailbox again: with the password that kept him out, which is his from now on. One that was
 * disabled is enabled by a worker; one that somebody locked by hand has to be opened by hand, which the event says.
 */
export async function openAgain(
  tenant: Tenant,
  { project, mailbox }: { readonly project: ProjectId; readonly mailbox: MailboxId },
  by: Actor,
  at: Instant,
): Promise<void> {
  const lock = await tenant.lockOf(mailbox);
  if (lock === null || lock.state === 'open') return;
  const isForWorker = lock.how === 'disabled' && lock.state !== 'asked';
  const found = isForWorker ? await tenant.mailbox(mailbox) : null;
  if (found !== null) {
    const { sourceHost } = found;
    tenant.addJob({ kind: 'mailbox.lock', mailbox, rank: 0, sourceHost, notBefore: null });
  }
  await tenant.setLock(mailbox, { ...lock, state: isForWorker ? 'opening' : 'open', at, problem: null });
  const facts = { how: lock.how, isHandOutNeeded: lock.how === 'password', isByHand: lock.how === 'by-hand' };
  const about = { subject: 'mailbox', subjectId: mailbox, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at, actor: byItself(by), name: 'open-old-mailbox', facts });
}
