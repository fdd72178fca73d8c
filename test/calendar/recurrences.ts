/** Recurrences by chance that fit the start of their series, with every part of a rule. */
import { type Arbitrary, array, constant, constantFrom, integer, oneof, option, record, tuple } from 'fast-check';
import { calendarTimeOf, DAY_MS, WEEKDAYS, wallMs, wallMsOf } from '../../src/content/calendar/wall-time.ts';
import type { CalendarTime, Frequency, Recurrence, RecurrenceRule } from '../../src/model/calendar.ts';

const FREQUENCIES: readonly Frequency[] = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/** Most have none or one rule, as in life. `start` null: of a task without times. */
export function calendarRecurrences(start: CalendarTime | null): Arbitrary<Recurrence> {
  return record({
    rules: array(rules(start), { maxLength: 2 }),
    exceptRules: oneof(
      { arbitrary: constant([]), weight: 5 },
      { arbitrary: array(rules(start), { maxLength: 1 }), weight: 1 },
    ),
    dates: array(dates(start), { maxLength: 4 }),
    exceptDates: array(dates(start), { maxLength: 4 }),
  });
}

/** A rule that says what RFC 5545 allows it to say. */
function rules(start: CalendarTime | null): Arbitrary<RecurrenceRule> {
  const ends = oneof(
    constant({ count: null, until: null }),
    integer({ min: 1, max: 9999 }).map((count) => ({ count, until: null })),
    later(start).map((until) => ({ count: null, until: inUtcUnlessFloating(until) })),
  );
  const parts = record({
    interval: integer({ min: 1, max: 400 }),
    weekStart: constantFrom(...WEEKDAYS),
    byMonthDay: numbers(31, true),
    byYearDay: numbers(366, true),
    byWeekNo: numbers(53, true),
    byMonth: numbers(12, false),
    bySetPos: numbers(366, true),
    byHour: array(integer({ min: 0, max: 23 }), { maxLength: 3 }),
    byMinute: array(integer({ min: 0, max: 59 }), { maxLength: 3 }),
    bySecond: array(integer({ min: 0, max: 59 }), { maxLength: 3 }),
    scale: oneof({ arbitrary: constant(null), weight: 9 }, { arbitrary: constantFrom('CHINESE', 'HEBREW'), weight: 1 }),
  });
  return tuple(constantFrom(...FREQUENCIES), ends, parts).chain(([frequency, end, rest]) =>
    days(frequency).map((byDay) => ({ frequency, ...end, ...rest, byDay })),
  );
}

function days(frequency: Frequency): Arbitrary<RecurrenceRule['byDay']> {
  const isNumbered = frequency === 'MONTHLY' || frequency === 'YEARLY';
  const nth = isNumbered
    ? option(integer({ min: 1, max: 5 }).chain((place) => constantFrom(place, -place)))
    : constant(null);
  return array(record({ day: constantFrom(...WEEKDAYS), nth }), { maxLength: 4 });
}

function numbers(max: number, isSigned: boolean): Arbitrary<readonly number[]> {
  const some = array(
    integer({ min: 1, max }).chain((value) => constantFrom(value, isSigned ? -value : value)),
    { minLength: 1, maxLength: 3 },
  );
  return oneof({ arbitrary: constant([]), weight: 4 }, { arbitrary: some, weight: 1 });
}

/** In the form of the start: a day for days, in its zone or in UTC for times. */
function dates(start: CalendarTime | null): Arbitrary<CalendarTime> {
  return tuple(later(start), constantFrom(true, false)).map(([time, inUtc]) => {
    return inUtc && time.zone !== 'floating' ? { ...time, zone: 'UTC' as const } : time;
  });
}

function later(start: CalendarTime | null): Arbitrary<CalendarTime> {
  const from = start ?? { date: '2020-01-01', time: '10:00:00', zone: 'UTC' as const };
  return integer({ min: 1, max: 3000 }).map((day) =>
    calendarTimeOf(wallMs(wallMsOf(from) + day * DAY_MS), from.zone, from.time === null),
  );
}

function inUtcUnlessFloating(time: CalendarTime): CalendarTime {
  return time.zone === 'floating' ? time : { ...time, zone: 'UTC' };
}
