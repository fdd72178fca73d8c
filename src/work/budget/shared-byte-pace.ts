/** Bytes per second that all programs share. A place of the share lets so many bytes through, and is taken for a second. */
import type { BytePace } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import { BYTES_PER_SECOND_MIN } from '../../model/work-bounds.ts';
import type { Share } from './share.ts';

export interface SharedBytePaceDeps {
  /** Of as many places as `placesIn` says. */
  readonly share: Share;
  /** False where nothing bounds it: then nothing is leased, and all passes at once. */
  readonly isBound: () => boolean;
  readonly clock: Clock;
  /** Places that are taken when it aborts are given back with the share. */
  readonly over: AbortSignal;
}

const PLACE_BYTES = BYTES_PER_SECOND_MIN;
const SECOND_MS = 1000;

/** How many places so many bytes per second are. */
export function placesIn(bytesPerSecond: number): number {
  return Math.max(1, Math.floor(bytesPerSecond / PLACE_BYTES));
}

/** Twice of what was used, so that a fast line has its share after a few rounds, and a slow one leaves the rest to others. */
export function wantedPlaces(used: number): number {
  return 2 * used + 2;
}

/**
 * One for all connections of this program. However bytes come, no more pass in the long run than places were held for: what a place
 * let through and nobody used is lost when its second is over.
 */
export function sharedBytePace({ share, isBound, clock, over }: SharedBytePaceDeps): BytePace {
  let left = 0;
  let taken = 0;
  const open = async (signal: AbortSignal): Promise<void> => {
    const place = await share.enter(signal, () => undefined); // a bound that somebody set is no news
    taken += 1;
    left += PLACE_BYTES;
    const end = (): void => {
      place.release();
      taken -= 1;
      left = Math.min(left, taken * PLACE_BYTES);
    };
    clock.sleep(SECOND_MS, over).then(end, end);
  };
  const wait = async (bytes: number, signal: AbortSignal): Promise<void> => {
    for (let rest = bytes; isBound(); ) {
      const passing = Math.min(rest, left);
      left -= passing;
      rest -= passing;
      if (rest === 0) return;
      await open(signal);
    }
  };
  return {
    take: (bytes, signal) => {
      if (!isBound()) return null;
      if (bytes > left) return wait(bytes, signal);
      left -= bytes;
      return null;
    },
  };
}
