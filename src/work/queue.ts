/**
 * The queue of jobs, and the first file of its room: what takes jobs and does them, on any number of machines. pg-boss is
 * known here alone. This room decides when and where a mailbox is worked on; it sees the engine as an interface.
 */
import { PgBoss } from 'pg-boss';
import type { Log } from '../base/log.ts';
import type { Job, JobDoor, NewJob } from '../model/job.ts';

export interface Queue {
  /** In the transaction behind the door. A mailbox for which such a job waits already gets no second one. */
  add(door: JobDoor, jobs: readonly NewJob[]): Promise<void>;
  /** Takes jobs from now on. */
  take(bounds: Bounds, taker: Taker): Promise<Taking>;
  /** Whether jobs can be added and taken: it is not closed, and its tables are there. Throws `database.*`. */
  isOpen(): Promise<boolean>;
  /** How many jobs there are, as they were counted last: some seconds ago. Throws `database.*`. */
  counts(): Promise<JobCounts>;
  /** Takes no more jobs, and waits until those under way have ended. */
  close(): Promise<void>;
}

export interface JobCounts {
  /** Could begin now. */
  readonly waiting: number;
  /** Wait for their time. */
  readonly later: number;
  readonly atWork: number;
}

/** How many jobs are under way at once. */
export interface Bounds {
  /** In this program. */
  readonly jobsMax: number;
  /**
   * That read from one host, over all programs on the same database: ten workers are as polite as one. Programs that ask at
   * the same instant may be given more; whoever does the job counts again.
   */
  readonly jobsPerHostMax: number;
}

/** Jobs are being taken. */
export interface Taking {
  /** From now on. Where less is allowed, jobs under way go on to their end, and are not followed by others until there is room. */
  change(bounds: Bounds): Promise<void>;
}

export interface Taker {
  /** Does the job. `lost` aborts when somebody else has it. Throws only what trying again may mend. */
  work(job: Job, lost: AbortSignal): Promise<void>;
  /** The job was tried several times, and each worker ended without a word. */
  giveUp(job: Job): Promise<void>;
}

const QUEUE = 'mailbox';
const GIVEN_UP = 'mailbox-given-up';
/** A worker that was silent for so long is taken for dead. With the two intervals below it is replaced within 70 s. */
const HEARTBEAT_S = 30;
const BEAT_EVERY_S = 10;
/** How often the dead are looked for, and how often each queue is. */
const SUPERVISE_EVERY_S = 15;
const POLL_EVERY_S = 1;
/** How often a job whose worker died is tried again before somebody has to look, and after how long. */
export interface Patience {
  readonly retriesMax: number;
  readonly retryAfterS: number;
}

const PATIENCE: Patience = { retriesMax: 5, retryAfterS: 5 };
/** A day is the longest that pg-boss allows; a turn of ours is shorter. */
const EXPIRE_S = 24 * 3600;
/** The longest that pg-boss allows: a mailbox may wait for its wave. */
const WAIT_S_MAX = 365 * 24 * 3600;
/** What was done is told by events; the jobs themselves are only kept for whoever looks into the queue. */
const KEEP_DONE_S = 3600;
/** Work under way is settled first; what takes longer is ended and taken up again later. */
const CLOSE_MS_MAX = 30_000;

/** Opens the queue in the database behind the door, and makes its tables where they are missing. */
export async function openQueue(door: JobDoor, log: Log, patience: Patience = PATIENCE): Promise<Queue> {
  const boss = new PgBoss({
    db: door,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_EVERY_S,
    monitorIntervalSeconds: SUPERVISE_EVERY_S,
  });
  boss.on('error', (error) => log.warn('the queue of jobs has a problem', { reason: error.message }));
  boss.on('warning', ({ message }) => log.warn('the queue of jobs warns', { reason: message }));
  let isClosed = false;
  await boss.start();
  await boss.createQueue(GIVEN_UP, { retentionSeconds: WAIT_S_MAX });
  await boss.createQueue(QUEUE, {
    // One job of a kind waits for each mailbox at most; another may be under way.
    policy: 'short',
    heartbeatSeconds: HEARTBEAT_S,
    expireInSeconds: EXPIRE_S,
    retryLimit: patience.retriesMax,
    retryDelay: patience.retryAfterS,
    retentionSeconds: WAIT_S_MAX,
    deleteAfterSeconds: KEEP_DONE_S,
    deadLetter: GIVEN_UP,
  });
  // The first look comes late otherwise: programs that end before it, one after the other, would never find the dead.
  await boss.supervise();
  return {
    add: async (db, jobs) => {
      await boss.insert(QUEUE, jobs.map(insertOf), { db });
    },
    take: async (bounds, taker) => {
      const hands = new Hands(boss, taker, log);
      await hands.change(bounds);
      await boss.work<Job>(GIVEN_UP, POLLING, async (jobs) => {
        for (const { data: job } of jobs) await taker.giveUp(job);
      });
      return hands;
    },
    isOpen: async () => !isClosed && (await boss.getQueue(QUEUE)) !== null,
    counts: async () => {
      const queue = await boss.getQueue(QUEUE);
      return { waiting: queue?.readyCount ?? 0, later: queue?.deferredCount ?? 0, atWork: queue?.activeCount ?? 0 };
    },
    close: () => {
      isClosed = true;
      return boss.stop({ graceful: true, timeout: CLOSE_MS_MAX });
    },
  };
}

const POLLING = { pollingIntervalSeconds: POLL_EVERY_S };

/** Those who take jobs, each one at a time: so their number can change while they work. */
class Hands implements Taking {
  readonly #boss: PgBoss;
  readonly #taker: Taker;
  readonly #log: Log;
  #bounds: Bounds = { jobsMax: 0, jobsPerHostMax: 1 };
  /** By their id in pg-boss; true while one has a job. */
  readonly #hands = new Map<string, { isBusy: boolean; readonly jobsPerHostMax: number }>();
  #last: Promise<void> = Promise.resolve();

  constructor(boss: PgBoss, taker: Taker, log: Log) {
    this.#boss = boss;
    this.#taker = taker;
    this.#log = log;
  }

  /** One after the other. */
  change(bounds: Bounds): Promise<void> {
    this.#bounds = bounds;
    this.#last = this.#last.then(
      () => this.#settle(),
      () => this.#settle(),
    );
    return this.#last;
  }

  /** Ends those at leisure who are too many or know an old bound, and lets new ones begin. Those at work are looked at when they are done. */
  async #settle(): Promise<void> {
    const { jobsMax, jobsPerHostMax } = this.#bounds;
    for (const [id, hand] of this.#hands) {
      if (hand.isBusy || (this.#hands.size <= jobsMax && hand.jobsPerHostMax === jobsPerHostMax)) continue;
      this.#hands.delete(id);
      await this.#boss.offWork(QUEUE, { id, wait: false });
    }
    while (this.#hands.size < jobsMax) await this.#begin(jobsPerHostMax);
  }

  /** The queue is being closed, or the database does not answer: the next change tries again. */
  #sayStuck(error: unknown): void {
    this.#log.warn('those who take jobs were not replaced', { reason: String(error) });
  }

  async #begin(jobsPerHostMax: number): Promise<void> {
    const hand = { isBusy: false, jobsPerHostMax };
    const options = { ...POLLING, groupConcurrency: jobsPerHostMax, heartbeatRefreshSeconds: BEAT_EVERY_S };
    const id = await this.#boss.work<Job>(QUEUE, options, async (jobs) => {
      hand.isBusy = true;
      try {
        for (const { data: job, signal } of jobs) await this.#taker.work(job, signal);
      } finally {
        hand.isBusy = false;
        const isOld = this.#hands.size > this.#bounds.jobsMax || jobsPerHostMax !== this.#bounds.jobsPerHostMax;
        if (isOld) this.change(this.#bounds).catch((error: unknown) => this.#sayStuck(error));
      }
    });
    this.#hands.set(id, hand);
  }
}

/** In pg-boss a higher priority comes first. A job that waits for its time does not keep away one for now. */
function insertOf({ rank, notBefore, sourceHost, ...job }: NewJob) {
  const when = notBefore === null ? {} : { startAfter: new Date(notBefore) };
  const singletonKey = `${job.kind} ${job.mailbox} ${notBefore === null ? 'now' : 'later'}`;
  return { data: job, priority: -rank, singletonKey, group: { id: sourceHost }, ...when };
}
