/** The times that a rule names, on the wall of its series (RFC 5545 §3.3.10). */

import { civilDate, dayOf, daysInMonth, weekdayOf } from '../../base/civil-days.ts';
import type { RecurrenceRule } from '../../model/calendar.ts';
import { ExpansionError, type WorkBound } from './expansion-error.ts';
import { dayTest, monthsOf } from './rule-days.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type WallMs, WEEKDAYS, wallMs, YEAR_MAX } from './wall-time.ts';

export interface RuleSearch {
  /** DTSTART. */
  readonly start: WallMs;
  readonly isWholeDay: boolean;
  /** Whether the start is an occurrence even where it does not match, as it is for RRULE. */
  readonly withStart: boolean;
  /** Earlier times may be left out; they never are from a rule with COUNT. */
  readonly from: WallMs;
  /** The last time that is wanted. UNTIL is not looked at: only the caller knows its zone. */
  readonly until: WallMs;
  readonly work: WorkBound;
}

/**
 * Rising, each time once, none before the start. Ends at `until`, after COUNT, or with the year 9999. Throws
 * `ExpansionError` for what cannot be expanded.
 */
export function* ruleTimes(rule: RecurrenceRule, search: RuleSearch): Generator<WallMs, void> {
  if (rule.scale !== null && rule.scale.toUpperCase() !== 'GREGORIAN') throw new ExpansionError('scale');
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  if (search.withStart && left > 0 && search.start <= search.until) {
    left -= 1;
    yield search.start;
  }
  if (left <= 0) return;
  for (const time of isWithinDay(rule) ? timesWithinDays(rule, search) : timesOnDays(rule, search)) {
    if (time > search.until) return;
    if (time < search.start || (search.withStart && time === search.start)) continue;
    yield time;
    left -= 1;
    if (left <= 0) return;
  }
}

const WITHIN_DAY = { HOURLY: HOUR_MS, MINUTELY: MINUTE_MS, SECONDLY: SECOND_MS } as const;

function isWithinDay({ frequency }: RecurrenceRule): boolean {
  return Object.hasOwn(WITHIN_DAY, frequency);
}

const END_OF_TIME = dayOf(YEAR_MAX + 1, 1, 1) * DAY_MS;

/** DAILY and rarer: days are chosen first, then the times on them, then positions within the period. */
function* timesOnDays(rule: RecurrenceRule, { start, isWholeDay, from, until, work }: RuleSearch): Generator<WallMs> {
  const firstDay = Math.floor(start / DAY_MS);
  const matches = dayTest(rule, firstDay);
  const times = isWholeDay ? [0] : timesOfDay(rule, start - firstDay * DAY_MS);
  const first = rule.count === null ? periodBefore(rule, firstDay, Math.floor(from / DAY_MS)) : 0;
  for (let period = first; ; period += 1) {
    const candidates = daysOfPeriod(rule, firstDay, period);
    work.spend(candidates.days.length + 1);
    if (candidates.begin * DAY_MS > Math.min(until, END_OF_TIME)) return;
    const days = candidates.days.filter(matches);
    for (const position of positions(rule.bySetPos, days.length * times.length)) {
      work.spend(1);
      const day = days[Math.floor(position / times.length)] ?? 0;
      const time = wallMs(day * DAY_MS + (times[position % times.length] ?? 0));
      if (time < END_OF_TIME) yield time;
    }
  }
}

/** The period that `day` is in, or the nearest one before it, counted from the period of the first day. */
function periodBefore({ frequency, interval, weekStart }: RecurrenceRule, firstDay: number, day: number): number {
  if (day <= firstDay) return 0;
  const first = civilDate(firstDay);
  const { year, month } = civilDate(day);
  const years = year - first.year;
  const apart = {
    YEARLY: years,
    MONTHLY: years * 12 + month - first.month,
    WEEKLY: Math.floor((day - weekBegin(firstDay, weekStart)) / 7),
  };
  const periods =
    frequency === 'YEARLY' || frequency === 'MONTHLY' || frequency === 'WEEKLY' ? apart[frequency] : day - firstDay;
  return Math.floor(periods / interval);
}

interface Period {
  readonly begin: number;
  /** Those days of the period that are worth a look. */
  readonly days: readonly number[];
}

function daysOfPeriod(rule: RecurrenceRule, firstDay: number, period: number): Period {
  const { year, month } = civilDate(firstDay);
  const ahead = period * rule.interval;
  if (rule.frequency === 'YEARLY') return daysOfYear(year + ahead, monthsOf(rule, firstDay));
  if (rule.frequency === 'MONTHLY') {
    const index = month - 1 + ahead;
    return daysOfMonth(year + Math.floor(index / 12), (index % 12) + 1);
  }
  const isWeekly = rule.frequency === 'WEEKLY';
  const begin = isWeekly ? weekBegin(firstDay, rule.weekStart) + ahead * 7 : firstDay + ahead;
  return { begin, days: Array.from({ length: isWeekly ? 7 : 1 }, (_, index) => begin + index) };
}

function daysOfYear(year: number, months: ReadonlySet<number> | null): Period {
  const begin = dayOf(year, 1, 1);
  if (year > YEAR_MAX) return { begin, days: [] };
  const days: number[] = [];
  for (let month = 1; month <= 12; month += 1)
    if (months === null || months.has(month)) days.push(...daysOfMonth(year, month).days);
  return { begin, days };
}

function daysOfMonth(year: number, month: number): Period {
  const begin = dayOf(year, month, 1);
  return { begin, days: Array.from({ length: daysInMonth(year, month) }, (_, index) => begin + index) };
}

function weekBegin(day: number, weekStart: RecurrenceRule['weekStart']): number {
  return day - ((weekdayOf(day) - WEEKDAYS.indexOf(weekStart) + 7) % 7);
}

/** Milliseconds after midnight, rising. What the rule leaves open is taken from the first time. */
function timesOfDay(rule: RecurrenceRule, first: number): readonly number[] {
  const hours = rule.byHour.length > 0 ? sorted(rule.byHour) : [Math.floor(first / HOUR_MS)];
  const inHour = timesOfHour(rule, first % HOUR_MS);
  return hours.flatMap((hour) => inHour.map((time) => hour * HOUR_MS + time));
}

function timesOfHour(rule: RecurrenceRule, first: number): readonly number[] {
  const minutes = rule.byMinute.length > 0 ? sorted(rule.byMinute) : [Math.floor(first / MINUTE_MS)];
  const inMinute = timesOfMinute(rule, first % MINUTE_MS);
  return minutes.flatMap((minute) => inMinute.map((time) => minute * MINUTE_MS + time));
}

function timesOfMinute(rule: RecurrenceRule, first: number): readonly number[] {
  // RFC 5545 §3.3.12: who knows no leap seconds reads the second 60 as 59.
  const seconds = sorted(rule.bySecond.map((second) => Math.min(59, second)));
  return rule.bySecond.length > 0 ? seconds.map((second) => second * SECOND_MS) : [first];
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** Indexes from 0, rising: all, or those that BYSETPOS names from the front (1 …) or from the back (-1 …). */
function positions(bySetPos: readonly number[], length: number): Iterable<number> {
  if (bySetPos.length === 0) return Array(length).keys();
  const named = bySetPos.map((position) => (position > 0 ? position - 1 : length + position));
  return sorted(named.filter((index) => index >= 0 && index < length));
}

/** HOURLY and more often: a period is an hour, a minute or a second, and whole days or hours that do not match are leapt. */
function* timesWithinDays(
  rule: RecurrenceRule,
  { start, isWholeDay, from, until, work }: RuleSearch,
): Generator<WallMs> {
  if (isWholeDay) throw new ExpansionError('sub-day');
  const { frequency, interval } = rule;
  const unit = frequency === 'HOURLY' ? HOUR_MS : frequency === 'MINUTELY' ? MINUTE_MS : SECOND_MS;
  const first = Math.floor(start / unit) * unit;
  const step = unit * interval;
  const times = { HOURLY: timesOfHour, MINUTELY: timesOfMinute, SECONDLY: () => [0] }[frequencyWithinDay(frequency)](
    rule,
    start - first,
  );
  const leap = leapOver(rule, unit, Math.floor(start / DAY_MS));
  let period = first + Math.max(0, rule.count === null ? Math.floor((from - first) / step) : 0) * step;
  while (period <= until && period < END_OF_TIME) {
    work.spend(1);
    const next = leap(period);
    if (next > period) {
      period = first + Math.ceil((next - first) / step) * step;
      continue;
    }
    for (const position of positions(rule.bySetPos, times.length)) {
      work.spend(1);
      yield wallMs(period + (times[position] ?? 0));
    }
    period += step;
  }
}

function frequencyWithinDay(frequency: RecurrenceRule['frequency']): keyof typeof WITHIN_DAY {
  return frequency === 'HOURLY' || frequency === 'MINUTELY' ? frequency : 'SECONDLY';
}

/** The end of the longest stretch around a time in which nothing matches; the time itself where it matches. */
function leapOver(rule: RecurrenceRule, unit: number, firstDay: number): (time: number) => number {
  const matches = dayTest(rule, firstDay);
  const parts = [
    { length: HOUR_MS, in: 24, wanted: new Set(rule.byHour) },
    { length: MINUTE_MS, in: 60, wanted: new Set(rule.byMinute) },
    { length: SECOND_MS, in: 60, wanted: new Set(rule.bySecond.map((second) => Math.min(59, second))) },
  ].filter(({ length, wanted }) => wanted.size > 0 && length >= unit);
  return (time) => {
    const day = Math.floor(time / DAY_MS);
    if (!matches(day)) return (day + 1) * DAY_MS;
    for (const { length, in: within, wanted } of parts) {
      const index = Math.floor(time / length);
      if (!wanted.has(((index % within) + within) % within)) return (index + 1) * length;
    }
    return time;
  };
}
