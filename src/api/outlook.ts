/** How fast it goes and when it ends, as answers show it. */
import { type Instant, isoSeconds } from '../base/clock.ts';
import type { Waiting } from '../model/pace.ts';
import type { EndRange } from '../plan/forecast/mailbox-end.ts';

export function endOut(end: EndRange | null): { readonly earliest: string; readonly latest: string } | null {
  return end === null ? null : { earliest: isoSeconds(end.earliest), latest: isoSeconds(end.latest) };
}

export function waitingOut(waiting: Waiting | null): { readonly until: string; readonly because: string } | null {
  return waiting === null ? null : { until: isoSeconds(waiting.until), because: waiting.because };
}

export function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : isoSeconds(at);
}
