/** One stretch of work on a mailbox: watched, measured, and ended as soon as the mailbox is not to be worked on any more. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Standing } from '../model/mailbox-book.ts';
import { jobKindOf, mayGoOn } from '../model/mailbox-job.ts';
import type { MailboxState } from '../model/mailbox-states.ts';
import type { Watch } from '../model/progress.ts';
import type { Store } from '../model/store.ts';
import type { MailboxMeter } from '../plan/forecast/mailbox-meter.ts';
import { holdOf } from '../project/hold.ts';
import type { Engine, EngineControl, Task } from './engine.ts';

/** A mailbox that this worker has claimed. */
export interface Held {
  readonly task: Task;
  readonly term: number;
  readonly meter: MailboxMeter;
  /** Somebody else has the job. */
  readonly lost: AbortSignal;
}

export interface TurnDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the whole worker ends: settle what is under way. */
  readonly stopping: AbortSignal;
  /** Aborted: end at once. */
  readonly signal: AbortSignal;
}

/** How soon a pause is felt. */
const LOOK_EVERY_MS = 1000;
/** Numbers that people see are at most so old. */
const MEASURE_EVERY_LOOKS = 2;
/** What is under way is settled for so long. */
const SETTLE_MS_MAX = 10_000;
/** Shorter than the day after which the queue takes a job for stuck. */
const TURN_MS_MAX = 20 * 3_600_000;

/**
 * Runs `work` while the mailbox is in one of these states, its project and its wave run and its term goes on. Otherwise `work` is told
 * to settle and end, with `run.interrupted`, or at once with `run.lease-lost`.
 */
export async function inTurn<T>(
  held: Held,
  states: readonly MailboxState[],
  deps: TurnDeps,
  work: (control: EngineControl) => Promise<T>,
): Promise<T> {
  const settle = new AbortController();
  const hard = new AbortController();
  const over = new AbortController();
  const loseIt = (): void => hard.abort(new Failure('run.lease-lost', { mailbox: held.task.mailbox.name }));
  const stop = (reason: unknown): void => {
    if (settle.signal.aborted) return;
    settle.abort(reason);
    deps.clock.sleep(SETTLE_MS_MAX, over.signal).then(() => hard.abort(reason), ended(over.signal));
  };
  const interrupt = (): void => stop(new Failure('run.interrupted', {}));
  const listening = { signal: over.signal, once: true };
  deps.stopping.addEventListener('abort', interrupt, listening);
  deps.signal.addEventListener('abort', () => hard.abort(new Failure('run.interrupted', {})), listening);
  held.lost.addEventListener('abort', loseIt, listening);
  if (deps.stopping.aborted) interrupt();
  if (held.lost.aborted) loseIt();
  const watch: Watch = (progress) => held.meter.hear(progress);
  const watching = watchOver(held, states, deps, { over: over.signal, interrupt, loseIt }).catch(stop);
  try {
    return await work({ stopping: settle.signal, signal: hard.signal, log: deps.log, watch });
  } finally {
    over.abort();
    await watching;
  }
}

interface Bell {
  readonly over: AbortSignal;
  readonly interrupt: () => void;
  readonly loseIt: () => void;
}

async function watchOver(held: Held, states: readonly MailboxState[], deps: TurnDeps, bell: Bell): Promise<void> {
  const until = deps.clock.now() + TURN_MS_MAX;
  for (let looks = 1; !bell.over.aborted; looks++) {
    await deps.clock.sleep(LOOK_EVERY_MS, bell.over).catch(ended(bell.over));
    if (bell.over.aborted) return;
    const { standing: now, isHeld } = await lookAt(held, deps);
    if (now === null || now.term !== held.term) bell.loseIt();
    else if (isHeld || !isToGoOn(now, states) || deps.clock.now() > until) bell.interrupt();
    if (looks % MEASURE_EVERY_LOOKS === 0) await measure(held, deps);
  }
}

function lookAt({ task }: Held, { store, clock }: TurnDeps) {
  const { organisation, mailbox } = task;
  return store.inTenant(organisation, async (tenant) => {
    // Once a second for each mailbox in hand: asked together, it is one round trip.
    const [standing, hold] = await Promise.all([
      tenant.standing(mailbox.id),
      holdOf(tenant, mailbox.project, clock.now()),
    ]);
    return { standing, isHeld: hold !== null };
  });
}

function isToGoOn({ state, projectState, waveState }: Standing, states: readonly MailboxState[]): boolean {
  const kind = jobKindOf(state);
  return kind !== null && states.includes(state) && mayGoOn(kind, projectState, waveState);
}

/** Notes how far the mailbox is. What a later term says is not written over. */
export async function measure({ task, term, meter }: Held, { store, engine, clock }: TurnDeps): Promise<void> {
  const measured = meter.measure(await engine.progress(task), clock.now());
  await store.inTenant(task.organisation, (tenant) => tenant.noteProgress(task.mailbox.id, term, measured));
}

/** A sleep that ends because there is nothing left to wait for is no failure. */
function ended(signal: AbortSignal): (reason: unknown) => void {
  return (reason) => {
    if (!signal.aborted) throw reason;
  };
}
