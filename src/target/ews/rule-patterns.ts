/**
 * Patterns of Exchange that may have the days of a rule of iCalendar. Whether they do is not decided here: whoever takes one
 * counts both out and compares.
 */
import { civilDate, dayOf, daysInMonth, weekdayOf } from '../../base/civil-days.ts';
import type { RecurrenceRule, Weekday } from '../../model/calendar.ts';
import {
  DAY_INDEXES,
  DAY_NAMES,
  type DayIndex,
  type DayName,
  type DaySet,
  type EwsPattern,
} from '../../wire/ews/recurrence-element.ts';

/** What the dialogue of Outlook and the server take. */
const INTERVAL_MAX = 99;
const DAYS_INTERVAL_MAX = 999;
const MONTHS_IN_YEAR = 12;
const DAYS_IN_WEEK = 7;
/** A leap day comes back after four years, until 2100. */
const LEAP_MONTHS = 48;
const ALL_DAYS: readonly Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

type DayInMonth =
  | { readonly is: 'absolute'; readonly dayOfMonth: number }
  | { readonly is: 'relative'; readonly day: DaySet; readonly index: DayIndex };

/** Likely ones first. `start` is the day of DTSTART, in days from 1970-01-01. */
export function patternsOf(rule: RecurrenceRule, start: number): readonly EwsPattern[] {
  if (rule.scale !== null) return [];
  const patterns = [...dailyOf(rule), ...weeklyOf(rule, start), ...monthlyOf(rule, start)];
  return patterns.filter(isPossible);
}

/** Patterns that have the days of the rule in most months only. */
export function nearPatternsOf(rule: RecurrenceRule, start: number): readonly EwsPattern[] {
  const [weekday] = rule.byDay;
  const [first = 0] = [...rule.byMonthDay].sort((one, other) => one - other);
  if (rule.scale !== null || rule.byDay.length !== 1 || weekday?.nth !== null || first < 1) return [];
  // "The Tuesday from the 2nd to the 8th" is mostly the first or second one of its month.
  const nths = [Math.ceil(first / DAYS_IN_WEEK), Math.ceil(first / DAYS_IN_WEEK) + 1];
  return nths
    .flatMap((nth) => monthlyOf({ ...rule, byDay: [{ day: weekday.day, nth }], byMonthDay: [], bySetPos: [] }, start))
    .filter(isPossible);
}

function isPossible(pattern: EwsPattern): boolean {
  if (!('interval' in pattern)) return true;
  return pattern.interval <= (pattern.is === 'daily' ? DAYS_INTERVAL_MAX : INTERVAL_MAX);
}

export function dayName(day: Weekday): DayName {
  return DAY_NAMES[ALL_DAYS.indexOf(day)] ?? 'Sunday';
}

export function weekdayOfName(name: DayName): Weekday {
  return ALL_DAYS[DAY_NAMES.indexOf(name)] ?? 'SU';
}

function dailyOf(rule: RecurrenceRule): readonly EwsPattern[] {
  const isPlain = rule.byDay.length + rule.byMonthDay.length === 0;
  return rule.frequency === 'DAILY' && isPlain ? [{ is: 'daily', interval: rule.interval }] : [];
}

/** Weeks, and every rule that names all of some weekdays without a gap. */
function weeklyOf(rule: RecurrenceRule, start: number): readonly EwsPattern[] {
  if (rule.bySetPos.length > 0 || rule.byMonthDay.length > 0) return [];
  if (rule.byDay.some(({ nth }) => nth !== null)) return [];
  const named = rule.byDay.map(({ day }) => dayName(day));
  const days = DAY_NAMES.filter((name) => named.includes(name));
  const firstDay = dayName(rule.weekStart);
  if (rule.frequency === 'WEEKLY') {
    const own = DAY_NAMES[weekdayOf(start)] ?? 'Sunday';
    return [{ is: 'weekly', interval: rule.interval, days: days.length === 0 ? [own] : days, firstDay }];
  }
  return days.length > 0 && rule.interval === 1 ? [{ is: 'weekly', interval: 1, days, firstDay }] : [];
}

function monthlyOf(rule: RecurrenceRule, start: number): readonly EwsPattern[] {
  const patterns: EwsPattern[] = [];
  for (const months of stepsOf(rule, start)) {
    for (const day of daysInMonthOf(rule, start)) patterns.push(...patternsIn(months, day, start));
  }
  return patterns;
}

/** A number of months from one occurrence to the next, and the month of one of them. */
interface Steps {
  readonly interval: number;
  readonly month: number;
}

function stepsOf(rule: RecurrenceRule, start: number): readonly Steps[] {
  const own = civilDate(start).month;
  const months = rule.byMonth.length > 0 ? [...rule.byMonth].sort((one, other) => one - other) : null;
  const yearDay = rule.byYearDay.length === 1 ? monthOfYearDay(rule.byYearDay[0] ?? 1) : null;
  const [first = own] = months ?? (yearDay === null ? [own] : [yearDay]);
  if (rule.frequency === 'YEARLY') {
    // Without a month, weekdays and days of the month are those of every month.
    const isEveryMonth = months === null && yearDay === null && rule.byMonthDay.length > 0;
    if (isEveryMonth) return rule.interval === 1 ? [{ interval: 1, month: own }] : [];
    if (months === null || months.length === 1) return [{ interval: MONTHS_IN_YEAR * rule.interval, month: first }];
    return rule.interval === 1 && isEven(months) ? [{ interval: MONTHS_IN_YEAR / months.length, month: own }] : [];
  }
  const isMonthly = rule.frequency === 'MONTHLY' || (rule.frequency === 'DAILY' && rule.interval === 1);
  if (!isMonthly) return [];
  if (months === null) return [{ interval: rule.interval, month: own }];
  if (months.length === 1) return [{ interval: MONTHS_IN_YEAR, month: first }];
  return isEven(months) ? [{ interval: MONTHS_IN_YEAR / months.length, month: own }] : [];
}

/** The same number of months lies between each and the next, round the year. */
function isEven(months: readonly number[]): boolean {
  const step = MONTHS_IN_YEAR / months.length;
  const [first = 1] = months;
  return Number.isInteger(step) && months.every((month, index) => month === first + index * step);
}

function monthOfYearDay(yearDay: number): number | null {
  const inPlainYear = yearDay > 0 ? yearDay : 366 + yearDay;
  return inPlainYear < 1 || inPlainYear > 365 ? null : civilDate(dayOf(2023, 1, inPlainYear)).month;
}

function daysInMonthOf(rule: RecurrenceRule, start: number): readonly DayInMonth[] {
  const own = civilDate(start);
  if (rule.byWeekNo.length > 0 || rule.byYearDay.length > 1) return [];
  const [yearDay] = rule.byYearDay;
  if (yearDay !== undefined) {
    const inPlainYear = yearDay > 0 ? yearDay : 366 + yearDay;
    return [{ is: 'absolute', dayOfMonth: civilDate(dayOf(2023, 1, inPlainYear)).day }];
  }
  if (rule.byDay.length > 0) return weekdaysOf(rule);
  return rule.byMonthDay.length === 0 ? [{ is: 'absolute', dayOfMonth: own.day }] : monthDaysOf(rule);
}

function monthDaysOf({ byMonthDay, bySetPos }: RecurrenceRule): readonly DayInMonth[] {
  const days = [...byMonthDay].sort((one, other) => one - other);
  const [only] = days;
  if (days.length === 1 && only !== undefined) {
    if (only === -1) return [{ is: 'relative', day: 'Day', index: 'Last' }];
    return only > 0 ? [{ is: 'absolute', dayOfMonth: only }] : [];
  }
  // "The 30th, or the last day of a shorter month" is what Exchange means by 30 anyway.
  const isLast = bySetPos.length === 1 && bySetPos[0] === -1;
  return isLast && (only ?? 0) <= 28 ? [{ is: 'absolute', dayOfMonth: days.at(-1) ?? 31 }] : [];
}

/** The nth of a set of weekdays, in each of the ways to say so. */
function weekdaysOf({ byDay, byMonthDay, bySetPos }: RecurrenceRule): readonly DayInMonth[] {
  const set = daySetOf(byDay.map(({ day }) => day));
  const nths = [...new Set(byDay.map(({ nth }) => nth))];
  const [nth = null] = nths;
  if (set === null || nths.length !== 1) return [];
  if (nth !== null) return bySetPos.length === 0 && byMonthDay.length === 0 ? indexed(set, nth) : [];
  if (bySetPos.length === 1 && byMonthDay.length === 0) return indexed(set, bySetPos[0] ?? 0);
  if (bySetPos.length > 0 || byDay.length !== 1) return [];
  // "The Sunday from the 8th to the 14th" is the second one.
  const days = [...byMonthDay].sort((one, other) => one - other);
  const [first = 0] = days;
  const isWeek = days.length === DAYS_IN_WEEK && days.every((day, index) => day === first + index);
  if (!isWeek) return [];
  if (first === -DAYS_IN_WEEK) return indexed(set, -1);
  return first % DAYS_IN_WEEK === 1 ? indexed(set, (first - 1) / DAYS_IN_WEEK + 1) : [];
}

function indexed(day: DaySet, nth: number): readonly DayInMonth[] {
  // A fifth one is the last one of its month; months without it are left out one by one, where they are few.
  const index = nth === -1 || nth === 5 ? 'Last' : nth >= 1 && nth <= 4 ? DAY_INDEXES[nth - 1] : undefined;
  return index === undefined ? [] : [{ is: 'relative', day, index }];
}

function daySetOf(days: readonly Weekday[]): DaySet | null {
  const set = new Set(days);
  const isWeekend = (day: Weekday): boolean => day === 'SA' || day === 'SU';
  const [only] = days;
  if (set.size === 1 && only !== undefined) return dayName(only);
  if (set.size === 7) return 'Day';
  if (set.size === 5 && ![...set].some(isWeekend)) return 'Weekday';
  return set.size === 2 && [...set].every(isWeekend) ? 'WeekendDay' : null;
}

function patternsIn({ interval, month }: Steps, day: DayInMonth, start: number): readonly EwsPattern[] {
  const monthly: EwsPattern =
    day.is === 'absolute'
      ? { is: 'absolute-monthly', interval, dayOfMonth: day.dayOfMonth }
      : { is: 'relative-monthly', interval, day: day.day, index: day.index };
  if (interval !== MONTHS_IN_YEAR) return [monthly];
  if (day.is === 'relative') return [{ is: 'relative-yearly', day: day.day, index: day.index, month }];
  const yearly: EwsPattern = { is: 'absolute-yearly', dayOfMonth: day.dayOfMonth, month };
  const own = civilDate(start);
  const isLeapDay = month === 2 && day.dayOfMonth === 29 && own.month === 2 && daysInMonth(own.year, 2) === 29;
  return isLeapDay ? [{ is: 'absolute-monthly', interval: LEAP_MONTHS, dayOfMonth: 29 }, yearly] : [yearly];
}
