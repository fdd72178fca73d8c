/** Looks into mailboxes that somebody asks for. They change no state: they may be asked for before and between moves. */
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { MailboxAt } from '../model/mailbox-book.ts';
import { LOOK_JOBS, type Look } from '../model/mailbox-look.ts';
import { IN_HAND, MAILBOX, type MailboxState } from '../model/mailbox-states.ts';
import type { MailboxId, Project, ProjectId } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { CONDITIONS } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** At one mailbox. Throws `service.not-found`, and `project.move-refused` with the reason of `lookRefusal`. */
export async function askLook(
  tenant: Tenant,
  { project: projectId, mailbox: id }: { readonly project: ProjectId; readonly mailbox: MailboxId },
  look: Look,
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  const project = await tenant.lockProject(projectId);
  const mailbox = await tenant.lockMailbox(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  if (mailbox?.project !== projectId) throw new Failure('service.not-found', { what: 'mailbox' });
  const why = lookRefusal(project, mailbox);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: EVENTS[look], why });
  await ask(tenant, projectId, [mailbox], look, by, deps);
}

/** At all mailboxes of a project where `lookRefusal` has nothing against it; gives how many. Throws as `askLook`. */
export async function askLooks(
  tenant: Tenant,
  projectId: ProjectId,
  look: Look,
  by: Actor,
  deps: ProjectDeps,
): Promise<number> {
  const project = await tenant.lockProject(projectId);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  if (OVER.includes(project.state)) {
    const why = CONDITIONS['project-open'];
    throw new Failure('project.move-refused', { what: 'project', event: EVENTS[look], why });
  }
  const states = MAILBOX.states.filter((state) => lookRefusal(project, { state }) === null);
  const mailboxes = await tenant.mailboxesIn(projectId, states);
  await ask(tenant, projectId, mailboxes, look, by, deps);
  return mailboxes.length;
}

/** What is done to a mailbox, for the sentence that says why not. */
const EVENTS: Readonly<Record<Look, string>> = { survey: 'be surveyed', check: 'be checked' };

async function ask(
  tenant: Tenant,
  project: ProjectId,
  mailboxes: readonly Pick<MailboxAt, 'id' | 'sourceHost'>[],
  look: Look,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const at = clock.now();
  // As with moves: the first ones of every organisation come before the hundredth of any.
  const before = await tenant.looksAsked();
  for (const [index, { id, sourceHost }] of mailboxes.entries()) {
    assert(await tenant.askLook(id, look, at), 'mailboxes are never removed');
    const about = { subject: 'mailbox', subjectId: id, project } as const;
    tenant.append({ ...about, at, actor: by, name: `ask-${look}`, from: null, to: null, reason: null, facts: {} });
    tenant.addJob({ kind: LOOK_JOBS[look], mailbox: id, rank: before + index + 1, sourceHost, notBefore: null });
  }
}

/** Why nobody may look into it now; null when somebody may. */
export function lookRefusal(
  { state: projectState }: Pick<Project, 'state'>,
  { state }: { readonly state: MailboxState },
): string | null {
  if (OVER.includes(projectState)) return CONDITIONS['project-open'];
  if (MAILBOX.final.some((one) => one === state)) return 'Nothing more is done with it.';
  const isMoving = IN_HAND.some((one) => one === state);
  return isMoving ? 'It is moving: what it holds is counted on the way, and what is in its way shows.' : null;
}
