/** What every program of the service does, on a clock of a test: jobs by the real engine, the schedule, chores, mail out and mail in. */
import { instant } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Database } from '../../src/db/db.ts';
import { cutOverChores } from '../../src/main/service/cut-over-chores.ts';
import { noticeChores } from '../../src/main/service/notice-chores.ts';
import { paperChore } from '../../src/main/service/paper-chore.ts';
import { serviceEngine } from '../../src/main/service/service-engine.ts';
import { openBudgets } from '../../src/main/service/shared-budgets.ts';
import type { NewJob } from '../../src/model/job.ts';
import type { NameServer } from '../../src/wire/dns/transport.ts';
import { doJob, type JobDeps } from '../../src/work/do-job.ts';
import { lookAtTheClock } from '../../src/work/schedule.ts';
import type { TestStore } from '../service/store.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface ProgramRules {
  readonly stateFolder: string;
  readonly authorities: readonly string[];
  readonly webPorts: { readonly https: number; readonly http: number };
  /** Asked anew each time: what a zone says changes when its owner changes it. */
  readonly nameServers: () => readonly NameServer[];
}

export interface Program extends AsyncDisposable {
  /** All that is due by now, until nothing is. */
  settle(): Promise<void>;
  /** Lets the time go by, hour by hour, and does what falls due on the way. */
  until(at: number, stepMs?: number): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** A project needs far less; more is a loop. */
const ROUNDS_MAX = 200;
const BOUNDS = {
  mailboxesAtOnce: 4,
  mailboxesPerHost: 9,
  connectionsPerHost: 20,
  requestsPerAccount: 9,
  bytesPerSecondPerHost: 1e9,
  bytesPerSecondPerAccount: 1e9,
};
const never = new AbortController().signal;

export async function openProgram(
  { db, store, clock }: { readonly db: Database; readonly store: TestStore; readonly clock: VirtualClock },
  rules: ProgramRules,
): Promise<Program> {
  const log = silentLog;
  const budgets = await openBudgets({ db, clock, log, holder: systemRandom.id(), started: BOUNDS });
  const engine = serviceEngine({
    db,
    clock,
    random: systemRandom,
    rules: { ...rules, isInsecureLoopbackAllowed: true },
    budgets,
  });
  const own = { store, clock, random: systemRandom, log, worker: 'w' };
  const jobDeps: JobDeps = { ...own, engine, perHostMax: () => 99, stopping: never, signal: never };
  const choresNow = () => {
    const deps = { ...own, ...rules, nameServers: rules.nameServers(), isInsecureLoopbackAllowed: true };
    return [paperChore(deps), ...cutOverChores(deps), ...noticeChores(deps).flat()];
  };
  const waiting: NewJob[] = [];
  let seen = 0;
  /** Those that are due, beside each other as in a real program; gives how many. */
  const work = async (): Promise<number> => {
    waiting.push(...store.jobs.slice(seen));
    seen = store.jobs.length;
    const isDue = ({ notBefore }: NewJob): boolean => notBefore === null || notBefore <= clock.now();
    const due = waiting.filter(isDue);
    waiting.splice(0, waiting.length, ...waiting.filter((job) => !isDue(job)));
    await Promise.all(due.map((job) => doJob(job, never, jobDeps)));
    return due.length;
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await lookAtTheClock(own);
      const done = await work();
      for (const chore of choresNow()) await chore.run(never);
      if (done === 0 && store.jobs.length === seen) return;
    }
    throw new Error('there is always another job');
  };
  const until = async (at: number, stepMs = HOUR_MS): Promise<void> => {
    await settle();
    while (clock.now() < at) {
      clock.jumpTo(Math.min(at, instant(clock.now() + stepMs)));
      await settle();
    }
  };
  return { settle, until, [Symbol.asyncDispose]: () => budgets[Symbol.asyncDispose]() };
}
