/** How fast the API is asked: one request after the other at even distances, slower after each word of being too fast. */
import type { Clock } from '../../base/clock.ts';

/** After a rest as many requests may come at once as are due in so many minutes: a small organisation need not wait. */
const BURST_MINUTES = 0.5;
/** Answers in a row after which the pace is raised again. */
const STEADY_ANSWERS = 100;
const RAISE = 1.25;
/** Slower than one request in this time no server has to ask for. */
const DISTANCE_MS_MAX = 60_000;

export class Pace {
  readonly #clock: Clock;
  readonly #shortestMs: number;
  readonly #burst: number;
  #distanceMs: number;
  /** When the next request is due; requests that waited with others go one after the other. */
  #dueAt = 0;
  /** Nobody asks before this. */
  #restUntil = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  /** False from a word of being too fast until the next answer: what is told off meanwhile is the same word again. */
  #isAnswered = true;
  #steady = 0;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#shortestMs = 60_000 / perMinute;
    this.#burst = Math.ceil(perMinute * BURST_MINUTES);
    this.#distanceMs = this.#shortestMs;
  }

  /** Waits for a turn and gives the time at which it came. */
  async enter(signal: AbortSignal): Promise<number> {
    const earliest = this.#clock.now() - this.#burst * this.#distanceMs;
    this.#dueAt = Math.max(this.#dueAt, earliest) + this.#distanceMs;
    const dueAt = this.#dueAt;
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const waitMs = Math.max(dueAt, this.#restUntil) - now;
      if (waitMs <= 0) return now;
      await this.#clock.sleep(waitMs, signal);
    }
  }

  /** The server had enough. Requests that left before it said so do not slow us down once more. */
  slowDown(enteredAt: number, restMs: number): void {
    const now = this.#clock.now();
    this.#restUntil = Math.max(this.#restUntil, now + restMs);
    // Those that wait come after the rest, one by one.
    this.#dueAt = Math.max(this.#dueAt, this.#restUntil);
    this.#steady = 0;
    if (enteredAt <= this.#slowedAt || !this.#isAnswered) return;
    this.#slowedAt = now;
    this.#isAnswered = false;
    this.#distanceMs = Math.min(this.#distanceMs * 2, Math.max(DISTANCE_MS_MAX, this.#shortestMs));
  }

  answered(): void {
    this.#isAnswered = true;
    this.#steady += 1;
    if (this.#steady < STEADY_ANSWERS) return;
    this.#steady = 0;
    this.#distanceMs = Math.max(this.#shortestMs, this.#distanceMs / RAISE);
  }
}
