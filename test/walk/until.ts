/** Waiting for real programs, which take real time. */
import { systemClock } from '../../src/base/clock.ts';

/** Seldom enough that looking never meets the limit of requests a minute. */
const LOOK_EVERY_MS = 250;

export type Until = (what: string, isSo: () => Promise<boolean>) => Promise<void>;

/** Looks until it is so; `said` tells what the programs said where it is in vain. */
export function untilWithin(withinMs: number, said: () => string): Until {
  return async (what, isSo) => {
    const end = systemClock.now() + withinMs;
    while (!(await isSo())) {
      if (systemClock.now() > end) throw new Error(`waited in vain until ${what}; the service said: ${said()}`);
      await systemClock.sleep(LOOK_EVERY_MS, new AbortController().signal);
    }
  };
}
