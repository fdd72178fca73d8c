/**
 * How much one application may ask of one mailbox (https://learn.microsoft.com/graph/throttling-limits, Outlook service):
 * requests in ten minutes and bytes sent in five. What is taken is spread out, so that the ceiling is used and not met.
 */
import type { Clock } from '../../base/clock.ts';

export const REQUESTS_PER_SPAN = 10_000;
export const REQUESTS_SPAN_MS = 10 * 60_000;
export const UPLOADED_BYTES_PER_SPAN = 150_000_000;
export const UPLOADED_BYTES_SPAN_MS = 5 * 60_000;

/** Of the ceiling this share flows steadily, and this much may be taken at once: together less than all of it. */
const STEADY_SHARE = 0.86;
const BURST_SHARE = 0.12;

/** A bucket that fills steadily. It may be overdrawn once: what is larger than the bucket would never pass otherwise. */
export class SteadyBudget {
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #room: number;
  #level: number;
  #at: number;

  constructor(clock: Clock, perSpan: number, spanMs: number) {
    this.#clock = clock;
    this.#perMs = (perSpan * STEADY_SHARE) / spanMs;
    this.#room = perSpan * BURST_SHARE;
    this.#level = this.#room;
    this.#at = clock.now();
  }

  /** Waits until so much may be taken, in the order of asking. */
  async take(amount: number, signal: AbortSignal): Promise<void> {
    this.#fill();
    // Taken at once, so that who comes later waits for this one too.
    const wanted = Math.min(amount, this.#room);
    const waitMs = Math.max(0, (wanted - this.#level) / this.#perMs);
    this.#level -= amount;
    if (waitMs > 0) await this.#clock.sleep(Math.ceil(waitMs), signal);
  }

  #fill(): void {
    const now = this.#clock.now();
    this.#level = Math.min(this.#room, this.#level + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}

/** What all who write to one mailbox share. */
export class MailboxBudget {
  readonly #requests: SteadyBudget;
  readonly #bytes: SteadyBudget;

  constructor(clock: Clock) {
    this.#requests = new SteadyBudget(clock, REQUESTS_PER_SPAN, REQUESTS_SPAN_MS);
    this.#bytes = new SteadyBudget(clock, UPLOADED_BYTES_PER_SPAN, UPLOADED_BYTES_SPAN_MS);
  }

  async take(uploadedBytes: number, signal: AbortSignal): Promise<void> {
    await this.#requests.take(1, signal);
    if (uploadedBytes > 0) await this.#bytes.take(uploadedBytes, signal);
  }
}
