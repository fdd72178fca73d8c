/** How long so much to do takes at a pace. */
import type { Pace, Work } from '../../model/pace.ts';

export function durationMs(work: Work, pace: Pace): number {
  return Math.ceil(1000 * (work.items / pace.itemsPerSecond + work.bytes / pace.bytesPerSecond));
}
