/** One job, from the claim of its mailbox to what became of it. */
import { type Instant, instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Job, JobKind } from '../model/job.ts';
import { jobKindOf, mayGoOn } from '../model/mailbox-job.ts';
import { type LOOK_JOBS, type Look, lookOf } from '../model/mailbox-look.ts';
import { AT_WORK, IN_HAND, type MailboxEvent, type MailboxState } from '../model/mailbox-states.ts';
import type { Mailbox } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { MailboxMeter } from '../plan/forecast/mailbox-meter.ts';
import { holdOf } from '../project/hold.ts';
import { addJobs } from '../project/jobs.ts';
import { moveByWorker } from '../project/move-mailbox.ts';
import { isKeptInStep, nextDeltaAt } from '../project/next-delta.ts';
import { waitOf } from './after-failure.ts';
import { keepReport } from './keep-report.ts';
import { giveUpLock, lockMailbox } from './lock-job.ts';
import { endLook, lookAtMailbox } from './look-job.ts';
import { neededPasswords } from './needed-passwords.ts';
import { problemOf } from './problem-of.ts';
import { bringBack, RETURN_AGAIN_MS } from './return-job.ts';
import { sweepMailbox } from './sweep-job.ts';
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
  const look = lookOf(job.kind);
  if (look !== null) return lookAtMailbox(look, job, lost, deps);
  if (job.kind === 'mailbox.sweep') return sweepMailbox(job, lost, deps);
  if (job.kind === 'mailbox.lock') return lockMailbox(job, lost, deps);
  const begun = await begin(job, lost, deps);
  if (begun === null) return;
  // Only now is it so, whatever became of earlier tries.
  deps.log.info('job begun', { kind: begun.kind, mailbox: job.mailbox, term: begun.term });
  try {
    await PASSES[begun.kind](begun, deps);
  } catch (error) {
    await endWith(error, begun, deps);
  }
}

/** After several workers died of it: somebody has to look. */
export async function giveUp(job: Job, deps: JobDeps): Promise<void> {
  const { store, worker } = deps;
  const look = lookOf(job.kind);
  if (look !== null) return endLook(look, job, { code: 'work.given-up', facts: {} }, deps);
  if (job.kind === 'mailbox.lock') return giveUpLock(job, deps);
  await store.inTenant(job.organisation, async (tenant) => {
    const standing = await tenant.standing(job.mailbox);
    if (standing === null) return;
    const isReturn = job.kind === 'mailbox.return';
    if (!isReturn && !AT_WORK.some((state) => state === standing.state)) return;
    const problem = { code: 'work.given-up', facts: {} } as const;
    const { term } = standing;
    const goesOnAt = isReturn ? instant(deps.clock.now() + RETURN_AGAIN_MS) : null;
    const event = isReturn ? 'return-put-off' : 'block';
    const move = { event, term, worker, problem, goesOnAt, facts: {} } as const;
    await moveByWorker(tenant, job.mailbox, move, deps);
  });
}

/** Claims the mailbox: from then on whatever an earlier worker says of it is refused. */
async function begin(job: Job, lost: AbortSignal, deps: JobDeps): Promise<Begun | null> {
  const { store, worker } = deps;
  const { organisation, mailbox: id } = job;
  return store.inTenant(organisation, async (tenant) => {
    const due = await lockDue(tenant, job);
    if (due === null) return null;
    const { mailbox, kind } = due;
    const now = deps.clock.now();
    const later = instant(now + LOOK_AGAIN_MS);
    if ((await holdOf(tenant, mailbox.project, now)) !== null) {
      // Looked at again and again, since somebody may take the blackout away.
      await addJobs(tenant, [mailbox], instant(now + HOLD_LOOK_MS));
      return null;
    }
    if (isInHand(mailbox, now)) {
      tenant.addJob({ kind, mailbox: id, rank: 0, sourceHost: mailbox.sourceHost, notBefore: later });
      return null;
    }
    const host = {
      name: mailbox.sourceHost,
      max: deps.perHostMax(mailbox.sourceHost),
      aliveSince: instant(now - SILENT_MS),
    };
    if (!(await tenant.isRoomAt(host))) {
      await addJobs(tenant, [mailbox], later);
      return null;
    }
    const term = await tenant.claimMailbox(id, worker, now);
    const { event, doing } = BEGINNINGS[kind];
    await moveByWorker(tenant, id, { event, term, worker, problem: null, goesOnAt: null, facts: { term } }, deps);
    const meter = meterOf(mailbox, doing, deps.clock.now());
    const { policy } = await tenant.projectSettings(mailbox.project);
    return { kind, task: { organisation, mailbox, policy, passwords: new Map() }, term, meter, lost };
  });
}

/** A mailbox that this worker has claimed, and for what. */
interface Begun extends Held {
  readonly kind: MoveKind;
}

type MoveKind = Exclude<JobKind, (typeof LOOK_JOBS)[Look] | 'mailbox.sweep' | 'mailbox.lock'>;

function isMove(kind: JobKind): kind is MoveKind {
  return Object.hasOwn(BEGINNINGS, kind);
}

const BEGINNINGS: Readonly<Record<MoveKind, { readonly event: MailboxEvent; readonly doing: 'copy' | 'verify' }>> = {
  'mailbox.copy': { event: 'copy-began', doing: 'copy' },
  'mailbox.delta': { event: 'delta-began', doing: 'copy' },
  'mailbox.final': { event: 'final-began', doing: 'copy' },
  'mailbox.verify': { event: 'verify-began', doing: 'verify' },
  'mailbox.return': { event: 'return-began', doing: 'copy' },
};

/** The mailbox and what is to be done with it; null where the job came twice or too late, or nothing of it runs. */
async function lockDue(
  tenant: Tenant,
  job: Job,
): Promise<{ readonly mailbox: Mailbox; readonly kind: MoveKind } | null> {
  const found = await tenant.mailbox(job.mailbox);
  if (found === null) return null;
  const project = await tenant.lockProject(found.project);
  const mailbox = await tenant.lockMailbox(job.mailbox);
  if (mailbox === null || project === null) return null;
  const wave = mailbox.wave === null ? null : await tenant.wave(mailbox.wave);
  const kind = jobKindOf(mailbox.state);
  if (kind === null || !mayGoOn(kind, project.state, wave?.state ?? null)) return null;
  // A job that copied everything goes on with what changed meanwhile; when its worker dies then, it comes again as it was.
  const isSame = kind === job.kind || (job.kind === 'mailbox.copy' && kind === 'mailbox.final');
  return !isMove(kind) || !isSame ? null : { mailbox, kind };
}

/** A worker at work says how far it is every two seconds. */
const SILENT_MS = 15_000;
/** By then it has gone on, or it has been silent for long enough. */
const LOOK_AGAIN_MS = 20_000;
/** How soon the end of a blackout is felt. */
export const HOLD_LOOK_MS = 5 * 60_000;

/** Somebody is at it: a second job, left over from an earlier wait, does not take the mailbox away. */
function isInHand({ state, progressAt }: Mailbox, now: Instant): boolean {
  // The delta that was under way when the cut-over came ends first.
  const isHeld = state === 'final-queued' || IN_HAND.some((one) => one === state);
  return isHeld && progressAt !== null && now - progressAt < SILENT_MS;
}

function meterOf(mailbox: Mailbox, doing: 'copy' | 'verify', beganAt: Instant): MailboxMeter {
  const { isListed, surveyed, pace, settings } = mailbox;
  return new MailboxMeter({ doing, sourcesCount: settings.sources.length, isListed, surveyed, before: pace, beganAt });
}

const PASSES: Readonly<Record<MoveKind, (begun: Held, deps: JobDeps) => Promise<void>>> = {
  'mailbox.copy': copy,
  'mailbox.delta': follow,
  'mailbox.final': finish,
  'mailbox.verify': verify,
  'mailbox.return': bringBack,
};

async function copy(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  await inTurn(held, ['copying'], deps, (control) => deps.engine.copy(held.task, 'first', control));
  await measure(held, deps);
  if ((await endFirstPass(held, deps)) === 'catching-up') await catchUp(held, deps);
}

/** While its cut-over lies ahead it only stays in step; otherwise what changed meanwhile follows at once, for good. */
function endFirstPass({ task, term }: Held, deps: JobDeps): Promise<MailboxState | null> {
  const { store, worker } = deps;
  const { id, project } = task.mailbox;
  return store.inTenant(task.organisation, async (tenant) => {
    // Under the lock of the project, so that a cut-over comes wholly before or wholly after this.
    await tenant.lockProject(project);
    const mailbox = await tenant.mailbox(id);
    const wave = mailbox?.wave === null || mailbox === null ? null : await tenant.wave(mailbox.wave);
    const isKept = mailbox !== null && isKeptInStep(mailbox, wave);
    const goesOnAt = isKept ? nextDeltaAt(await tenant.projectSettings(project), deps) : null;
    const event = isKept ? 'pre-staged' : 'bulk-copied';
    return moveByWorker(tenant, id, { event, term, worker, problem: null, goesOnAt, facts: {} }, deps);
  });
}

/** The pass of a cut-over that comes meanwhile waits for this one to end. */
async function follow(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  const states = ['following', 'final-queued'] as const;
  await inTurn(held, states, deps, (control) => deps.engine.copy(held.task, 'delta', control));
  await measure(held, deps);
  const { organisation, mailbox } = held.task;
  const settings = await deps.store.inTenant(organisation, (tenant) => tenant.projectSettings(mailbox.project));
  await say(held, 'delta-done', deps, { goesOnAt: nextDeltaAt(settings, deps) });
}

async function finish(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  await catchUp(held, deps);
}

async function catchUp(held: Held, deps: JobDeps): Promise<void> {
  await inTurn(held, ['catching-up'], deps, (control) => deps.engine.copy(held.task, 'delta', control));
  await measure(held, deps);
  await say(held, 'caught-up', deps);
}

async function verify(claimed: Held, deps: JobDeps): Promise<void> {
  const held = await withPasswords(claimed, deps);
  await measure(held, deps);
  const verdict = await inTurn(held, ['verifying'], deps, (control) => deps.engine.verify(held.task, control));
  await measure(held, deps);
  await keepReport(held, verdict.report, deps);
  const facts = { grade: verdict.grade, exceptions: verdict.exceptionsCount };
  switch (verdict.grade) {
    case 'verified':
      return void (await say(held, 'proved', deps, { facts }));
    case 'verified-with-exceptions':
      return void (await say(held, 'proved-with-exceptions', deps, { facts }));
    case 'not-verified':
      throw new Failure('work.not-proven', { count: String(verdict.exceptionsCount) });
  }
}

/** They are read when the claim is known, so that one which cannot be opened is this mailbox's problem alone. */
export async function withPasswords(held: Held, { store }: JobDeps): Promise<Held> {
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
async function endWith(error: unknown, begun: Begun, deps: JobDeps): Promise<void> {
  const problem = problemOf(error, begun.task.mailbox.id, deps);
  const later = LATER[begun.kind] ?? 'set-aside';
  if (problem.code === 'run.interrupted') return void (await say(begun, later, deps));
  const isReturn = begun.kind === 'mailbox.return';
  const waitMs = (error instanceof Failure ? waitOf(error) : null) ?? (isReturn ? RETURN_AGAIN_MS : null);
  await onceThereIsADatabase(deps, async () => {
    if (waitMs === null) await say(begun, 'block', deps, { problem });
    else await say(begun, later, deps, { problem, goesOnAt: instant(deps.clock.now() + waitMs) });
  });
}

const LATER: Readonly<Partial<Record<MoveKind, MailboxEvent>>> = {
  'mailbox.delta': 'delta-put-off',
  'mailbox.return': 'return-put-off',
};

/** A restart of the database takes seconds. Whoever waits longer has been given up by then, and another goes on. */
const SAY_TRIES_MAX = 15;
const SAY_AGAIN_MS = 2000;

/** What became of a mailbox may be said twice, since an answer may be lost on its way: what does not matter any more is passed over. */
async function onceThereIsADatabase({ clock, signal, stopping }: JobDeps, write: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      const isAway = error instanceof Failure && error.code === 'database.unreachable';
      if (!isAway || tries === SAY_TRIES_MAX || stopping.aborted) throw error;
    }
    await clock.sleep(SAY_AGAIN_MS, AbortSignal.any([signal, stopping]));
  }
}
