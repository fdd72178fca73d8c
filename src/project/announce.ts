/** The one way in which Godwit tells people something: the notice stands in the ticket of its project for good, and goes out. */
import { Secret } from '../base/secret.ts';
import { type Notice, SECRET_FACTS } from '../model/notice.ts';
import type { Tenant } from '../model/store.ts';
import type { EntryId } from '../model/ticket.ts';
import type { ProjectDeps } from './act.ts';
import { tellNotice } from './tell.ts';

/** What stands in a ticket in the place of a fact that opens something. */
export const NOT_SHOWN = '•••';

/**
 * Its project is locked. It is told when the transaction ends, together with what it tells of, or not at all. A private link in
 * its facts goes to its recipient alone: the ticket shows that there was one.
 */
export async function announce(tenant: Tenant, notice: Notice, deps: ProjectDeps): Promise<void> {
  const { kind, project, mailbox, facts } = notice;
  const secret = Object.entries(facts).filter(([name]) => SECRET_FACTS.includes(name));
  const hidden = Object.fromEntries(secret.map(([name]) => [name, NOT_SHOWN]));
  const entry = {
    id: deps.random.id() as EntryId, // a fresh id is what an EntryId is
    project,
    at: deps.clock.now(),
    author: { is: 'godwit', worker: 'service' },
    text: '',
    part: { is: 'notice', kind, mailbox, facts: { ...facts, ...hidden } },
  } as const;
  await tenant.addEntry(entry);
  const mails = await tellNotice(tenant, entry, deps);
  if (secret.length > 0 && mails > 0) {
    const sealed = Object.fromEntries(secret.map(([name, fact]) => [name, new Secret(fact)]));
    await tenant.keepSecretFacts(entry.id, sealed);
  }
}
