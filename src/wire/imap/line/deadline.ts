/** A bound in time around something that is awaited. */
import type { Clock } from '../../../base/clock.ts';

/** What `work` gives; or fails with `late()` after `ms`, or with the signal's reason. The caller ends what `work` began. */
export async function within<T>(
  limit: { readonly ms: number; readonly clock: Clock; readonly late: () => Error },
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const alarm = limit.clock.sleep(limit.ms, AbortSignal.any([signal, done.signal])).then(() => {
    throw limit.late();
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    done.abort();
    // Whichever of the two lost the race ends unheard.
    alarm.catch(() => undefined);
    work.catch(() => undefined);
  }
}
