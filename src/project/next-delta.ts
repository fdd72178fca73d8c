/** When a mailbox that waits for its cut-over follows its source again, and whether it waits for one. */
import { type Instant, instant } from '../base/clock.ts';
import type { Mailbox } from '../model/project.ts';
import type { Wave } from '../model/wave.ts';
import { isCutOverAhead } from '../model/wave-states.ts';
import type { ProjectDeps } from './act.ts';

const HOUR_MS = 3_600_000;
/** Mailboxes that were in step at the same time spread over so much of the interval. */
const JITTER = 0.2;

/** Between nine and eleven tenths of the interval from now, so that a wave does not ask its source for everything at once. */
export function nextDeltaAt({ deltaEveryHours }: { readonly deltaEveryHours: number }, deps: ProjectDeps): Instant {
  const everyMs = deltaEveryHours * HOUR_MS;
  return instant(deps.clock.now() + Math.round(everyMs * (1 - JITTER / 2)) + deps.random.int(everyMs * JITTER));
}

/** A mailbox whose cut-over lies ahead is kept in step until then; any other goes on to its end at once. */
export function isKeptInStep({ cutOverBeganAt }: Mailbox, wave: Wave | null): boolean {
  return cutOverBeganAt === null && wave !== null && isCutOverAhead(wave);
}
