/** What a run has told so far, in sums. */
import { type Instant, instant } from '../base/clock.ts';
import { PROBLEMS } from '../base/problems.ts';
import type { DurationRange, Pace, Work } from '../model/pace.ts';
import type { Progress } from '../model/progress.ts';
import { RestEstimator } from '../plan/forecast/rest-estimator.ts';

export type Phase = 'starting' | 'asking' | 'listing' | 'copying' | 'settling' | 'verifying';

export class ProgressState {
  phase: Phase = 'starting';
  /** Everything that is to be done in this phase, as far as it is known: it grows while folders are being listed. */
  wanted: Work = { items: 0, bytes: 0 };
  done: Work = { items: 0, bytes: 0 };
  exceptions = 0;
  /** When a server lets us go on, or is tried again. Null when nothing is in the way. */
  waiting: { readonly until: Instant; readonly because: string } | null = null;
  /** True once somebody pressed Ctrl-C: what is under way is being settled. */
  isStopping = false;
  #estimator: RestEstimator;

  constructor(now: Instant) {
    this.#estimator = new RestEstimator(now);
  }

  /** Work that nobody will tell of: what an earlier run left open, or what is to be verified. */
  expect(work: Work): void {
    this.wanted = { items: this.wanted.items + work.items, bytes: this.wanted.bytes + work.bytes };
  }

  add(progress: Progress, now: Instant): void {
    switch (progress.is) {
      case 'phase':
        this.#enter(progress.phase, now);
        break;
      case 'listed':
        this.expect(progress);
        break;
      case 'settled':
        if (this.phase === 'listing' || this.phase === 'settling') this.phase = 'copying';
        this.#advance({ items: progress.items, bytes: progress.bytes }, now);
        break;
      case 'proved':
        this.#advance({ items: progress.items, bytes: 0 }, now);
        break;
      case 'waiting':
        this.waiting = { until: instant(progress.untilMs), because: progress.because };
        break;
      case 'problem':
        this.exceptions += 1;
        if (this.phase !== 'verifying' && PROBLEMS[progress.problem.code].scope === 'item') {
          this.#advance({ items: 1, bytes: 0 }, now);
        }
        break;
    }
  }

  /** Of the last minute. Null until enough was seen. */
  pace(now: Instant): Pace | null {
    this.#estimator.feed(now, this.done);
    return this.#estimator.pace();
  }

  /** How long what is known to be left takes. Null until enough was seen. */
  rest(now: Instant): DurationRange | null {
    this.#estimator.feed(now, this.done);
    return this.#estimator.rest({
      items: Math.max(0, this.wanted.items - this.done.items),
      bytes: Math.max(0, this.wanted.bytes - this.done.bytes),
    });
  }

  #enter(phase: Exclude<Phase, 'starting'>, now: Instant): void {
    if (phase === 'verifying' && this.phase !== 'verifying') {
      this.wanted = { items: 0, bytes: 0 };
      this.done = { items: 0, bytes: 0 };
      this.#estimator = new RestEstimator(now);
    }
    this.phase = phase;
  }

  #advance(by: Work, now: Instant): void {
    this.waiting = null;
    this.done = { items: this.done.items + by.items, bytes: this.done.bytes + by.bytes };
    this.#estimator.feed(now, this.done);
  }
}
