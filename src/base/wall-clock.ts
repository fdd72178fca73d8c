/** What the clock on the wall of a zone shows, and when it shows it. */
import { type Instant, instant } from './clock.ts';
import { ianaOffsetAt } from './iana-offsets.ts';

export interface WallMoment {
  /** Days from 1970-01-01. */
  readonly day: number;
  /** Of the day, 0 … 1439. */
  readonly minute: number;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Seconds are cut off. `zone` must be a zone of `Intl`. */
export function wallAt(zone: string, at: Instant): WallMoment {
  const shown = at + ianaOffsetAt(zone, at);
  const day = Math.floor(shown / DAY_MS);
  return { day, minute: Math.floor((shown - day * DAY_MS) / MINUTE_MS) };
}

/**
 * When the clock of the zone shows that minute of that day, the earliest first: two moments where clocks are set back, none
 * where they are set forward over it.
 */
export function momentsOf(zone: string, { day, minute }: WallMoment): readonly Instant[] {
  const shown = day * DAY_MS + minute * MINUTE_MS;
  const offsets = new Set([ianaOffsetAt(zone, shown - DAY_MS), ianaOffsetAt(zone, shown + DAY_MS)]);
  const moments = [...offsets].map((offset) => instant(shown - offset));
  return moments.filter((at) => at + ianaOffsetAt(zone, at) === shown).sort((one, other) => one - other);
}

/** As `momentsOf`: the first of two, and where there is none the moment at which it would have begun. */
export function momentOf(zone: string, at: WallMoment): Instant {
  const [first] = momentsOf(zone, at);
  if (first !== undefined) return first;
  const shown = at.day * DAY_MS + at.minute * MINUTE_MS;
  return instant(shown - ianaOffsetAt(zone, shown - DAY_MS));
}
