/** The days that a pattern of Exchange has, counted as Exchange counts them. */
import { assert, unreachable } from '../../base/assert.ts';
import { civilDate, dayOf, daysInMonth, weekdayOf } from '../../base/civil-days.ts';
import { DAY_INDEXES, DAY_NAMES, type DaySet, type EwsPattern, weekdaysIn } from '../../wire/ews/recurrence-element.ts';

/** Months that are looked at for one that has a day of the set: every month has all of them. */
const MONTHS_IN_YEAR = 12;
const DAYS_IN_WEEK = 7;

/**
 * Days from 1970-01-01 of each occurrence from `first` on, ascending and without end. `first` is where the pattern counts its
 * intervals from, and one of its days if it fits.
 */
export function* patternDays(pattern: EwsPattern, first: number): Generator<number> {
  switch (pattern.is) {
    case 'daily':
      for (let day = first; ; day += pattern.interval) yield day;
    case 'weekly':
      yield* weekly(pattern, first);
      return;
    case 'absolute-monthly':
      yield* monthly(pattern.interval, first, (year, month) => dayWithin(year, month, pattern.dayOfMonth));
      return;
    case 'relative-monthly':
      yield* monthly(pattern.interval, first, (year, month) => nthOf(year, month, pattern));
      return;
    case 'absolute-yearly':
      yield* yearly(first, pattern.month, (year, month) => dayWithin(year, month, pattern.dayOfMonth));
      return;
    case 'relative-yearly':
      yield* yearly(first, pattern.month, (year, month) => nthOf(year, month, pattern));
  }
}

/** Where the pattern has to begin so that it has `count` more occurrences before `first`, which is one of its days. */
export function earlierStart(pattern: EwsPattern, first: number, count: number): number {
  const month = civilDate(first);
  switch (pattern.is) {
    case 'daily':
      return first - pattern.interval * count;
    case 'weekly': {
      const perWeek = pattern.days.length;
      const days = patternDays(pattern, first - Math.ceil(count / perWeek + 1) * pattern.interval * DAYS_IN_WEEK);
      return lastBefore(days, first, count);
    }
    case 'absolute-monthly':
    case 'relative-monthly': {
      const months = month.year * MONTHS_IN_YEAR + month.month - 1 - pattern.interval * count;
      return lastBefore(
        patternDays(pattern, dayOf(Math.floor(months / MONTHS_IN_YEAR), (months % MONTHS_IN_YEAR) + 1, 1)),
        first,
        count,
      );
    }
    case 'absolute-yearly':
    case 'relative-yearly':
      return lastBefore(patternDays(pattern, dayOf(month.year - count, 1, 1)), first, count);
    default:
      return unreachable(pattern);
  }
}

/** The `count`-th day before `end`. */
function lastBefore(days: Iterable<number>, end: number, count: number): number {
  const before: number[] = [];
  for (const day of days) {
    if (day >= end) break;
    before.push(day);
  }
  const found = before.at(-count);
  assert(found !== undefined, 'a pattern that begins earlier has earlier days');
  return found;
}

/** Weeks are counted from the one that `first` is in; which day a week begins with decides what that is. */
function* weekly(pattern: Extract<EwsPattern, { is: 'weekly' }>, first: number): Generator<number> {
  const offset = (day: number): number =>
    (weekdayOf(day) - DAY_NAMES.indexOf(pattern.firstDay) + DAYS_IN_WEEK) % DAYS_IN_WEEK;
  for (let week = first - offset(first); ; week += pattern.interval * DAYS_IN_WEEK) {
    for (let day = week; day < week + DAYS_IN_WEEK; day += 1) {
      const name = DAY_NAMES[weekdayOf(day)];
      if (day >= first && name !== undefined && pattern.days.includes(name)) yield day;
    }
  }
}

function* monthly(interval: number, first: number, dayIn: (year: number, month: number) => number): Generator<number> {
  const { year, month } = civilDate(first);
  for (let months = year * MONTHS_IN_YEAR + month - 1; ; months += interval) {
    const day = dayIn(Math.floor(months / MONTHS_IN_YEAR), (months % MONTHS_IN_YEAR) + 1);
    if (day >= first) yield day;
  }
}

function* yearly(first: number, month: number, dayIn: (year: number, month: number) => number): Generator<number> {
  for (let year = civilDate(first).year; ; year += 1) {
    const day = dayIn(year, month);
    if (day >= first) yield day;
  }
}

/** A short month has its last day instead. */
function dayWithin(year: number, month: number, dayOfMonth: number): number {
  return dayOf(year, month, Math.min(dayOfMonth, daysInMonth(year, month)));
}

function nthOf(year: number, month: number, pattern: { readonly day: DaySet; readonly index: string }): number {
  const names = weekdaysIn([pattern.day]);
  const begin = dayOf(year, month, 1);
  const days = Array.from({ length: daysInMonth(year, month) }, (_, index) => begin + index).filter((day) =>
    names.some((name) => DAY_NAMES.indexOf(name) === weekdayOf(day)),
  );
  const found =
    pattern.index === 'Last' ? days.at(-1) : days[DAY_INDEXES.findIndex((index) => index === pattern.index)];
  assert(found !== undefined, 'every month has four of each weekday');
  return found;
}
