/** Which failures a run survives. */
import { Failure } from '../base/problem.ts';
import type { Run } from './run.ts';

/** Broken connections in a row, with nothing written between them, before the run gives up. */
const BREAKS_MAX = 5;
const BREAK_PAUSE_MS = 1000;

/** Decides which failures of a batch the run survives: a broken connection, a few times in a row, with a pause. */
export class Trouble {
  final: unknown = null;
  readonly #run: Run;
  #breaks = 0;
  #lastBreak = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** A batch went through. */
  over(): void {
    this.#breaks = 0;
  }

  /** Nothing more can be done. */
  end(error: unknown): void {
    this.final ??= error;
  }

  async met(error: unknown): Promise<void> {
    const now = this.#run.clock.now();
    // Batches that shared one connection break together: that is one break.
    if (this.#breaks === 0 || now - this.#lastBreak >= BREAK_PAUSE_MS) this.#breaks += 1;
    this.#lastBreak = now;
    const isPassing = error instanceof Failure && error.kind.retry === 'now' && this.#breaks <= BREAKS_MAX;
    if (!isPassing) return this.end(error);
    this.#run.log.warn('connection broke, going on', { code: error.code, inARow: this.#breaks });
    try {
      await this.#run.clock.sleep(BREAK_PAUSE_MS * this.#breaks, this.#run.signal);
    } catch (reason) {
      this.end(reason);
    }
  }
}
