/** Takes jobs and does them until the queue is closed. Any number of these run at once, in one program or on many machines. */
import { doJob, giveUp, type JobDeps } from './do-job.ts';
import type { Queue } from './queue.ts';

export interface WorkerDeps extends JobDeps {
  readonly queue: Queue;
}

/** Works on so many mailboxes at once, until its signals end the work and the queue is closed. */
export async function startWorker(atOnceMax: number, { queue, ...deps }: WorkerDeps): Promise<void> {
  await queue.take(atOnceMax, {
    work: (job, lost) => doJob(job, lost, deps),
    giveUp: (job) => giveUp(job, deps),
  });
}
