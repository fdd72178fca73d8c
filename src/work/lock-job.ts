/** The job that keeps a user out of the old mailbox while it moves, or lets him in again. It claims nothing and changes no state. */
import { instant } from '../base/clock.ts';
import { Failure, type Problem } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { MailboxLock } from '../model/cut-over.ts';
import type { Job } from '../model/job.ts';
import { mailPlace } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { startWhenLocked } from '../project/cut-over/locks.ts';
import { waitOf } from './after-failure.ts';
import type { JobDeps } from './do-job.ts';
import type { LockAsk, Task } from './engine.ts';
import { problemOf } from './problem-of.ts';

/** Somebody has to do something first, and may do it without telling us. */
const AGAIN_MS = 10 * 60_000;

/**
 * What is about to be written stands in the database before the admin API hears of it, so that whoever goes on after a crash
 * writes the same again. Nothing where it came too late.
 */
export async function lockMailbox(job: Job, lost: AbortSignal, deps: JobDeps): Promise<void> {
  const { store, log, engine } = deps;
  let begun: Begun | null = null;
  const stopping = AbortSignal.any([deps.stopping, deps.signal, lost]);
  try {
    begun = await store.inTenant(job.organisation, (tenant) => begin(tenant, job, deps));
    if (begun === null) return;
    const control = { stopping, signal: stopping, log, watch: () => undefined };
    await engine.lock(begun.task, begun.asked, control);
    const { lock } = begun;
    await store.inTenant(job.organisation, (tenant) => settle(tenant, job, lock, deps));
  } catch (error) {
    if (lost.aborted) return;
    if (begun !== null) await takeBack(job, begun, error, deps);
    const waitMs = stopping.aborted ? 0 : ((error instanceof Failure ? waitOf(error) : null) ?? AGAIN_MS);
    await tellProblem(job, stopping.aborted ? null : problemOf(error, job.mailbox, deps), waitMs, deps);
  }
}

/** Where the admin API is known to have done nothing, the password from before is still the right one. */
async function takeBack(job: Job, { asked, lock, task }: Begun, error: unknown, deps: JobDeps): Promise<void> {
  const { before } = asked;
  const isUndone = error instanceof Failure && (error.code === 'lock.refused' || error.code.startsWith('inventory.'));
  if (before === null || !isUndone) return;
  await deps.store.inTenant(job.organisation, async (tenant) => {
    const now = deps.clock.now();
    await tenant.lockMailbox(job.mailbox);
    await tenant.keepPassword(job.mailbox, mailPlace(task.mailbox.settings), before, now);
    await tenant.setLock(job.mailbox, { ...lock, state: 'asked', at: now });
  });
}

/** After several workers died of it. */
export async function giveUpLock(job: Job, deps: JobDeps): Promise<void> {
  await tellProblem(job, { code: 'work.given-up', facts: {} }, AGAIN_MS, deps);
}

interface Begun {
  readonly task: Task;
  readonly lock: MailboxLock;
  readonly asked: LockAsk;
}

async function begin(tenant: Tenant, { organisation, mailbox: id }: Job, deps: JobDeps): Promise<Begun | null> {
  const mailbox = await tenant.lockMailbox(id);
  const lock = mailbox === null ? null : await tenant.lockOf(id);
  if (mailbox === null || lock === null || !['asked', 'writing', 'opening'].includes(lock.state)) return null;
  const connection = await tenant.connection(mailbox.project);
  if (connection === null) throw new Failure('lock.no-connection', {});
  const place = mailPlace(mailbox.settings);
  const kept = await tenant.passwords(id);
  const isNew = lock.state === 'asked' && lock.how === 'password';
  // Nobody ever types it: it is random, and of three classes of characters, as Rackspace wants it.
  const password = isNew ? new Secret(`Gw-${deps.random.id()}`) : kept.get(place);
  if (isNew && password !== undefined) await tenant.keepPassword(id, place, password, deps.clock.now());
  const writing = { ...lock, state: lock.state === 'opening' ? 'opening' : 'writing' } as const;
  await tenant.setLock(id, { ...writing, at: deps.clock.now(), problem: null });
  const passwords = new Map([...kept, ...(password === undefined ? [] : [[place, password] as const])]);
  const { policy } = await tenant.projectSettings(mailbox.project);
  const how = lock.how === 'password' ? 'password' : lock.state === 'opening' ? 'enable' : 'disable';
  const before = isNew ? (kept.get(place) ?? null) : null;
  return { task: { organisation, mailbox, policy, passwords }, lock: writing, asked: { how, connection, before } };
}

async function settle(tenant: Tenant, { mailbox: id }: Job, lock: MailboxLock, deps: JobDeps): Promise<void> {
  const mailbox = await tenant.mailbox(id);
  if (mailbox === null) return;
  await tenant.lockProject(mailbox.project);
  const now = await tenant.lockOf(id);
  // Somebody decided otherwise meanwhile: what he wants comes next.
  if (now === null || now.state !== lock.state || now.how !== lock.how) return;
  const at = deps.clock.now();
  const state = lock.state === 'opening' ? 'open' : 'locked';
  await tenant.setLock(id, { ...lock, state, at, problem: null });
  note(tenant, mailbox, state === 'open' ? 'old-mailbox-opened' : 'locked', { how: lock.how }, deps);
  await startWhenLocked(tenant, mailbox.project, { is: 'godwit', worker: deps.worker }, deps);
}

/** It stays asked for, and is tried again. */
async function tellProblem(job: Job, problem: Problem | null, waitMs: number, deps: JobDeps): Promise<void> {
  await deps.store.inTenant(job.organisation, async (tenant) => {
    const mailbox = await tenant.lockMailbox(job.mailbox);
    const lock = await tenant.lockOf(job.mailbox);
    if (mailbox === null || lock === null) return;
    await tenant.setLock(mailbox.id, { ...lock, problem });
    if (problem !== null) note(tenant, mailbox, 'lock-failed', { problem: problem.code }, deps);
    const notBefore = instant(deps.clock.now() + waitMs);
    tenant.addJob({ kind: 'mailbox.lock', mailbox: mailbox.id, rank: 0, sourceHost: mailbox.sourceHost, notBefore });
  });
}

function note(
  tenant: Tenant,
  { id, project }: Task['mailbox'],
  name: string,
  facts: Readonly<Record<string, string>>,
  { clock, worker }: JobDeps,
): void {
  const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: { is: 'godwit', worker }, name, facts });
}
