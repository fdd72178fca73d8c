/** The words in which durations are foretold: how much there is to do, how fast it goes, and between what and what it takes. */

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

export function durationMs(work: Work, pace: Pace): number {
  return Math.ceil(1000 * (work.items / pace.itemsPerSecond + work.bytes / pace.bytesPerSecond));
}
