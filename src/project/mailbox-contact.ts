/** Where the user of a mailbox is written to while it moves. */
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { MailboxId, ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';
import { locked } from './move-mailbox.ts';

/** Throws `service.not-found`, and `service.request-invalid` for the mailbox that moves: it cannot be read then. */
export async function setMailboxContact(
  tenant: Tenant,
  place: { readonly project: ProjectId; readonly mailbox: MailboxId },
  address: string | null,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const { mailbox, project } = await locked(tenant, place.mailbox, place.project);
  if (address === mailbox.name.toLowerCase()) {
    throw new Failure('service.request-invalid', { what: 'The address is that of the mailbox itself, which moves.' });
  }
  const at = clock.now();
  await tenant.setMailboxContact(mailbox.id, address, at);
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: project.id, from: null, to: null } as const;
  const facts = { isSet: address !== null };
  tenant.append({ ...about, at, actor: by, name: 'set-contact', reason: null, facts });
}
