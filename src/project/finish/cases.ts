/** Cases: something is missing after a move. Opened with what the last verification says of it, and closed with what became of it. */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import type { Case, CaseId, CaseOutcome, Missing } from '../../model/case.ts';
import type { Actor } from '../../model/event.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { Mailbox, MailboxId, Project, ProjectId } from '../../model/project.ts';
import { inWords } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { caseAnswer } from '../../plan/case-answer.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { locked, moveMailbox } from '../move-mailbox.ts';

/** Of one mailbox. Whoever misses more than that has one thing to say, and not many. */
const OPEN_MAX = 20;

export interface CasePlace {
  readonly project: ProjectId;
  readonly id: CaseId;
}

/**
 * Something is not there. It changes no state, for somebody has to look first whether it was there before. Throws
 * `service.not-found`, and `project.move-refused` before the copy was verified or with too many cases open.
 */
export async function openCase(
  tenant: Tenant,
  place: { readonly project: ProjectId; readonly mailbox: MailboxId },
  missing: Missing,
  author: Actor,
  deps: ProjectDeps,
): Promise<CaseId> {
  const { project, mailbox } = await locked(tenant, place.mailbox, place.project);
  const open = (await tenant.casesOf(mailbox.id)).filter(({ closedAt }) => closedAt === null);
  const why = missingRefusal(mailbox.state) ?? (open.length < OPEN_MAX ? null : `${OPEN_MAX} cases are open already.`);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'miss something', why });
  const at = deps.clock.now();
  const id = deps.random.id() as CaseId; // a fresh id is one
  const report = await tenant.report(mailbox.id);
  const answer = report === null ? null : caseAnswer(report, missing);
  await tenant.addCase({ id, mailbox: mailbox.id, openedAt: at, author, missing, answer });
  await tenant.noteVerdict(mailbox.id, 'something-missing', at);
  note(tenant, mailbox, author, 'say-something-is-missing', { case: id, ...missing }, deps);
  const folder = missing.folder === '' ? 'that was not named' : missing.folder;
  const facts = { project: project.name, mailbox: mailbox.name, folder };
  await announce(tenant, { kind: 'verification-opened', project: project.id, mailbox: mailbox.id, facts }, deps);
  return id;
}

/** Says something in it, also when it is closed. `of` is given where it has to be one of this mailbox. */
export async function sayInCase(
  tenant: Tenant,
  place: CasePlace & { readonly of?: MailboxId },
  { by, text }: { readonly by: Actor; readonly text: string },
  deps: ProjectDeps,
): Promise<void> {
  const { found, mailbox } = await lockedCase(tenant, place);
  if (place.of !== undefined && place.of !== mailbox.id) throw new Failure('service.not-found', { what: 'case' });
  await tenant.addCaseWord(found.id, { at: deps.clock.now(), author: by, text });
  note(tenant, mailbox, by, 'answer-case', { case: found.id }, deps);
}

/** Nothing is open about it any more. Throws `service.not-found`, and `project.move-refused` for one that is closed. */
export async function closeCase(
  tenant: Tenant,
  place: CasePlace,
  { by, outcome, text }: { readonly by: Actor; readonly outcome: CaseOutcome; readonly text: string },
  deps: ProjectDeps,
): Promise<void> {
  const { found, mailbox, project } = await lockedCase(tenant, place);
  refuseIfClosed(found, 'be closed');
  await close(tenant, { found, mailbox, project }, { by, outcome, text }, deps);
}

/** The user has found it, so that nothing of theirs is open. */
export async function closeAllFound(
  tenant: Tenant,
  place: { readonly project: ProjectId; readonly mailbox: MailboxId },
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  const { project, mailbox } = await locked(tenant, place.mailbox, place.project);
  for (const found of await tenant.casesOf(mailbox.id)) {
    if (found.closedAt !== null) continue;
    await close(tenant, { found, mailbox, project }, { by, outcome: 'found', text: 'All is there.' }, deps);
  }
}

/** What is missing is looked for once more: the mailbox is copied and verified again, and the case stays open meanwhile. */
export async function reopenByCase(
  tenant: Tenant,
  place: CasePlace,
  { by, reason }: { readonly by: Actor; readonly reason: string },
  deps: ProjectDeps,
): Promise<void> {
  const { found, mailbox, project } = await lockedCase(tenant, place);
  refuseIfClosed(found, 'open its mailbox again');
  await moveMailbox(tenant, { project: project.id, mailbox: mailbox.id }, { event: 'reopen', by, reason }, deps);
  await tenant.addCaseWord(found.id, { at: deps.clock.now(), author: by, text: reason });
}

const LOOKED_AT: readonly MailboxState[] = [
  'verified',
  'partial',
  'credentials-issued',
  'user-confirmed',
  'clients-done',
  'released',
];

/** Null when it can be said that something is missing. */
export function missingRefusal(state: MailboxState): string | null {
  return LOOKED_AT.includes(state) ? null : `It is ${inWords(state)}; this is possible once the move was checked.`;
}

interface Found {
  readonly found: Case;
  readonly mailbox: Mailbox;
  readonly project: Project;
}

async function close(
  tenant: Tenant,
  { found, mailbox, project }: Found,
  { by, outcome, text }: { readonly by: Actor; readonly outcome: CaseOutcome; readonly text: string },
  deps: ProjectDeps,
): Promise<void> {
  const at = deps.clock.now();
  assert(await tenant.closeCase(found.id, at, outcome), 'a case of a locked mailbox stays as it is');
  await tenant.addCaseWord(found.id, { at, author: by, text });
  note(tenant, mailbox, by, 'close-case', { case: found.id, outcome }, deps);
  const facts = { project: project.name, mailbox: mailbox.name, outcome: OUTCOMES[outcome] };
  await announce(tenant, { kind: 'verification-closed', project: project.id, mailbox: mailbox.id, facts }, deps);
}

const OUTCOMES: Readonly<Record<CaseOutcome, string>> = {
  found: 'it was in the new mailbox',
  'brought-over': 'it was missing, and is in the new mailbox now',
  'never-there': 'it was not in the old mailbox either',
  'left-behind': 'it could not be moved, and that is accepted',
};

/** The project and the mailbox are locked before it, as everywhere. */
async function lockedCase(tenant: Tenant, { project: within, id }: CasePlace): Promise<Found> {
  const before = await tenant.findCase(id);
  if (before === null) throw new Failure('service.not-found', { what: 'case' });
  const { project, mailbox } = await locked(tenant, before.mailbox, within);
  const found = await tenant.findCase(id);
  assert(found !== null, 'cases are never removed');
  return { found, mailbox, project };
}

function refuseIfClosed({ closedAt }: Case, event: string): void {
  if (closedAt === null) return;
  throw new Failure('project.move-refused', { what: 'case', event, why: 'It is closed already.' });
}

function note(
  tenant: Tenant,
  { id, project }: Mailbox,
  actor: Actor,
  name: string,
  facts: Readonly<Record<string, string>>,
  { clock }: ProjectDeps,
): void {
  const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor, name, facts });
}
