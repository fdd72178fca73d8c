/** Recurrences between JSON (patternedRecurrence) and what the store keeps. */
import type { PatternedRecurrence, RecurrencePattern, RecurrenceRange } from '@microsoft/microsoft-graph-types';
import { unreachable } from '../../../src/base/assert.ts';
import {
  DAY_INDEXES,
  daysOf,
  type Pattern,
  type Range,
  type Recurrence,
  WEEK_PARTS,
  WEEKDAYS,
  type Weekday,
  type WeekPart,
} from '../../exchange/calendar/recurrence.ts';
import { DAY_MS } from '../../exchange/calendar/zones.ts';
import { choice, DAY, list, object, TEXT, WHOLE } from '../body/rule.ts';
import { badRequest } from '../refusal.ts';

const DAYS_OF_WEEK = choice('sunday monday tuesday wednesday thursday friday saturday');
export const RECURRENCE = object({
  pattern: object({
    type: choice('daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly'),
    interval: WHOLE,
    month: WHOLE,
    dayOfMonth: WHOLE,
    daysOfWeek: list(DAYS_OF_WEEK),
    firstDayOfWeek: DAYS_OF_WEEK,
    index: choice('first second third fourth last'),
  }),
  range: object({
    type: choice('endDate noEnd numbered'),
    startDate: DAY,
    endDate: DAY,
    recurrenceTimeZone: TEXT,
    numberOfOccurrences: WHOLE,
  }),
});

/** Refuses what has no occurrence, and what the store cannot hold. */
export function readRecurrence({ pattern, range }: PatternedRecurrence): Recurrence {
  if (pattern == null || range == null) throw invalid('it needs a pattern and a range');
  const recurrence = { pattern: readPattern(pattern), range: readRange(range) };
  if (daysOf(recurrence).next().done === true) throw invalid('it has no occurrence');
  return recurrence;
}

function readPattern(pattern: RecurrencePattern): Pattern {
  const interval = pattern.interval ?? 0;
  if (interval < 1 || interval > 999) throw invalid('its interval must be from 1 to 999');
  const month = (pattern.month ?? 0) - 1;
  const isYearly = pattern.type === 'absoluteYearly' || pattern.type === 'relativeYearly';
  if (isYearly && (month < 0 || month > 11)) throw invalid('its month must be from 1 to 12');
  const type = pattern.type ?? 'none';
  switch (type) {
    case 'daily':
      return { is: 'Daily', interval };
    case 'weekly':
      return { is: 'Weekly', interval, days: daysIn(pattern), firstDay: weekday(pattern.firstDayOfWeek ?? 'sunday') };
    case 'absoluteMonthly':
      return { is: 'AbsoluteMonthly', interval, dayOfMonth: dayOfMonth(pattern) };
    case 'relativeMonthly':
      return { is: 'RelativeMonthly', interval, ...nthOf(pattern) };
    case 'absoluteYearly':
      if (interval !== 1) throw invalid('years can only be counted one by one');
      return { is: 'AbsoluteYearly', month, dayOfMonth: dayOfMonth(pattern) };
    case 'relativeYearly':
      if (interval !== 1) throw invalid('years can only be counted one by one');
      return { is: 'RelativeYearly', month, ...nthOf(pattern) };
    case 'none':
    default:
      throw invalid('its type is missing');
  }
}

function weekday(name: string): Weekday {
  return WEEKDAYS.find((one) => one.toLowerCase() === name) ?? 'Sunday';
}

function daysIn({ daysOfWeek }: RecurrencePattern): readonly Weekday[] {
  if (daysOfWeek == null || daysOfWeek.length === 0) throw invalid('its days of the week are missing');
  return daysOfWeek.map(weekday);
}

function dayOfMonth({ dayOfMonth: day }: RecurrencePattern): number {
  if (day == null || day < 1 || day > 31) throw invalid('its day of the month must be from 1 to 31');
  return day;
}

/** Several days together are a part of the week: all of them, those of work, or the weekend. */
function nthOf(pattern: RecurrencePattern): { readonly day: WeekPart; readonly nth: (typeof DAY_INDEXES)[number] } {
  const days = new Set(daysIn(pattern));
  const nth = DAY_INDEXES.find((one) => one.toLowerCase() === (pattern.index ?? 'first')) ?? 'First';
  const [only] = days;
  if (days.size === 1 && only !== undefined) return { day: only, nth };
  if (days.size === 7) return { day: 'Day', nth };
  const isWeekend = days.size === 2 && days.has('Saturday') && days.has('Sunday');
  if (isWeekend) return { day: 'WeekendDay', nth };
  if (days.size === 5 && !days.has('Saturday') && !days.has('Sunday')) return { day: 'Weekday', nth };
  throw invalid('its days of the week cannot be counted together');
}

function readRange({ type, startDate, endDate, numberOfOccurrences }: RecurrenceRange): Range {
  if (startDate == null) throw invalid('its startDate is missing');
  const first = Date.parse(startDate) / DAY_MS;
  switch (type ?? 'none') {
    case 'noEnd':
      return { is: 'NoEnd', first };
    case 'endDate':
      if (endDate == null || Date.parse(endDate) / DAY_MS < first) throw invalid('its endDate is missing or too early');
      return { is: 'EndDate', first, last: Date.parse(endDate) / DAY_MS };
    case 'numbered':
      if (numberOfOccurrences == null || numberOfOccurrences < 1 || numberOfOccurrences > 999) {
        throw invalid('its numberOfOccurrences must be from 1 to 999');
      }
      return { is: 'Numbered', first, count: numberOfOccurrences };
    case 'none':
    default:
      throw invalid('the type of its range is missing');
  }
}

function invalid(text: string): ReturnType<typeof badRequest> {
  return badRequest(`The recurrence is invalid: ${text}.`, 'ErrorPropertyValidationFailure');
}

export function recurrenceJson({ pattern, range }: Recurrence, zone: string): PatternedRecurrence {
  const day = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
  return {
    pattern: { ...EMPTY_PATTERN, ...patternJson(pattern) },
    range: {
      type: range.is === 'NoEnd' ? 'noEnd' : range.is === 'EndDate' ? 'endDate' : 'numbered',
      startDate: day(range.first),
      endDate: range.is === 'EndDate' ? day(range.last) : '0001-01-01',
      recurrenceTimeZone: zone,
      numberOfOccurrences: range.is === 'Numbered' ? range.count : 0,
    },
  };
}

const EMPTY_PATTERN: RecurrencePattern = {
  interval: 1,
  month: 0,
  dayOfMonth: 0,
  firstDayOfWeek: 'sunday',
  index: 'first',
};

function patternJson(pattern: Pattern): RecurrencePattern {
  const lower = (name: string): never => name.toLowerCase() as never; // the names differ in nothing but their case
  const days = (part: WeekPart): never[] => daysOfPart(part).map(lower);
  switch (pattern.is) {
    case 'Daily':
      return { type: 'daily', interval: pattern.interval };
    case 'Weekly':
      return {
        type: 'weekly',
        interval: pattern.interval,
        daysOfWeek: pattern.days.map(lower),
        firstDayOfWeek: lower(pattern.firstDay),
      };
    case 'AbsoluteMonthly':
      return { type: 'absoluteMonthly', interval: pattern.interval, dayOfMonth: pattern.dayOfMonth };
    case 'RelativeMonthly':
      return {
        type: 'relativeMonthly',
        interval: pattern.interval,
        daysOfWeek: days(pattern.day),
        index: lower(pattern.nth),
      };
    case 'AbsoluteYearly':
      return { type: 'absoluteYearly', month: pattern.month + 1, dayOfMonth: pattern.dayOfMonth };
    case 'RelativeYearly':
      return {
        type: 'relativeYearly',
        month: pattern.month + 1,
        daysOfWeek: days(pattern.day),
        index: lower(pattern.nth),
      };
    case 'Regenerating':
      return { type: 'daily', interval: pattern.interval };
    default:
      return unreachable(pattern);
  }
}

function daysOfPart(part: WeekPart): readonly string[] {
  if (part === 'Day') return WEEKDAYS;
  if (part === 'WeekendDay') return ['Saturday', 'Sunday'];
  if (part === 'Weekday') return WEEKDAYS.slice(1, 6);
  return WEEK_PARTS.filter((one) => one === part);
}
