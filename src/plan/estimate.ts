/** How long a move takes, as an honest range: the low end is a good day, the high end a bad one. Pure. */
import type { Instant } from '../base/clock.ts';

export interface DurationRange {
  readonly lowMs: number;
  readonly highMs: number;
}

export interface Work {
  readonly items: number;
  readonly bytes: number;
}

export type TargetProtocol = 'imap' | 'ews' | 'archive';

export interface Pace {
  readonly itemsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Every item costs something and every byte costs something; the two add up. */
const PACES: Readonly<Record<TargetProtocol, { readonly good: Pace; readonly bad: Pace }>> = {
  // From one server to another over the internet: a fast link, and one of 10 Mbit/s with a round trip for each batch.
  imap: {
    good: { itemsPerSecond: 1500, bytesPerSecond: 40_000_000 },
    bad: { itemsPerSecond: 60, bytesPerSecond: 1_000_000 },
  },
  // The bad end is what Microsoft published as the average of tools that write one mailbox by EWS: 0.5 GB an hour.
  ews: {
    good: { itemsPerSecond: 150, bytesPerSecond: 5_000_000 },
    bad: { itemsPerSecond: 8, bytesPerSecond: 140_000 },
  },
  // The disk of this machine waits for the source.
  archive: {
    good: { itemsPerSecond: 3000, bytesPerSecond: 100_000_000 },
    bad: { itemsPerSecond: 100, bytesPerSecond: 1_200_000 },
  },
};
/** Connecting, signing in and listing, before the first item moves. */
const START_MS = { lowMs: 1000, highMs: 15_000 } as const;

/** Before anything is measured. */
export function estimateDuration(work: Work, protocol: TargetProtocol): DurationRange {
  const { good, bad } = PACES[protocol];
  return { lowMs: START_MS.lowMs + durationMs(work, good), highMs: START_MS.highMs + durationMs(work, bad) };
}

function durationMs(work: Work, pace: Pace): number {
  return Math.round(1000 * (work.items / pace.itemsPerSecond + work.bytes / pace.bytesPerSecond));
}

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
