/** The request to remove the old licences: the exact list, and the text that goes to whoever removes them. */
import { formatCount } from '../../base/amounts.ts';
import { isoSeconds } from '../../base/clock.ts';
import type { Actor, StoredEvent } from '../../model/event.ts';
import { CONFIRMED, isMoving, type ProvenMailbox } from '../../model/finish.ts';
import type { MailboxId, Project, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { addEntryAndTell, newReply } from '../tell.ts';
import { projectEvents } from './project-events.ts';

/** A mailbox whose licence goes, and why it may. */
export interface LicenceToGo extends ProvenMailbox {
  /** By its user, or waived; null while neither. */
  readonly confirmed: {
    readonly by: 'user' | 'people' | 'waiver';
    readonly at: string;
    readonly reason: string | null;
  } | null;
}

/** By name. Those that stay are not among them. */
export async function licencesToGo(tenant: Tenant, project: ProjectId): Promise<readonly LicenceToGo[]> {
  const confirmations = new Map<MailboxId, LicenceToGo['confirmed']>();
  for (const name of ['confirm', 'waive-confirmation'] as const) {
    for (const event of await projectEvents(tenant, project, name)) {
      confirmations.set(event.subjectId as MailboxId, confirmedBy(event)); // its subject is a mailbox
    }
  }
  return (await tenant.provenMailboxes(project)).filter(isMoving).map((mailbox) => ({
    ...mailbox,
    confirmed: CONFIRMED.includes(mailbox.state) ? (confirmations.get(mailbox.mailbox) ?? null) : null,
  }));
}

function confirmedBy({ name, actor, at, reason }: StoredEvent): NonNullable<LicenceToGo['confirmed']> {
  const by = name === 'waive-confirmation' ? 'waiver' : actor.is === 'mailbox-user' ? 'user' : 'people';
  return { by, at: isoSeconds(at), reason };
}

/** In plain words, for a ticket or a mail. */
export function removalText(licences: readonly LicenceToGo[]): string {
  const names = licences.map(({ name }) => name);
  return [
    `Please remove the Rackspace Email licences of these ${formatCount(names.length, 'mailbox', 'mailboxes')} from our account:`,
    '',
    ...names,
    '',
    'All of them were moved, read back item by item, and confirmed. Nothing else is to be removed.',
  ].join('\n');
}

/** The project is locked, and its table has allowed it. */
export async function askForRemoval(tenant: Tenant, project: Project, by: Actor, deps: ProjectDeps): Promise<void> {
  const licences = await licencesToGo(tenant, project.id);
  await addEntryAndTell(tenant, newReply(project.id, by, removalText(licences), deps), deps);
  const facts = { project: project.name, mailboxes: String(licences.length) };
  await announce(tenant, { kind: 'licence-removal', project: project.id, mailbox: null, facts }, deps);
}
