/** Waiting for real programs, which take real time. */
import { systemClock } from '../../src/base/clock.ts';

/** Seldom enough that looking never meets the limit of requests a minute. */
const LOOK_EVERY_MS = 250;

/** Looks until it is so; `said` tells what the programs said where it is in vain. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { withinMs, said }: { readonly withinMs: number; said(): string },
): Promise<void> {
  const end = systemClock.now() + withinMs;
  while (!(await isSo())) {
    if (systemClock.now() > end) throw new Error(`waited in vain until ${what}; the service said: ${said()}`);
    await systemClock.sleep(LOOK_EVERY_MS, new AbortController().signal);
  }
}
