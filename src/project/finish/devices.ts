/** The devices of a user after the move: which there are, and which are set up for the new mailbox, in an order that locks nothing. */
import { Failure } from '../../base/problem.ts';
import { type DeviceKind, isAllSettled, type Settled } from '../../model/device.ts';
import { HANDED_OVER, type MailboxState } from '../../model/mailbox-states.ts';
import type { LinkHolder } from '../../model/mailbox-user.ts';
import { inWords } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { userOf } from '../link-user.ts';
import { locked, moveMailbox } from '../move-mailbox.ts';

/**
 * What the user says, all of it. Throws `project.move-refused` for something that is set up before the new mailbox is there. The
 * last of them ends the way of a mailbox whose user has everything.
 */
export async function noteDevices(
  tenant: Tenant,
  holder: LinkHolder,
  { devices, done }: { readonly devices: readonly DeviceKind[]; readonly done: readonly Settled[] },
  deps: ProjectDeps,
): Promise<void> {
  const { project, mailbox } = await locked(tenant, holder.mailbox, holder.project);
  const why = done.length === 0 ? null : settlingRefusal(mailbox.state);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'be set up', why });
  await tenant.noteDevices(mailbox.id, devices, done);
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: project.id, from: null, to: null } as const;
  const facts = { devices: devices.join(', '), done: done.join(', ') };
  tenant.append({ ...about, at: deps.clock.now(), actor: userOf(holder), name: 'note-devices', reason: null, facts });
  await finishIfSettled(tenant, holder, deps);
}

/** A mailbox whose user has everything, and has set up all devices, is done. */
export async function finishIfSettled(tenant: Tenant, holder: LinkHolder, deps: ProjectDeps): Promise<void> {
  const mailbox = await tenant.mailbox(holder.mailbox);
  const { devices, settled } = await tenant.mailboxUser(holder.mailbox);
  if (mailbox?.state !== 'user-confirmed' || !isAllSettled(devices, settled)) return;
  await moveMailbox(tenant, holder, { event: 'finish-clients', by: userOf(holder), reason: null }, deps);
}

/** Null where devices can be set up for the new mailbox. */
export function settlingRefusal(state: MailboxState): string | null {
  if (HANDED_OVER.some((one) => one === state)) return null;
  return `It is ${inWords(state)}; devices are set up once the copy is verified.`;
}
