/**
 * The job that looks after the old side of a mailbox that is proven: mail that was still sent there is brought over and proven
 * too. It claims nothing and changes no state; the ledger keeps two programs apart.
 */
import { Failure } from '../base/problem.ts';
import type { Job } from '../model/job.ts';
import { HANDED_OVER } from '../model/mailbox-states.ts';
import type { Mailbox } from '../model/project.ts';
import { PROJECT } from '../model/project-states.ts';
import type { Tenant } from '../model/store.ts';
import { holdOf } from '../project/hold.ts';
import type { JobDeps } from './do-job.ts';
import type { Task } from './engine.ts';
import { neededPasswords } from './needed-passwords.ts';
import { problemOf } from './problem-of.ts';

/** Nothing where it came too late. What goes wrong is told by an event; it is tried again when the next look is due. */
export async function sweepMailbox(job: Job, lost: AbortSignal, deps: JobDeps): Promise<void> {
  const { store, log, engine } = deps;
  const task = await store.inTenant(job.organisation, (tenant) => begin(tenant, job, deps));
  if (task === null) return;
  const stopping = AbortSignal.any([deps.stopping, deps.signal, lost]);
  try {
    const passwords = await store.inTenant(job.organisation, (tenant) => neededPasswords(tenant, task.mailbox));
    const held = { ...task, passwords };
    const swept = await engine.sweep(held, { stopping, signal: stopping, log, watch: () => undefined });
    const progress = await engine.progress(held);
    await store.inTenant(job.organisation, async (tenant) => {
      await noteCounts(tenant, task.mailbox, progress, deps);
      if (swept.items > 0)
        note(tenant, task.mailbox, 'swept', { items: swept.items, exceptions: swept.exceptions }, deps);
    });
  } catch (error) {
    // Its worker ends, or somebody moves it: the next look comes by the clock.
    if (stopping.aborted || (error instanceof Failure && error.code === 'run.already-under-way')) return;
    const { code } = problemOf(error, job.mailbox, deps);
    await store.inTenant(job.organisation, async (tenant) =>
      note(tenant, task.mailbox, 'sweep-failed', { problem: code }, deps),
    );
  }
}

async function begin(tenant: Tenant, { organisation, mailbox: id }: Job, deps: JobDeps): Promise<Task | null> {
  const mailbox = await tenant.mailbox(id);
  const project = mailbox === null ? null : await tenant.project(mailbox.project);
  if (mailbox === null || project === null) return null;
  const isOver = [...PROJECT.final, 'rolling-back'].some((state) => state === project.state);
  if (isOver || !HANDED_OVER.some((state) => state === mailbox.state)) return null;
  if ((await holdOf(tenant, project.id, deps.clock.now())) !== null) return null;
  const { policy } = await tenant.projectSettings(project.id);
  return { organisation, mailbox, policy, passwords: new Map() };
}

/** Where nobody took the mailbox meanwhile. */
async function noteCounts(
  tenant: Tenant,
  { id, pace }: Mailbox,
  progress: Mailbox['progress'],
  { clock }: JobDeps,
): Promise<void> {
  const standing = await tenant.standing(id);
  if (standing === null || pace === null) return;
  await tenant.noteProgress(id, standing.term, { progress, at: clock.now(), isListed: true, pace });
}

function note(
  tenant: Tenant,
  { id, project }: Mailbox,
  name: string,
  facts: Readonly<Record<string, string | number>>,
  { clock, worker }: JobDeps,
): void {
  const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: { is: 'godwit', worker }, name, facts });
}
