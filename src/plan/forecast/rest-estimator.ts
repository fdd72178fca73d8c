/** How long the rest of a run takes, learnt from the run itself. Pure. */
import type { Instant } from '../../base/clock.ts';
import type { DurationRange, Pace, Work } from '../../model/pace.ts';

interface Sample extends Work {
  readonly at: Instant;
}

/** Samples closer together than this replace each other. */
const SAMPLE_GAP_MS = 1000;
/** The recent pace is that of this long. Throttling comes and goes in minutes. */
const RECENT_MS = 60_000;
/** Nothing is said before this much time and this many items: it would be noise. */
const MEASURED_MS_MIN = 3000;
const MEASURED_ITEMS_MIN = 5;
/** What the measured paces cannot know is added on both ends. */
const WIDENED_BY = 0.15;

/** Watches a run and says how long the rest takes. Time is handed in with every call. */
export class RestEstimator {
  readonly #first: Sample;
  #recent: Sample[];

  constructor(startedAt: Instant) {
    this.#first = { at: startedAt, items: 0, bytes: 0 };
    this.#recent = [this.#first];
  }

  /** What has been done by now, in all. */
  feed(at: Instant, done: Work): void {
    const last = this.#recent.at(-1);
    const before = this.#recent.at(-2);
    if (last !== undefined && before !== undefined && last.at - before.at < SAMPLE_GAP_MS) this.#recent.pop();
    this.#recent.push({ at, ...done });
    // The oldest sample stays until the next one is old enough, so that the stretch is never shorter than asked for.
    while (this.#recent.length > 2 && at - (this.#recent[1]?.at ?? at) >= RECENT_MS) this.#recent.shift();
  }

  /** The pace of the last minute. Null until enough was seen. */
  pace(): Pace | null {
    return paceBetween(this.#recent[0], this.#recent.at(-1));
  }

  /**
   * Items and bytes drive it together, in a share that nobody knows: whichever of the two ends later, at the slower of
   * the recent and the whole pace, is the high end; whichever ends earlier, at the faster, is the low one. Null until
   * enough was seen.
   */
  rest(left: Work): DurationRange | null {
    const paces = [this.pace(), paceBetween(this.#first, this.#recent.at(-1))].filter((pace) => pace !== null);
    const times = paces.flatMap((pace) => [
      ...(pace.itemsPerSecond > 0 ? [left.items / pace.itemsPerSecond] : []),
      ...(pace.bytesPerSecond > 0 ? [left.bytes / pace.bytesPerSecond] : []),
    ]);
    if (times.length === 0) return null;
    return {
      lowMs: Math.round(1000 * Math.min(...times) * (1 - WIDENED_BY)),
      highMs: Math.round(1000 * Math.max(...times) * (1 + WIDENED_BY)),
    };
  }
}

function paceBetween(from: Sample | undefined, to: Sample | undefined): Pace | null {
  if (from === undefined || to === undefined) return null;
  const seconds = (to.at - from.at) / 1000;
  if (seconds * 1000 < MEASURED_MS_MIN || to.items < MEASURED_ITEMS_MIN) return null;
  return { itemsPerSecond: (to.items - from.items) / seconds, bytesPerSecond: (to.bytes - from.bytes) / seconds };
}
