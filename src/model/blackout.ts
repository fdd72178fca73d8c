/** Spans of time in which nothing moves: once, or every week by the clock of a zone. */
import type { Brand } from '../base/brand.ts';
import { weekdayOf } from '../base/civil-days.ts';
import { type Instant, instant } from '../base/clock.ts';
import { ianaOffsetAt } from '../base/iana-offsets.ts';

export type BlackoutId = Brand<string, 'BlackoutId'>;

export type BlackoutSpan =
  | { readonly is: 'once'; readonly from: Instant; readonly until: Instant }
  | {
      readonly is: 'weekly';
      /** The days on which it begins: 0 for Sunday … 6 for Saturday. */
      readonly days: readonly number[];
      /** Minutes of the day, 0 … 1439. One that ends no later than it begins ends on the next day. */
      readonly fromMinute: number;
      readonly untilMinute: number;
      /** An IANA name; null is the zone of the project. */
      readonly timeZone: string | null;
    };

export interface Blackout {
  readonly id: BlackoutId;
  /** Shown to whoever waits. */
  readonly reason: string;
  readonly span: BlackoutSpan;
}

export interface Hold {
  readonly until: Instant;
  readonly because: string;
}

/** Spans that begin before the last one ends are one hold; these many are followed. */
const CHAIN_MAX = 100;

/** Until when nothing may move, and why; null when nothing stands against it. */
export function holdAt(blackouts: readonly Blackout[], zone: string, now: Instant): Hold | null {
  const first = longestAt(blackouts, zone, now);
  let last = first;
  for (let links = 0; last !== null && links < CHAIN_MAX; links++) {
    const next = longestAt(blackouts, zone, last.until);
    if (next === null) break;
    last = next;
  }
  return first === null || last === null ? null : { until: last.until, because: first.because };
}

function longestAt(blackouts: readonly Blackout[], zone: string, at: Instant): Hold | null {
  const holds = blackouts.flatMap(({ span, reason }) => {
    const until = endOf(span, zone, at);
    return until === null ? [] : [{ until, because: reason }];
  });
  return holds.toSorted((one, other) => other.until - one.until)[0] ?? null;
}

/** When the span that holds at that moment ends; null where none does. */
function endOf(span: BlackoutSpan, zone: string, at: Instant): Instant | null {
  if (span.is === 'once') return span.from <= at && at < span.until ? span.until : null;
  const own = span.timeZone ?? zone;
  const today = Math.floor((at + ianaOffsetAt(own, at)) / DAY_MS);
  const isOvernight = span.untilMinute <= span.fromMinute;
  for (const day of [today - 1, today]) {
    if (!span.days.includes(weekdayOf(day))) continue;
    const from = momentOf(own, day, span.fromMinute);
    const until = momentOf(own, isOvernight ? day + 1 : day, span.untilMinute);
    if (from <= at && at < until) return until;
  }
  return null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * When the clock of the zone shows that minute of that day (days since 1970). An hour that comes twice is the first one; one that is left
 * out is the moment at which it would have begun.
 */
function momentOf(zone: string, day: number, minute: number): Instant {
  const shown = day * DAY_MS + minute * MINUTE_MS;
  const [before, after] = [ianaOffsetAt(zone, shown - DAY_MS), ianaOffsetAt(zone, shown + DAY_MS)];
  const candidates = [shown - before, shown - after].filter((moment) => moment + ianaOffsetAt(zone, moment) === shown);
  return instant(candidates.length === 0 ? shown - before : Math.min(...candidates));
}
