/** One job, from the claim of its mailbox to what became of it. */
import { type Instant, instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Job } from '../model/job.ts';
import { AT_WORK, IN_HAND, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { Mailbox } from '../model/project.ts';
import { MailboxMeter } from '../plan/forecast/mailbox-meter.ts';
import { addJobs, jobKindOf } from '../project/jobs.ts';
import { moveByWorker } from '../project/move-mailbox.ts';
import { waitOf } from './after-failure.ts';
import { neededPasswords } from './needed-passwords.ts';
import { problemOf } from './problem-of.ts';
import { endSurvey, surveyMailbox } from './survey-job.ts';
import { type Held, inTurn, measure, type TurnDeps } from './turn.ts';

export interface JobDeps extends TurnDeps {
  readonly random: Random;
  /** The name of this worker: which machine, which process. */
  readonly worker: string;
  /** Of this source host, at most so many mailboxes are in hand at once. Asked anew each time. */
  readonly perHostMax: (host: string) => number;
}

/**
 * Does what the state of the mailbox asks for; nothing when the job came twice, too late, or for a project that does not run.
 * Throws only when not even that can be written down.
 */
export async function doJob(job: Job, lost: AbortSignal, deps: JobDeps): Promise<void> {
  if (job.kind === 'mailbox.survey') return surveyMailbox(job, lost, deps);
  const held = await begin(job, lost, deps);
  if (held === null) return;
  try {
    await (job.kind === 'mailbox.copy' ? copy(held, deps) : verify(held, deps));
  } catch (error) {
    await endWith(error, held, deps);
  }
}

/** After several workers died of it: somebody has to look. */
export async function giveUp(job: Job, deps: JobDeps): Promise<void> {
  const { store, worker } = deps;
  if (job.kind === 'mailbox.survey') return endSurvey(job, { code: 'work.given-up', facts: {} }, deps);
  await store.inTenant(job.organisation, async (tenant) => {
    const standing = await tenant.standing(job.mailbox);
    if (standing === null || !AT_WORK.some((state) => state === standing.state)) return;
    const problem = { code: 'work.given-up', facts: {} } as const;
    const { term } = standing;
    const move = { event: 'block', term, worker, problem, goesOnAt: null, facts: {} } as const;
    await moveByWorker(tenant, job.mailbox, move, deps);
  });
}

/** Claims the mailbox: from then on whatever an earlier worker says of it is refused. */
async function begin(job: Job, lost: AbortSignal, deps: JobDeps): Promise<Held | null> {
  const { store, worker, log } = deps;
  const { organisation, mailbox: id, kind } = job;
  return store.inTenant(organisation, async (tenant) => {
    const found = await tenant.mailbox(id);
    if (found === null) return null;
    const project = await tenant.lockProject(found.project);
    const mailbox = await tenant.lockMailbox(id);
    if (mailbox === null || project?.state !== 'running' || jobKindOf(mailbox.state) !== kind) return null;
    const now = deps.clock.now();
    if (isInHand(mailbox, now)) {
      const notBefore = instant(now + LOOK_AGAIN_MS);
      tenant.addJob({ kind, mailbox: id, rank: 0, sourceHost: mailbox.sourceHost, notBefore });
      return null;
    }
    const host = {
      name: mailbox.sourceHost,
      max: deps.perHostMax(mailbox.sourceHost),
      aliveSince: instant(now - SILENT_MS),
    };
    if (!(await tenant.isRoomAt(host))) {
      await addJobs(tenant, [mailbox], instant(now + LOOK_AGAIN_MS));
      return null;
    }
    const term = await tenant.claimMailbox(id, worker, now);
    const event = kind === 'mailbox.copy' ? 'copy-began' : 'verify-began';
    await moveByWorker(tenant, id, { event, term, worker, problem: null, goesOnAt: null, facts: { term } }, deps);
    log.info('job begun', { kind, mailbox: id, term });
    const doing = kind === 'mailbox.copy' ? 'copy' : 'verify';
    const meter = meterOf(mailbox, doing, deps.clock.now());
    return { task: { organisation, mailbox, passwords: new Map() }, term, meter, lost };
  });
}

/** A worker at work says how far it is every two seconds. */
const SILENT_MS = 15_000;
/** By then it has gone on, or it has been silent for long enough. */
const LOOK_AGAIN_MS = 20_000;

/** Somebody is at it: a second job, left over from an earlier wait, does not take the mailbox away. */
function isInHand({ state, progressAt }: Mailbox, now: Instant): boolean {
  return IN_HAND.includes(state) && progressAt !== null && now - progressAt < SILENT_MS;
}

function meterOf(mailbox: Mailbox, doing: 'copy' | 'verify', beganAt: Instant): MailboxMeter {
  const { isListed, surveyed, pace, settings } = mailbox;
  return new MailboxMeter({ doing, sourcesCount: settings.sources.length, isListed, surveyed, before: pace, beganAt });
}

async function copy(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  await inTurn(held, ['copying'], deps, (control) => deps.engine.copy(held.task, 'first', control));
  await measure(held, deps);
  if ((await say(held, 'bulk-copied', deps)) === null) return;
  await inTurn(held, ['catching-up'], deps, (control) => deps.engine.copy(held.task, 'delta', control));
  await measure(held, deps);
  await say(held, 'caught-up', deps);
}

async function verify(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  const verdict = await inTurn(held, ['verifying'], deps, (control) => deps.engine.verify(held.task, control));
  await measure(held, deps);
  const facts = { grade: verdict.grade, exceptions: verdict.exceptionsCount };
  switch (verdict.grade) {
    case 'verified':
      await say(held, 'proved', deps, { facts });
      return;
    case 'verified-with-exceptions':
      await say(held, 'proved-with-exceptions', deps, { facts });
      return;
    case 'not-verified':
      throw new Failure('work.not-proven', { count: String(verdict.exceptionsCount) });
  }
}

/** They are read when the claim is known, so that one which cannot be opened is this mailbox's problem alone. */
async function withPasswords(held: Held, { store }: JobDeps): Promise<Held> {
  const { task } = held;
  const passwords = await store.inTenant(task.organisation, (tenant) => neededPasswords(tenant, task.mailbox));
  return { ...held, task: { ...task, passwords } };
}

/** Null when the mailbox is not ours any more. */
function say(
  { task, term }: Held,
  event: MailboxEvent,
  deps: JobDeps,
  { problem = null, goesOnAt = null, facts = {} }: Partial<Said> = {},
): Promise<MailboxState | null> {
  const move = { event, term, worker: deps.worker, problem, goesOnAt, facts };
  return deps.store.inTenant(task.organisation, (tenant) => moveByWorker(tenant, task.mailbox.id, move, deps));
}

interface Said {
  readonly problem: Problem | null;
  readonly goesOnAt: Instant | null;
  readonly facts: Facts;
}

/** What passes by itself is waited for; for the rest somebody has to do something. */
async function endWith(error: unknown, held: Held, deps: JobDeps): Promise<void> {
  const problem = problemOf(error, held.task.mailbox.id, deps);
  if (problem.code === 'run.interrupted') {
    await say(held, 'set-aside', deps);
    return;
  }
  const waitMs = error instanceof Failure ? waitOf(error) : null;
  if (waitMs === null) await say(held, 'block', deps, { problem });
  else await say(held, 'set-aside', deps, { problem, goesOnAt: instant(deps.clock.now() + waitMs) });
}
