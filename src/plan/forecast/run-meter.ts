/** Measures a copy while it runs, from what it tells whoever watches it. Pure: the time is handed in with every call. */
import type { Instant } from '../../base/clock.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { Progress } from '../../model/progress.ts';

type Part = 'start' | 'copy' | 'proof';

/** What is measured; where it went to is known to whoever started it. */
type Measured = Omit<MeasuredRun, 'service' | 'targetHost'>;

/** For one run, which may have several sources one after the other. */
export class RunMeter {
  #part: Part = 'start';
  #since: Instant;
  readonly #took: Record<Part, number> = { start: 0, copy: 0, proof: 0 };
  #isProved = false;
  #items = 0;
  #bytes = 0;
  #waitedMs = 0;
  #waitsUntil: number;

  constructor(beganAt: Instant) {
    this.#since = beganAt;
    this.#waitsUntil = beganAt;
  }

  add(progress: Progress, now: Instant): void {
    switch (progress.is) {
      case 'phase':
        // Another source of the same mailbox begins with its own start.
        if (progress.phase === 'verifying') this.#enter('proof', now);
        else if (this.#part === 'proof') this.#enter('start', now);
        break;
      case 'settled':
        this.#enter('copy', now);
        this.#items += progress.items;
        this.#bytes += progress.bytes;
        break;
      case 'waiting':
        // Several connections are told of the same wait.
        this.#waitedMs += Math.max(0, progress.untilMs - Math.max(now, this.#waitsUntil));
        this.#waitsUntil = Math.max(this.#waitsUntil, progress.untilMs);
        break;
      case 'listed':
      case 'proved':
      case 'problem':
        break;
    }
  }

  /** Null where nothing was written: such a run tells nothing of the pace. */
  end(now: Instant): Measured | null {
    this.#enter(this.#part, now);
    if (this.#items === 0) return null;
    const { start: startMs, copy: copyMs, proof } = this.#took;
    const proofMs = this.#isProved ? proof : null;
    const sums = { items: this.#items, bytes: this.#bytes };
    return { endedAt: now, ...sums, startMs, copyMs, proofMs, waitedMs: this.#waitedMs };
  }

  #enter(part: Part, now: Instant): void {
    this.#took[this.#part] += Math.max(0, now - this.#since);
    this.#since = now;
    this.#part = part;
    if (part === 'proof') this.#isProved = true;
  }
}
