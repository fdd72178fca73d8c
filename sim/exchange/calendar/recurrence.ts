/** Patterns of recurrence and the days they fall on (MS-OXOCAL; the six of EWS). Days are counted from 1970-01-01. */
import { DAY_MS } from './zones.ts';

export type WeekPart = Weekday | 'Day' | 'Weekday' | 'WeekendDay';
export type Weekday = (typeof WEEKDAYS)[number];
export type DayIndex = (typeof DAY_INDEXES)[number];

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const WEEK_PARTS: readonly WeekPart[] = [...WEEKDAYS, 'Day', 'Weekday', 'WeekendDay'];
export const DAY_INDEXES = ['First', 'Second', 'Third', 'Fourth', 'Last'] as const;
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export type Pattern =
  | { readonly is: 'Daily'; readonly interval: number }
  | {
      readonly is: 'Weekly';
      readonly interval: number;
      readonly days: readonly Weekday[];
      readonly firstDay: Weekday;
    }
  | { readonly is: 'AbsoluteMonthly'; readonly interval: number; readonly dayOfMonth: number }
  | { readonly is: 'RelativeMonthly'; readonly interval: number; readonly day: WeekPart; readonly nth: DayIndex }
  /** Months are counted from 0. */
  | { readonly is: 'AbsoluteYearly'; readonly month: number; readonly dayOfMonth: number }
  | { readonly is: 'RelativeYearly'; readonly month: number; readonly day: WeekPart; readonly nth: DayIndex }
  /** Only of tasks: the next one is due so long after the one before was done. */
  | {
      readonly is: 'Regenerating';
      readonly every: 'Daily' | 'Weekly' | 'Monthly' | 'Yearly';
      readonly interval: number;
    };

export type Range =
  | { readonly is: 'NoEnd'; readonly first: number }
  /** `last` may be an occurrence. */
  | { readonly is: 'EndDate'; readonly first: number; readonly last: number }
  | { readonly is: 'Numbered'; readonly first: number; readonly count: number };

export interface Recurrence {
  readonly pattern: Pattern;
  readonly range: Range;
}

/** The last day of a series that does not end (MS-OXOCAL 2.2.1.44.1). */
export const DAY_LAST = Math.floor(Date.UTC(4500, 7, 31) / DAY_MS);

/** The days of a series, oldest first; regenerating tasks have none but the first. */
export function* daysOf({ pattern, range }: Recurrence): Generator<number> {
  const last = range.is === 'EndDate' ? Math.min(range.last, DAY_LAST) : DAY_LAST;
  let left = range.is === 'Numbered' ? range.count : Infinity;
  for (const day of patternDays(pattern, range.first)) {
    if (day < range.first) continue;
    if (day > last || left === 0) return;
    left -= 1;
    yield day;
  }
}

/** Days on which the pattern falls, from about `first` on without an end. */
function* patternDays(pattern: Pattern, first: number): Generator<number> {
  const { year, month } = dateOf(first);
  switch (pattern.is) {
    case 'Daily':
      for (let day = first; ; day += pattern.interval) yield day;
    case 'Weekly':
      yield* weeklyDays(pattern.interval, pattern.days, pattern.firstDay, first);
      return;
    case 'AbsoluteMonthly':
      for (let at = month; ; at += pattern.interval) yield dayInMonth(year, at, pattern.dayOfMonth);
    case 'RelativeMonthly':
      for (let at = month; ; at += pattern.interval) yield nthInMonth(year, at, pattern.day, pattern.nth);
    case 'AbsoluteYearly':
      for (let at = year; ; at += 1) yield dayInMonth(at, pattern.month, pattern.dayOfMonth);
    case 'RelativeYearly':
      for (let at = year; ; at += 1) yield nthInMonth(at, pattern.month, pattern.day, pattern.nth);
    case 'Regenerating':
      yield first;
  }
}

function* weeklyDays(interval: number, days: readonly Weekday[], firstDay: Weekday, first: number): Generator<number> {
  const start = WEEKDAYS.indexOf(firstDay);
  const offsets = days.map((day) => (WEEKDAYS.indexOf(day) - start + 7) % 7).sort((one, other) => one - other);
  const week = first - ((weekdayOf(first) - start + 7) % 7);
  for (let at = week; ; at += 7 * interval) for (const offset of offsets) yield at + offset;
}

/** A day that the month does not have is its last one, as Outlook has it: the 31st of April is the 30th. */
function dayInMonth(year: number, month: number, dayOfMonth: number): number {
  return dayNumber(year, month, Math.min(dayOfMonth, monthDays(year, month)));
}

function nthInMonth(year: number, month: number, day: WeekPart, nth: DayIndex): number {
  const fitting: number[] = [];
  for (let at = 1; at <= monthDays(year, month); at += 1) {
    const number = dayNumber(year, month, at);
    if (isPart(weekdayOf(number), day)) fitting.push(number);
  }
  const place = nth === 'Last' ? fitting.length - 1 : DAY_INDEXES.indexOf(nth);
  return fitting[place] ?? fitting[0] ?? dayNumber(year, month, 1);
}

function isPart(weekday: number, part: WeekPart): boolean {
  const isWeekend = weekday === 0 || weekday === 6;
  if (part === 'Day') return true;
  if (part === 'Weekday' || part === 'WeekendDay') return isWeekend === (part === 'WeekendDay');
  return WEEKDAYS[weekday] === part;
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function dayNumber(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month, dayOfMonth) / DAY_MS;
}

function monthDays(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

function dateOf(day: number): { readonly year: number; readonly month: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
}
