/** One act on many mailboxes of a project: looked at first, and then done in one transaction on exactly what was seen. */
import { createHash } from 'node:crypto';
import { Failure } from '../base/problem.ts';
import type { ChosenMailbox, MailboxChoice } from '../model/mailbox-book.ts';
import { MAILBOX, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { MailboxId, Project, ProjectId } from '../model/project.ts';
import { refusalOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { type Act, type ProjectDeps, refuseUnlessAllowed, unmetOf, whoIs } from './act.ts';
import { moveMailbox } from './move-mailbox.ts';

/** One transaction moves them within seconds. */
export const CHOSEN_MAX = 1000;

export interface ManyMoves {
  readonly event: MailboxEvent;
  readonly to: MailboxState;
  readonly allowed: readonly ChosenMailbox[];
  readonly refused: readonly Refused[];
  /** Of what was seen: changes with every mailbox that comes, goes or moves. */
  readonly seen: string;
}

export interface Refused {
  readonly id: MailboxId;
  /** Both are null for one that is not there. */
  readonly name: string | null;
  readonly state: MailboxState | null;
  readonly why: string;
}

/** What the act would do. Throws `service.not-found`, and `service.request-invalid` for more mailboxes than may be chosen. */
export async function previewMoves(
  tenant: Tenant,
  project: ProjectId,
  choice: MailboxChoice,
  act: Pick<Act<MailboxEvent>, 'event' | 'by'>,
): Promise<ManyMoves> {
  return (await look(tenant, project, choice, act)).moves;
}

/**
 * Does it to all that may be moved. Throws what `previewMoves` throws, `service.preview-stale` where something else would be
 * done than was seen, and `project.reason-missing`; then nothing has changed.
 */
export async function moveMailboxes(
  tenant: Tenant,
  projectId: ProjectId,
  choice: MailboxChoice,
  act: Act<MailboxEvent> & { readonly seen: string },
  deps: ProjectDeps,
): Promise<ManyMoves> {
  const { moves, isUnmet } = await look(tenant, projectId, choice, act);
  if (moves.seen !== act.seen) throw new Failure('service.preview-stale', {});
  const [first] = moves.allowed;
  if (first === undefined) return moves;
  refuseUnlessAllowed('mailbox', MAILBOX, act, first.state, isUnmet);
  // One by one, since each may wake or settle its wave; all in this transaction.
  for (const { id } of moves.allowed) await moveMailbox(tenant, { project: projectId, mailbox: id }, act, deps);
  return moves;
}

interface Looked {
  readonly project: Project;
  readonly moves: ManyMoves;
  readonly isUnmet: ReturnType<typeof unmetOf>;
}

/** With the project locked nobody else moves a mailbox of it. */
async function look(
  tenant: Tenant,
  projectId: ProjectId,
  choice: MailboxChoice,
  { event, by }: Pick<Act<MailboxEvent>, 'event' | 'by'>,
): Promise<Looked> {
  const project = await tenant.lockProject(projectId);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const chosen = await tenant.lockMailboxes(projectId, choice, CHOSEN_MAX + 1);
  if (chosen.length > CHOSEN_MAX) {
    throw new Failure('service.request-invalid', { what: `At most ${CHOSEN_MAX} mailboxes may be chosen at once.` });
  }
  const isUnmet = unmetOf(project, await tenant.counts(projectId));
  const allowed: ChosenMailbox[] = [];
  const refused: Refused[] = [];
  for (const mailbox of chosen) {
    const why = refusalOf(MAILBOX, { state: mailbox.state, event, who: whoIs(by) }, isUnmet);
    if (why === null) allowed.push(mailbox);
    else refused.push({ id: mailbox.id, name: mailbox.name, state: mailbox.state, why });
  }
  refused.push(...strangers(choice, chosen));
  const { to } = MAILBOX.events[event];
  const seen = sumOf(event, project, chosen);
  return { project, isUnmet, moves: { event, to, allowed, refused, seen } };
}

function strangers(choice: MailboxChoice, chosen: readonly ChosenMailbox[]): readonly Refused[] {
  if (choice.is === 'filter') return [];
  const there = new Set(chosen.map(({ id }) => id));
  const missing = [...new Set(choice.ids)].filter((id) => !there.has(id));
  return missing.map((id) => ({ id, name: null, state: null, why: 'There is no such mailbox in this project.' }));
}

function sumOf(event: MailboxEvent, project: Project, chosen: readonly ChosenMailbox[]): string {
  const lines = chosen.map(({ id, state }) => `${id} ${state}`);
  return createHash('sha256')
    .update([event, project.id, project.state, ...lines].join('\n'))
    .digest('base64url');
}
