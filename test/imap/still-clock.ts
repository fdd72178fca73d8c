import { type Clock, type Instant, instant } from '../../src/base/clock.ts';

/** A clock that moves only when it is told to, and then wakes whoever slept long enough. */
export interface StillClock extends Clock {
  advance(ms: number): void;
  /** How many sleep now. */
  readonly sleepersCount: number;
}

export function stillClock(start: Instant = instant(Date.UTC(2026, 0, 5, 9))): StillClock {
  let now: number = start;
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  return {
    now: () => instant(now),
    get sleepersCount() {
      return sleepers.size;
    },
    advance: (ms) => {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const aborted = (): void => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', aborted);
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', aborted, { once: true });
      }),
  };
}
