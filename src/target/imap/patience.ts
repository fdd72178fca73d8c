/** Waits as long as a server asks, and not for ever. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';

/** A server that refuses for now, and does not say for how long, is asked again after this. It also counts as that much. */
const WAIT_MS = 5_000;
/** A server that asks to wait longer than this at once is asked again after it. */
const WAIT_ONCE_MS_MAX = 5 * 60_000;
/** How long one thing is waited for altogether before it is given up for this run. */
const WAIT_ALL_MS_MAX = 30 * 60_000;

export class Patience {
  readonly #clock: Clock;
  #waitedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for what the server asks; null where it does not say. Fails with `target.busy` when it has asked for too much. */
  async wait(askedMs: number | null, signal: AbortSignal): Promise<void> {
    if (this.#waitedMs >= WAIT_ALL_MS_MAX) {
      throw new Failure('target.busy', { minutes: String(Math.ceil(this.#waitedMs / 60_000)) });
    }
    const waitMs = Math.min(askedMs ?? WAIT_MS, WAIT_ONCE_MS_MAX);
    await this.#clock.sleep(waitMs, signal);
    this.#waitedMs += Math.max(waitMs, WAIT_MS);
  }
}
