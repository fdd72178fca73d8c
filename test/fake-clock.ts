import { type Clock, type Instant, instant } from '../src/base/clock.ts';

/** A clock that stands still until somebody sleeps: then the time is later at once. */
export interface FakeClock extends Clock {
  /** All sleeps so far, in milliseconds. */
  readonly slept: readonly number[];
  advance(ms: number): void;
}

export function fakeClock(start: Instant = instant(Date.UTC(2026, 0, 5, 9))): FakeClock {
  let now: number = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => instant(now),
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}
