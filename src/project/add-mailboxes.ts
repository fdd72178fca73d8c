/** Mailboxes that come into a project. */
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { NewMailbox } from '../model/mailbox-book.ts';
import { MAILBOX } from '../model/mailbox-states.ts';
import type { MailboxId, ProjectId } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { CONDITIONS } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/**
 * All of them or none. Whoever gives `refuse` hears of each that cannot be added, and has to undo the others. Throws `service.not-found`, `project.move-refused` for one that is over, and `service.taken`.
 */
export async function addMailboxes(
  tenant: Tenant,
  projectId: ProjectId,
  mailboxes: readonly Omit<NewMailbox, 'id' | 'project'>[],
  by: Actor,
  deps: ProjectDeps,
  refuse: (index: number, failure: Failure) => void = throwIt,
): Promise<readonly MailboxId[]> {
  const project = await tenant.lockProject(projectId);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  if (OVER.includes(project.state)) {
    const why = CONDITIONS['project-open'];
    throw new Failure('project.move-refused', { what: 'project', event: 'take more mailboxes', why });
  }
  const at = deps.clock.now();
  const ids: MailboxId[] = [];
  for (const [index, mailbox] of mailboxes.entries()) {
    const id = deps.random.id() as MailboxId; // a fresh id is what a MailboxId is
    if ((await tenant.addMailbox({ ...mailbox, id, project: projectId })) === 'taken') {
      refuse(index, new Failure('service.taken', { what: 'mailbox', name: mailbox.name }));
      continue;
    }
    const about = { subject: 'mailbox', subjectId: id, project: projectId } as const;
    tenant.append({ ...about, at, actor: by, name: 'add', from: null, to: MAILBOX.initial, reason: null, facts: {} });
    ids.push(id);
  }
  return ids;
}

function throwIt(_index: number, failure: Failure): never {
  throw failure;
}
