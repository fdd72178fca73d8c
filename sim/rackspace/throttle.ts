/** Counts requests in a window; who asks more often is told off until the window is over. */
import type { RateOptions } from './options.ts';

export class Throttle {
  readonly #rate: RateOptions;
  #windowStart = 0;
  #counts = { reads: 0, writes: 0 };
  #closedUntil = 0;

  constructor(rate: RateOptions) {
    this.#rate = rate;
  }

  /** False when the request is one too many. A request that is refused counts too. */
  admits(isWrite: boolean, now: number): boolean {
    if (now - this.#windowStart >= this.#rate.windowMs) {
      this.#windowStart = now;
      this.#counts = { reads: 0, writes: 0 };
    }
    const kind = isWrite ? 'writes' : 'reads';
    this.#counts[kind] += 1;
    return now >= this.#closedUntil && this.#counts[kind] <= this.#rate[kind];
  }

  close(now: number, forMs: number): void {
    this.#closedUntil = now + forMs;
  }
}
