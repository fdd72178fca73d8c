/** Ctrl-C: the first asks to stop, the second means it. */
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';

export interface Stop {
  /** Aborted by the first signal: settle what is under way and end. */
  readonly stopping: AbortSignal;
  /** Aborted by the second one, or when settling took too long. */
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  close(): void;
}

export interface StopDeps {
  readonly clock: Clock;
  /** Calls back for every signal that asks to end; gives a function that ends this. */
  readonly onSignal: (heard: () => void) => () => void;
  readonly say: (line: string) => void;
}

/** What is under way is settled for so long after the first signal. */
export const SETTLE_MS_MAX = 10_000;
/** A terminal and the process that started us both send the same Ctrl-C: signals this close together are one. */
const SAME_SIGNAL_MS = 300;

export function listenForStop({ clock, onSignal, say }: StopDeps): Stop {
  const stopping = new AbortController();
  const hard = new AbortController();
  const closed = new AbortController();
  let heardAt: number | null = null;
  const stop = (): void => hard.abort(new Failure('run.interrupted', {}));
  const off = onSignal(() => {
    const now = clock.now();
    if (heardAt !== null && now - heardAt < SAME_SIGNAL_MS) return;
    if (heardAt !== null) {
      stop();
      return;
    }
    heardAt = now;
    say('Stopping: what is under way is settled first. Press Ctrl-C again to stop at once.');
    stopping.abort(new Failure('run.interrupted', {}));
    clock.sleep(SETTLE_MS_MAX, closed.signal).then(stop, () => undefined); // closed in time: nothing to stop
  });
  return {
    stopping: stopping.signal,
    signal: hard.signal,
    close: () => {
      closed.abort();
      off();
    },
  };
}
