/** Spans of time in which nothing moves: once, or every week by the clock of a zone. */
import type { Brand } from '../base/brand.ts';
import { weekdayOf } from '../base/civil-days.ts';
import type { Instant } from '../base/clock.ts';
import { momentOf, wallAt } from '../base/wall-clock.ts';

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
  const { day: today } = wallAt(span.timeZone ?? zone, at);
  const on = [today - 1, today].flatMap((day) => weeklyOn(span, zone, day) ?? []);
  return on.find(({ from, until }) => from <= at && at < until)?.until ?? null;
}

interface Between {
  readonly from: Instant;
  readonly until: Instant;
}

/** Each time that it holds, or a part of it, between these moments. */
export function spansBetween(span: BlackoutSpan, zone: string, from: Instant, until: Instant): readonly Between[] {
  if (span.is === 'once') return span.from < until && span.until > from ? [{ from: span.from, until: span.until }] : [];
  const own = span.timeZone ?? zone;
  const [first, last] = [wallAt(own, from).day - 1, wallAt(own, until).day];
  const days = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const all = days.flatMap((day) => weeklyOn(span, zone, day) ?? []);
  return all.filter((one) => one.from < until && one.until > from);
}

/** That which begins on this day; null where none does. */
function weeklyOn(span: Extract<BlackoutSpan, { is: 'weekly' }>, zone: string, day: number): Between | null {
  if (!span.days.includes(weekdayOf(day))) return null;
  const own = span.timeZone ?? zone;
  const isOvernight = span.untilMinute <= span.fromMinute;
  return {
    from: momentOf(own, { day, minute: span.fromMinute }),
    until: momentOf(own, { day: isOvernight ? day + 1 : day, minute: span.untilMinute }),
  };
}
