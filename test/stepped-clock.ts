import { type Clock, type Instant, instant } from '../src/base/clock.ts';

/** A clock that stands still until it is told: then whoever slept for so long goes on. */
export interface SteppedClock extends Clock {
  /** Sleepers that are due wake in the order of their times; everything that follows at once from it has happened. */
  advance(ms: number): Promise<void>;
  /** The same time on a machine whose clock is wrong by so much. */
  askew(byMs: number): Clock;
}

export function steppedClock(start: Instant = instant(Date.UTC(2026, 0, 5, 9))): SteppedClock {
  let now: number = start;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper = {
        at: now + ms,
        wake: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
    });
  };
  return {
    now: () => instant(now),
    sleep,
    askew: (byMs) => ({ now: () => instant(now + byMs), sleep }),
    advance: async (ms) => {
      now += ms;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
