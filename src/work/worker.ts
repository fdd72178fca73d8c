/** Takes jobs and does them until it is closed. Any number of these run at once, in one program or on many machines. */
import { doJob, giveUp, type JobDeps } from './do-job.ts';
import type { Queue } from './queue.ts';

export interface WorkerDeps extends Omit<JobDeps, 'stopping'> {
  readonly queue: Queue;
}

export interface Worker {
  /** What is under way is settled, noted and left to others; then the queue is closed. */
  close(): Promise<void>;
}

/** Works on so many mailboxes at once. */
export async function startWorker(atOnceMax: number, { queue, ...rest }: WorkerDeps): Promise<Worker> {
  const stopping = new AbortController();
  const deps: JobDeps = { ...rest, stopping: stopping.signal };
  await queue.take(atOnceMax, {
    work: (job, lost) => doJob(job, lost, deps),
    giveUp: (job) => giveUp(job, deps),
  });
  return {
    close: async () => {
      stopping.abort();
      await queue.close();
    },
  };
}
