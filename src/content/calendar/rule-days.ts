/** On which days a rule may fall: the parts BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY (RFC 5545 §3.3.10). */

import { type CivilDate, civilDate, dayOf, daysInMonth, daysInYear, weekdayOf } from '../../base/civil-days.ts';
import type { RecurrenceRule } from '../../model/calendar.ts';
import { WEEKDAYS } from './wall-time.ts';

export type DayTest = (day: number) => boolean;

/**
 * Whether a day matches. What the rule leaves open is taken from the first day. Where the RFC forbids a part (an ordinal
 * outside of MONTHLY and YEARLY, BYWEEKNO outside of YEARLY), an ordinal is not looked at, and any other part narrows.
 */
export function dayTest(rule: RecurrenceRule, firstDay: number): DayTest {
  const tests = [
    monthTest(rule, firstDay),
    weekNumberTest(rule),
    yearDayTest(rule),
    monthDayTest(rule, firstDay),
    weekdayTest(rule, firstDay),
  ].filter((test) => test !== null);
  return (day) => {
    const date = civilDate(day);
    return tests.every((test) => test(day, date));
  };
}

type DatedTest = (day: number, date: CivilDate) => boolean;

/** The months in which a rule may fall; null: in each. */
export function monthsOf(rule: RecurrenceRule, firstDay: number): ReadonlySet<number> | null {
  if (rule.byMonth.length > 0) return new Set(rule.byMonth);
  return rule.frequency === 'YEARLY' && !namesDays(rule) ? new Set([civilDate(firstDay).month]) : null;
}

function namesDays({ byDay, byMonthDay, byYearDay, byWeekNo }: RecurrenceRule): boolean {
  return byDay.length + byMonthDay.length + byYearDay.length + byWeekNo.length > 0;
}

function monthTest(rule: RecurrenceRule, firstDay: number): DatedTest | null {
  const months = monthsOf(rule, firstDay);
  return months === null ? null : (_day, { month }) => months.has(month);
}

function weekNumberTest({ byWeekNo, weekStart }: RecurrenceRule): DatedTest | null {
  if (byWeekNo.length === 0) return null;
  const wanted = new Set(byWeekNo);
  const firstWeekday = WEEKDAYS.indexOf(weekStart);
  return (day) => {
    // A week belongs to the year that has most of its days: that of its fourth day.
    const fourth = day - ((weekdayOf(day) - firstWeekday + 7) % 7) + 3;
    const { year } = civilDate(fourth);
    const dayOfYear = fourth - dayOf(year, 1, 1);
    const weeksAfter = Math.floor((daysInYear(year) - 1 - dayOfYear) / 7);
    return wanted.has(Math.floor(dayOfYear / 7) + 1) || wanted.has(-weeksAfter - 1);
  };
}

function yearDayTest({ byYearDay }: RecurrenceRule): DatedTest | null {
  if (byYearDay.length === 0) return null;
  const wanted = new Set(byYearDay);
  return (day, { year }) => {
    const dayOfYear = day - dayOf(year, 1, 1) + 1;
    return wanted.has(dayOfYear) || wanted.has(dayOfYear - daysInYear(year) - 1);
  };
}

function monthDayTest(rule: RecurrenceRule, firstDay: number): DatedTest | null {
  const isImplied = (rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY') && !namesDays(rule);
  if (rule.byMonthDay.length === 0 && !isImplied) return null;
  const wanted = new Set(isImplied ? [civilDate(firstDay).day] : rule.byMonthDay);
  return (_day, { year, month, day }) => wanted.has(day) || wanted.has(day - daysInMonth(year, month) - 1);
}

function weekdayTest(rule: RecurrenceRule, firstDay: number): DatedTest | null {
  const { byDay, byMonthDay, byYearDay, byWeekNo, frequency } = rule;
  if (byDay.length > 0) return namedWeekdayTest(rule);
  const isImplied =
    (frequency === 'WEEKLY' && !namesDays(rule)) ||
    (frequency === 'YEARLY' && byWeekNo.length > 0 && byMonthDay.length + byYearDay.length === 0);
  if (!isImplied) return null;
  const weekday = weekdayOf(firstDay);
  return (day) => weekdayOf(day) === weekday;
}

function namedWeekdayTest({ byDay, byMonth, byWeekNo, frequency }: RecurrenceRule): DatedTest {
  const within = ordinalScope(frequency, byMonth.length > 0, byWeekNo.length > 0);
  const every = new Set(byDay.filter(({ nth }) => nth === null || within === null).map(({ day }) => day));
  const some = new Set(byDay.filter(({ nth }) => nth !== null).map(({ day, nth }) => `${nth ?? ''}${day}`));
  return (day, date) => {
    const name = WEEKDAYS[weekdayOf(day)] ?? 'SU';
    if (every.has(name)) return true;
    if (within === null) return false;
    const { index, length } = within(day, date);
    return (
      some.has(`${Math.floor(index / 7) + 1}${name}`) || some.has(`${-Math.floor((length - 1 - index) / 7) - 1}${name}`)
    );
  };
}

/** Within what `2MO` counts Mondays: how far into it the day is, from 0, and how long it is. Null: ordinals do not count. */
function ordinalScope(
  frequency: RecurrenceRule['frequency'],
  hasMonths: boolean,
  hasWeeks: boolean,
): ((day: number, date: CivilDate) => { readonly index: number; readonly length: number }) | null {
  if (frequency === 'MONTHLY' || (frequency === 'YEARLY' && hasMonths && !hasWeeks))
    return (_day, date) => ({ index: date.day - 1, length: daysInMonth(date.year, date.month) });
  if (frequency !== 'YEARLY' || hasWeeks) return null;
  return (day, { year }) => ({ index: day - dayOf(year, 1, 1), length: daysInYear(year) });
}
