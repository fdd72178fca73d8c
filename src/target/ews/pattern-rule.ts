/** A recurrence of Exchange as a rule of iCalendar. */

import { unreachable } from '../../base/assert.ts';
import { plainRule } from '../../content/calendar/plain-rule.ts';
import { instantOf, wallTimeAt } from '../../content/calendar/zones.ts';
import type { CalendarTime, RecurrenceRule } from '../../model/calendar.ts';
import {
  DAY_INDEXES,
  type DaySet,
  type EwsPattern,
  type EwsRange,
  type EwsRecurrence,
  weekdaysIn,
} from '../../wire/ews/recurrence-element.ts';
import { weekdayOfName } from './rule-patterns.ts';

/** Days that every month has. */
const SHORTEST_MONTH = 28;
const LONGEST_MONTH = 31;

/** `start` is when the series begins: its last occurrence begins at that time of the day too. */
export function recurrenceOf(recurrence: EwsRecurrence, start: CalendarTime, homeZone: string): RecurrenceRule {
  const pattern = patternRule(recurrence.pattern);
  return { ...plainRule(pattern.frequency), ...pattern, ...rangeRule(recurrence.range, start, homeZone) };
}

function patternRule(pattern: EwsPattern): Pick<RecurrenceRule, 'frequency'> & Partial<RecurrenceRule> {
  switch (pattern.is) {
    case 'daily':
      return { frequency: 'DAILY', interval: pattern.interval };
    case 'weekly':
      return {
        frequency: 'WEEKLY',
        interval: pattern.interval,
        weekStart: weekdayOfName(pattern.firstDay),
        byDay: pattern.days.map((day) => ({ day: weekdayOfName(day), nth: null })),
      };
    case 'absolute-monthly':
      return { frequency: 'MONTHLY', interval: pattern.interval, ...monthDayRule(pattern.dayOfMonth) };
    case 'absolute-yearly':
      return { frequency: 'YEARLY', byMonth: [pattern.month], ...monthDayRule(pattern.dayOfMonth) };
    case 'relative-monthly':
      return { frequency: 'MONTHLY', interval: pattern.interval, ...weekdayRule(pattern.day, pattern.index) };
    case 'relative-yearly':
      return { frequency: 'YEARLY', byMonth: [pattern.month], ...weekdayRule(pattern.day, pattern.index) };
    default:
      return unreachable(pattern);
  }
}

/** A month that is too short has its last day instead. */
function monthDayRule(dayOfMonth: number): Partial<RecurrenceRule> {
  if (dayOfMonth <= SHORTEST_MONTH) return { byMonthDay: [dayOfMonth] };
  if (dayOfMonth >= LONGEST_MONTH) return { byMonthDay: [-1] };
  const days = Array.from({ length: dayOfMonth - SHORTEST_MONTH + 1 }, (_, index) => SHORTEST_MONTH + index);
  return { byMonthDay: days, bySetPos: [-1] };
}

function weekdayRule(set: DaySet, index: (typeof DAY_INDEXES)[number]): Partial<RecurrenceRule> {
  const nth = index === 'Last' ? -1 : DAY_INDEXES.indexOf(index) + 1;
  const days = weekdaysIn([set]).map(weekdayOfName);
  if (days.length === 1) return { byDay: days.map((day) => ({ day, nth })) };
  return { byDay: days.map((day) => ({ day, nth: null })), bySetPos: [nth] };
}

function rangeRule(range: EwsRange, start: CalendarTime, homeZone: string): Partial<RecurrenceRule> {
  if (range.is === 'no-end') return {};
  if (range.is === 'numbered') return { count: range.count };
  const last = { ...start, date: range.endDate };
  // RFC 5545 §3.3.10: of a time in a zone the end is in UTC.
  const isDay = start.time === null || start.zone === 'floating';
  return { until: isDay ? last : wallTimeAt(instantOf(last, homeZone), 'UTC') };
}
