/** Takes jobs and does them until the queue is closed. Any number of these run at once, in one program or on many machines. */
import type { LiveBounds } from './budget/live-bounds.ts';
import { doJob, giveUp, type JobDeps } from './do-job.ts';
import type { Bounds, Queue } from './queue.ts';

export interface WorkerDeps extends Omit<JobDeps, 'perHostMax'> {
  readonly queue: Queue;
}

/** Works until its signals end the work and the queue is closed, on as much at once as the bounds say at each moment. */
export async function startWorker(bounds: LiveBounds, { queue, ...rest }: WorkerDeps): Promise<void> {
  const deps: JobDeps = { ...rest, perHostMax: (host) => bounds.at(host).mailboxes };
  const taking = await queue.take(jobBounds(bounds), {
    work: (job, lost) => doJob(job, lost, deps),
    giveUp: (job) => giveUp(job, deps),
  });
  bounds.watch(() => {
    if (deps.stopping.aborted) return;
    taking.change(jobBounds(bounds)).catch((error: unknown) => {
      deps.log.warn('the bounds of the work could not be changed', { reason: String(error) });
    });
  });
}

/** The queue keeps one bound for all hosts; whoever begins a mailbox counts by that of its own. */
function jobBounds(bounds: LiveBounds): Bounds {
  return { jobsMax: bounds.now.mailboxesAtOnce, jobsPerHostMax: bounds.mailboxesAtAnyHost };
}
