/** Takes jobs and does them until the queue is closed. Any number of these run at once, in one program or on many machines. */
import { doJob, giveUp, type JobDeps } from './do-job.ts';
import type { Bounds, Queue } from './queue.ts';

export interface WorkerDeps extends Omit<JobDeps, 'perHostMax'> {
  readonly queue: Queue;
}

/** Works until its signals end the work and the queue is closed. */
export async function startWorker(bounds: Bounds, { queue, ...rest }: WorkerDeps): Promise<void> {
  const deps: JobDeps = { ...rest, perHostMax: bounds.jobsPerHostMax };
  await queue.take(bounds, {
    work: (job, lost) => doJob(job, lost, deps),
    giveUp: (job) => giveUp(job, deps),
  });
}
