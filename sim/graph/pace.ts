/**
 * Throttling of one mailbox for one application, as Microsoft publishes it for Outlook: requests and uploaded bytes in a window,
 * and requests under way at once. The windows slide, so that no burst fits around an edge.
 */
import type { GraphSettings } from './options.ts';

/** A window is counted in so many parts; what is older than all of them is forgotten. */
const PARTS = 60;

/** How much was spent within the last `windowMs`, to a sixtieth of it. */
export class SlidingSum {
  readonly #parts = new Map<number, number>();
  #sum = 0;

  spent(now: number, windowMs: number): number {
    const oldest = Math.floor(now / (windowMs / PARTS)) - PARTS;
    for (const [part, amount] of this.#parts) {
      if (part > oldest) break;
      this.#parts.delete(part);
      this.#sum -= amount;
    }
    return this.#sum;
  }

  spend(now: number, windowMs: number, amount: number): void {
    const part = Math.floor(now / (windowMs / PARTS));
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + amount);
    this.#sum += amount;
  }

  /** When so much will fit under `max` again. */
  freeAt(now: number, windowMs: number, amount: number, max: number): number {
    let left = this.spent(now, windowMs) + amount - max;
    const partMs = windowMs / PARTS;
    for (const [part, spent] of this.#parts) {
      if (left <= 0) break;
      left -= spent;
      if (left <= 0) return (part + PARTS + 1) * partMs;
    }
    return left <= 0 ? now : now + windowMs;
  }
}

export interface Throttled {
  /** What is over, as answers name it. */
  readonly limit: 'MailboxConcurrency' | 'IncomingBytes' | 'RequestCount';
  readonly waitMs: number;
}

/** How soon a slot is promised to be free again. */
const CONCURRENCY_WAIT_MS = 1000;
/** Requests that were on the wire when the wait was told are nobody's fault. */
const GRACE_MS = 100;

export class Pace {
  readonly #requests = new SlidingSum();
  readonly #bytes = new SlidingSum();
  #busyUntil = 0;
  #toldAt = 0;
  underWay = 0;

  /** Null when the request may go on, which is then counted as under way until `leave`. */
  enter(now: number, bytes: number, settings: GraphSettings): Throttled | null {
    const over = this.#over(now, bytes, settings);
    if (over === null) {
      this.#requests.spend(now, settings.requestsWindowMs, 1);
      this.#bytes.spend(now, settings.uploadWindowMs, bytes);
      this.underWay += 1;
      return null;
    }
    if (over.limit !== 'MailboxConcurrency') this.beBusy(now, over.waitMs);
    return over;
  }

  leave(): void {
    this.underWay -= 1;
  }

  beBusy(now: number, forMs: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, now + forMs);
    this.#toldAt = now;
  }

  /** Whether a request could have known that it should wait. */
  isImpolite(now: number): boolean {
    return now < this.#busyUntil && now > this.#toldAt + GRACE_MS;
  }

  #over(now: number, bytes: number, settings: GraphSettings): Throttled | null {
    const { concurrencyMax, requestsMax, requestsWindowMs, uploadBytesMax, uploadWindowMs } = settings;
    if (concurrencyMax !== null && this.underWay >= concurrencyMax) {
      return { limit: 'MailboxConcurrency', waitMs: CONCURRENCY_WAIT_MS };
    }
    if (requestsMax !== null && this.#requests.spent(now, requestsWindowMs) + 1 > requestsMax) {
      const at = this.#requests.freeAt(now, requestsWindowMs, 1, requestsMax);
      return { limit: 'RequestCount', waitMs: at - now };
    }
    if (uploadBytesMax !== null && bytes > 0 && this.#bytes.spent(now, uploadWindowMs) + bytes > uploadBytesMax) {
      const at = this.#bytes.freeAt(now, uploadWindowMs, bytes, uploadBytesMax);
      return { limit: 'IncomingBytes', waitMs: at - now };
    }
    return null;
  }
}
