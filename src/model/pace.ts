/** How fast a mailbox moves and how long the rest of it takes, as a worker measured it while it moved. */
import type { Instant } from '../base/clock.ts';

/** An honest range: the low end is a good day, the high end a bad one. */
export interface DurationRange {
  readonly lowMs: number;
  readonly highMs: number;
}

export interface Work {
  readonly items: number;
  readonly bytes: number;
}

/** Every item costs something and every byte costs something; the two add up. */
export interface Pace {
  readonly itemsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** A server asked to wait, or others use all that it allows at once; then `until` is when that is looked at again. */
export interface Waiting {
  readonly until: Instant;
  readonly because: string;
}

/** What was worked on one mailbox so far, by all workers after each other. */
export interface MeasuredWork extends Work {
  /** Before the first item moved. */
  readonly startMs: number;
  /** From the first item that moved to the last. */
  readonly copyMs: number;
  /** Reading back; null where nothing was. */
  readonly proofMs: number | null;
}

/** As of the last measure. It tells nothing of a mailbox at which nobody works any more, but for `worked`. */
export interface MailboxPace {
  /** Of the last minute; null until enough was seen. */
  readonly rate: Pace | null;
  /** Until everything is copied and read back; null where nobody can know yet. */
  readonly rest: DurationRange | null;
  readonly waiting: Waiting | null;
  readonly worked: MeasuredWork;
}

/** What a worker notes of a mailbox every few seconds. */
export interface Measure<Counts> {
  readonly at: Instant;
  readonly progress: Counts;
  /** True when every folder of every source was listed, so that what was found is all. */
  readonly isListed: boolean;
  readonly pace: MailboxPace;
}
