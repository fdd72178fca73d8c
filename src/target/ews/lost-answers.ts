/** Counts requests to write whose answer never came, over all puts of one target: a server that gives none is given up. */
import type { Clock, Instant } from '../../base/clock.ts';

/** Lost answers in a row, with none that came between them, before the server counts as gone. */
const LOST_MAX = 4;
/** A silence takes a minute and a half to notice: two in a row are enough. */
const SILENCE_COUNTS = 3;
/** Requests that were under way together are lost together: that is one loss. */
const TOGETHER_MS = 10_000;

export class LostAnswers {
  readonly #clock: Clock;
  #count = 0;
  #lastAt: Instant | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An answer came. */
  over(): void {
    this.#count = 0;
    this.#lastAt = null;
  }

  /** One more was lost. */
  add(how: 'silence' | 'break'): void {
    const now = this.#clock.now();
    if (this.#lastAt === null || now - this.#lastAt > TOGETHER_MS)
      this.#count += how === 'silence' ? SILENCE_COUNTS : 1;
    this.#lastAt = now;
  }

  /** True when waiting longer makes no sense. */
  get isEnough(): boolean {
    return this.#count > LOST_MAX;
  }
}
