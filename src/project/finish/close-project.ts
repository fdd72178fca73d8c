/** The last act of a project: the old licences are gone, and with them everything that opened something. */
import type { Actor } from '../../model/event.ts';
import { handOverState } from '../../model/hand-over.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { MailboxId, Project } from '../../model/project.ts';
import { beginningsOf } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { byItself, type ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { takeConnectionAway } from '../cut-over/connection.ts';
import { purgePasswords } from '../purge-passwords.ts';

/** The project is locked, and its table has allowed it. Its report stays. */
export async function closeProject(tenant: Tenant, project: Project, by: Actor, deps: ProjectDeps): Promise<void> {
  const at = deps.clock.now();
  const own = byItself(by);
  const { to } = MAILBOX.events.release;
  const group = { project: project.id, only: 'all' } as const;
  for (const { id, state } of await tenant.moveMailboxes(group, beginningsOf(MAILBOX, 'release'), to)) {
    const about = { subject: 'mailbox', subjectId: id, project: project.id } as const;
    tenant.append({ ...about, at, actor: own, name: 'release', from: state, to, reason: null, facts: {} });
  }
  for (const { id } of await tenant.mailboxesIn(project.id, MAILBOX.states)) {
    await purgePasswords(tenant, { project: project.id, mailbox: id }, { by: own, reason: null }, deps);
    await endWaysIn(tenant, id, deps);
  }
  // What people answered and the inventory name people, and nobody needs them now; the plan stays.
  await tenant.forgetPapers(project.id);
  if ((await tenant.connection(project.id)) !== null) await takeConnectionAway(tenant, project.id, own, deps);
  const facts = { project: project.name };
  await announce(tenant, { kind: 'closed', project: project.id, mailbox: null, facts }, deps);
}

/** Links, and passwords that nobody fetched. */
async function endWaysIn(tenant: Tenant, mailbox: MailboxId, { clock }: ProjectDeps): Promise<void> {
  const at = clock.now();
  for (const { id, revokedAt } of await tenant.links(mailbox)) {
    if (revokedAt === null) await tenant.revokeLink(mailbox, id, at);
  }
  for (const handOver of await tenant.handOvers(mailbox)) {
    if (['to-be-set', 'ready'].includes(handOverState(handOver, at))) await tenant.revokeHandOver(handOver.id, at);
  }
}
