/** Measures one mailbox while a worker has it, from its counts and from what the run tells. Pure: the time is handed in with every call. */
import { type Instant, instant } from '../../base/clock.ts';
import type { DurationRange, MailboxPace, MeasuredWork, Waiting, Work } from '../../model/pace.ts';
import type { Progress } from '../../model/progress.ts';
import { type MailboxMeasure, type MailboxProgress, type Sized, totalOf } from '../../model/project.ts';
import { RestEstimator } from './rest-estimator.ts';

export interface Metered {
  readonly doing: 'copy' | 'verify';
  /** They are listed one after the other. */
  readonly sourcesCount: number;
  readonly isListed: boolean;
  readonly surveyed: Work | null;
  /** What earlier workers noted; null where none did. */
  readonly before: MailboxPace | null;
  readonly beganAt: Instant;
}

/** For one job, which may copy several times and then does not read back. */
export class MailboxMeter {
  readonly #metered: Metered;
  #listedCount = 0;
  #proved = 0;
  #waiting: Waiting | null = null;
  #last: Sample | null = null;
  #moving: Moving | null = null;

  constructor(metered: Metered) {
    this.#metered = metered;
  }

  /** What the run tells: waits, what was read back, and that a source was listed. */
  hear(progress: Progress): void {
    switch (progress.is) {
      case 'phase':
        if (progress.phase === 'copying') this.#listedCount += 1;
        break;
      case 'waiting':
        this.#waiting = { until: instant(progress.untilMs), because: progress.because };
        break;
      case 'proved':
        this.#waiting = null;
        this.#proved += progress.items;
        break;
      case 'settled':
        this.#waiting = null;
        break;
      case 'listed':
      case 'problem':
        break;
    }
  }

  /** What is to be noted now. `progress` are the counts of the ledgers, asked a moment ago. */
  measure(progress: MailboxProgress, at: Instant): MailboxMeasure {
    const now = { at, ...this.#doneOf(progress) };
    const last = this.#last ?? now;
    if (now.items > last.items || now.bytes > last.bytes) {
      // Signing in and listing are no part of the pace.
      this.#moving ??= { from: last, until: last, estimator: new RestEstimator(last.at) };
      this.#moving.until = now;
    }
    this.#last = now;
    this.#moving?.estimator.feed(at, less(now, this.#moving.from));
    if (this.#waiting !== null && this.#waiting.until <= at) this.#waiting = null;
    const isListed = this.#metered.isListed || this.#listedCount >= this.#metered.sourcesCount;
    const worked = this.#worked();
    const rest = this.#rest({ progress, isListed, surveyed: this.#metered.surveyed }, worked);
    const pace = { rate: this.#moving?.estimator.pace() ?? null, rest, waiting: this.#waiting, worked };
    return { at, progress, isListed, pace };
  }

  /** What was proved before is read back again and does not change the counts: there the run itself is heard. */
  #doneOf({ itemsCopied, bytesCopied, bytesVerified }: MailboxProgress): Work {
    return this.#metered.doing === 'copy'
      ? { items: itemsCopied, bytes: bytesCopied }
      : { items: this.#proved, bytes: bytesVerified };
  }

  #rest(mailbox: Sized, worked: MeasuredWork): DurationRange | null {
    const { progress } = mailbox;
    const estimator = this.#moving?.estimator;
    if (estimator === undefined) return null;
    if (this.#metered.doing === 'verify') {
      const bytes = progress.bytesCopied - progress.bytesVerified;
      return estimator.rest({ items: Math.max(0, progress.itemsCopied - this.#proved), bytes });
    }
    const left = leftToCopy(mailbox);
    const copying = left === null ? null : estimator.rest(left);
    const proving = provingRange(mailbox, worked);
    if (copying === null || proving === null) return null;
    return { lowMs: copying.lowMs + proving.lowMs, highMs: copying.highMs + proving.highMs };
  }

  /** With what earlier workers did. */
  #worked(): MeasuredWork {
    const before = this.#metered.before?.worked ?? NOTHING;
    if (this.#moving === null) return before;
    const { from, until } = this.#moving;
    const tookMs = until.at - from.at;
    if (this.#metered.doing === 'verify') return { ...before, proofMs: (before.proofMs ?? 0) + tookMs };
    const { items, bytes } = less(until, from);
    return {
      items: before.items + items,
      bytes: before.bytes + bytes,
      startMs: before.startMs === 0 ? from.at - this.#metered.beganAt : before.startMs,
      copyMs: before.copyMs + tookMs,
      proofMs: before.proofMs,
    };
  }
}

interface Sample extends Work {
  readonly at: Instant;
}

/** From the last measure before something moved to the last one that saw it move. */
interface Moving {
  readonly from: Sample;
  until: Sample;
  readonly estimator: RestEstimator;
}

const NOTHING: MeasuredWork = { items: 0, bytes: 0, startMs: 0, copyMs: 0, proofMs: null };

function less(whole: Work, part: Work): Work {
  return { items: whole.items - part.items, bytes: whole.bytes - part.bytes };
}

/** What is neither copied nor failed; null while nobody knows how much there is. */
export function leftToCopy(mailbox: Sized): Work | null {
  const { itemsCopied, itemsFailed, bytesCopied, bytesFailed } = mailbox.progress;
  const total = totalOf(mailbox);
  if (total === null) return null;
  return {
    items: Math.max(0, total.items - itemsCopied - itemsFailed),
    bytes: Math.max(0, total.bytes - bytesCopied - bytesFailed),
  };
}

/** As long as nothing was read back, it takes as long as the copy did, or a tenth where reading is so much faster. */
const PROOF_PART_MIN = 0.1;

function provingRange(mailbox: Sized, { items, bytes, copyMs }: MeasuredWork): DurationRange | null {
  const total = totalOf(mailbox);
  if (items === 0 || total === null) return null;
  const { itemsFailed, bytesFailed } = mailbox.progress;
  const byItems = ((total.items - itemsFailed) / items) * copyMs;
  const byBytes = bytes === 0 ? byItems : ((total.bytes - bytesFailed) / bytes) * copyMs;
  return {
    lowMs: Math.round(Math.min(byItems, byBytes) * PROOF_PART_MIN),
    highMs: Math.round(Math.max(byItems, byBytes)),
  };
}
