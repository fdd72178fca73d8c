/** A bound in time around something that is awaited. */
import type { Clock } from '../../../base/clock.ts';

/** What `work` gives; or fails with `late()` after `ms`, or with the signal's reason. The caller ends what `work` began. */
export async function within<T>(
  limit: { readonly ms: number; readonly clock: Clock; readonly late: () => Error },
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  // Not a combined signal: its last reference would go with this call, and with it the end of the timer.
  const done = new AbortController();
  const stop = (): void => done.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const alarm = limit.clock.sleep(limit.ms, done.signal).then(() => {
    throw limit.late();
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    signal.removeEventListener('abort', stop);
    done.abort();
    // Whichever of the two lost the race ends unheard.
    alarm.catch(() => undefined);
    work.catch(() => undefined);
  }
}
