/** A clock for weeks that are played in seconds: it runs as fast as the real one, jumps where a test says so, and its pauses are short. */
import { type Clock, type Instant, instant, systemClock } from '../../src/base/clock.ts';

export interface VirtualClock extends Clock {
  /** Never back. */
  jumpTo(at: number): void;
}

/** What waits for a real server waits a tenth of what it says. */
const FASTER = 10;

export function virtualClock(start: Instant): VirtualClock {
  const began = systemClock.now();
  let jumped = 0;
  const now = (): number => start + (systemClock.now() - began) + jumped;
  return {
    now: () => instant(now()),
    sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal),
    jumpTo: (at) => {
      jumped += Math.max(0, at - now());
    },
  };
}
