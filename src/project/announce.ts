/** The one way in which Godwit tells people something: the notice stands in the ticket of its project for good. */
import type { Notice } from '../model/notice.ts';
import type { Tenant } from '../model/store.ts';
import type { EntryId } from '../model/ticket.ts';
import type { ProjectDeps } from './act.ts';

/** Its project is locked. It is told when the transaction ends, together with what it tells of, or not at all. */
export async function announce(tenant: Tenant, notice: Notice, { clock, random }: ProjectDeps): Promise<void> {
  const { kind, project, mailbox, facts } = notice;
  await tenant.addEntry({
    id: random.id() as EntryId, // a fresh id is what an EntryId is
    project,
    at: clock.now(),
    author: { is: 'godwit', worker: 'service' },
    text: '',
    part: { is: 'notice', kind, mailbox, facts },
  });
}
