/** Throttling of one mailbox: a budget of requests in a window, and a cap on requests under way. */
import type { BudgetOptions } from './options.ts';

export class Pace {
  readonly #budget: BudgetOptions | null;
  #windowStart = 0;
  #windowRequests = 0;
  #busyUntil = 0;
  /** When the present back-off was first told to somebody. */
  #toldAt = 0;
  underWay = 0;

  constructor(budget: BudgetOptions | null) {
    this.#budget = budget;
  }

  /** How long the mailbox asks to wait still; 0 when the request may go on. Spends from the budget. */
  spend(now: number): number {
    if (now < this.#busyUntil) return this.#busyUntil - now;
    if (this.#budget === null) return 0;
    if (now - this.#windowStart >= this.#budget.windowMs) {
      this.#windowStart = now;
      this.#windowRequests = 0;
    }
    this.#windowRequests += 1;
    if (this.#windowRequests <= this.#budget.requests) return 0;
    this.beBusy(now, this.#budget.backOffMs);
    this.#windowStart = this.#busyUntil;
    this.#windowRequests = 0;
    return this.#budget.backOffMs;
  }

  beBusy(now: number, forMs: number): void {
    this.#busyUntil = now + forMs;
    this.#toldAt = now;
  }

  /** Whether a request that arrived then could have known that it should wait. */
  isImpolite(arrivedAt: number): boolean {
    return arrivedAt < this.#busyUntil && arrivedAt > this.#toldAt + (this.#budget?.graceMs ?? GRACE_MS);
  }
}

/** Requests that were on the wire when the back-off was told are nobody's fault. */
const GRACE_MS = 100;
