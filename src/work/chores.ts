/** Small work that no mailbox asks for, done again and again by every program: each chore bounds itself, and bears being done by many at once. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';

export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  run(signal: AbortSignal): Promise<void>;
}

export interface ChoreDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** How exactly the time between two turns is kept. */
const LOOK_EVERY_MS = 1000;

/** Until the signal ends it. A chore that fails is told to the log, and has its next turn. */
export async function doChores(
  chores: readonly Chore[],
  signal: AbortSignal,
  { clock, log }: ChoreDeps,
): Promise<void> {
  const next = new Map<Chore, number>();
  while (!signal.aborted) {
    for (const chore of chores) {
      if (signal.aborted || clock.now() < (next.get(chore) ?? 0)) continue;
      await chore.run(signal).catch((error: unknown) => {
        const reason = error instanceof Failure ? error.code : String(error);
        log.warn('a chore failed', { chore: chore.name, reason });
      });
      next.set(chore, clock.now() + chore.everyMs);
    }
    await clock.sleep(LOOK_EVERY_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
