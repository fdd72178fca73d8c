/** The one way in which a mailbox of a project changes its state, by people and by workers. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import { describeCause, describeRemedy, Failure, type Problem } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import { MAILBOX, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { Mailbox, MailboxId, Project, ProjectId } from '../model/project.ts';
import { after } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave } from '../model/wave.ts';
import { type Act, type ProjectDeps, refuseUnlessAllowed, unmetOf } from './act.ts';
import { announce } from './announce.ts';
import { holdOn } from './cut-over/hold-on.ts';
import { openAgain } from './cut-over/roll-back.ts';
import { addJobs, addReturnJobs } from './jobs.ts';
import { settleProject, settleWave, wakeWave } from './settle.ts';

/** By somebody. Throws `service.not-found`, `project.move-refused` and `project.reason-missing`; then nothing has changed. */
export async function moveMailbox(
  tenant: Tenant,
  { project: projectId, mailbox: id }: { readonly project: ProjectId; readonly mailbox: MailboxId },
  act: Act<MailboxEvent>,
  deps: ProjectDeps,
): Promise<void> {
  const { project, mailbox, wave: found } = await locked(tenant, id, projectId);
  const { event, by, reason } = act;
  refuseUnlessAllowed('mailbox', MAILBOX, act, mailbox.state, unmetOf(project, await tenant.counts(projectId)));
  const to = after(MAILBOX, mailbox.state, event);
  assert(to !== null, 'what is allowed leads somewhere');
  const move = { from: mailbox.state, to, problem: null, goesOnAt: null, term: null };
  const taken = event === 'stop' || event === 'roll-back' ? ({ isTaken: true } as const) : {};
  assert(await tenant.moveMailbox(id, { ...move, ...taken }), 'a locked mailbox stays as it is');
  const at = deps.clock.now();
  if (event === 'cut-over') await tenant.beginMailboxCutOver(id, at);
  noteMove(tenant, mailbox, { event, to, by, reason, at, facts: {} });
  const isLeaving = event === 'roll-back' || event === 'cancel';
  if (isLeaving) await openAgain(tenant, { project: project.id, mailbox: id }, by, at);
  if (event === 'roll-back') addReturnJobs(tenant, [mailbox]);
  if (to === 'verified') await holdOn(tenant, mailbox, at);
  const wave = isLeftToWorkers(to) ? await wakeWave(tenant, found, at, by) : found;
  if (isLeftToWorkers(to) && project.state === 'running') await addJobs(tenant, [{ ...mailbox, state: to }]);
  await settleWave(tenant, wave, at, by);
  await settleProject(tenant, project, by, deps);
}

/** What a worker has to say of a mailbox that it holds. */
export interface WorkerMove {
  readonly event: MailboxEvent;
  readonly term: number;
  readonly worker: string;
  readonly problem: Problem | null;
  /** When a mailbox that is set aside goes on; null at once. */
  readonly goesOnAt: Instant | null;
  readonly facts: Facts;
}

/**
 * By a worker. Null when it does not matter any more: another worker has the mailbox, or people have moved it. Whatever the
 * new state needs as work is given to the workers, where the project runs.
 */
export async function moveByWorker(
  tenant: Tenant,
  id: MailboxId,
  { event, term, worker, problem, goesOnAt, facts }: WorkerMove,
  deps: ProjectDeps,
): Promise<MailboxState | null> {
  const { project, mailbox, wave } = await locked(tenant, id, null);
  const to = after(MAILBOX, mailbox.state, event);
  if (to === null) return null;
  if (!(await tenant.moveMailbox(id, { from: mailbox.state, to, problem, goesOnAt, term }))) return null;
  const by: Actor = { is: 'godwit', worker };
  const at = deps.clock.now();
  const named = problem === null ? facts : { ...facts, problem: problem.code };
  noteMove(tenant, mailbox, { event, to, by, reason: null, at, facts: named });
  if (isLeftToWorkers(to) && project.state === 'running') await addJobs(tenant, [{ ...mailbox, state: to }], goesOnAt);
  if (to === 'rolling-back') addReturnJobs(tenant, [mailbox], goesOnAt);
  if (to === 'verified') await holdOn(tenant, mailbox, at);
  if (event === 'block' && problem !== null) await tellFailed(tenant, project, mailbox, problem, deps);
  await settleWave(tenant, wave, at, by);
  await settleProject(tenant, project, by, deps);
  return to;
}

async function tellFailed(
  tenant: Tenant,
  { id, name }: Project,
  mailbox: Mailbox,
  problem: Problem,
  deps: ProjectDeps,
): Promise<void> {
  const said = { cause: describeCause(problem), remedy: describeRemedy(problem) };
  const facts = { project: name, mailbox: mailbox.name, ...said };
  await announce(tenant, { kind: 'mailbox-failed', project: id, mailbox: mailbox.id, facts }, deps);
}

/** Whoever is free goes on with it. One in step is taken up when its time has come. */
function isLeftToWorkers(state: MailboxState): boolean {
  return state === 'queued' || state === 'final-queued' || state === 'copied';
}

/** Always the project before its wave and its mailbox, so that two movers never wait for each other. */
export async function locked(
  tenant: Tenant,
  id: MailboxId,
  within: ProjectId | null,
): Promise<{ readonly project: Project; readonly mailbox: Mailbox; readonly wave: Wave | null }> {
  const found = await tenant.mailbox(id);
  if (found === null || (within !== null && found.project !== within)) {
    throw new Failure('service.not-found', { what: 'mailbox' });
  }
  const project = await tenant.lockProject(found.project);
  const mailbox = await tenant.lockMailbox(id);
  assert(project !== null && mailbox !== null, 'neither projects nor mailboxes are ever removed');
  // Its wave moves under the lock of the project alone.
  const wave = mailbox.wave === null ? null : await tenant.wave(mailbox.wave);
  return { project, mailbox, wave };
}

interface NotedMove {
  readonly event: MailboxEvent;
  readonly to: MailboxState;
  readonly by: Actor;
  readonly reason: string | null;
  readonly at: Instant;
  readonly facts: Facts;
}

function noteMove(
  tenant: Tenant,
  mailbox: Pick<Mailbox, 'id' | 'project' | 'state'>,
  { event, to, by, reason, at, facts }: NotedMove,
): void {
  const about = { subject: 'mailbox', subjectId: mailbox.id, project: mailbox.project } as const;
  tenant.append({ ...about, at, actor: by, name: event, from: mailbox.state, to, reason, facts });
}
