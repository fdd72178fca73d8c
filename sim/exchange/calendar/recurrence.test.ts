import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { unreachable } from '../../../src/base/assert.ts';
import { DAY_INDEXES, daysOf, type Pattern, type Range, type Recurrence, WEEK_PARTS, WEEKDAYS } from './recurrence.ts';
import { DAY_MS } from './zones.ts';

const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const textOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
function days(pattern: Pattern, first: string, most: number, range: 'NoEnd' | { readonly last: string } = 'NoEnd') {
  const from = dayOf(first);
  const made: Range =
    range === 'NoEnd' ? { is: 'NoEnd', first: from } : { is: 'EndDate', first: from, last: dayOf(range.last) };
  const found: string[] = [];
  for (const day of daysOf({ pattern, range: made })) {
    if (found.length === most) break;
    found.push(textOf(day));
  }
  return found;
}

describe('the days of a series', () => {
  test('on the 31st are the last ones of months that are shorter', () => {
    const pattern: Pattern = { is: 'AbsoluteMonthly', interval: 1, dayOfMonth: 31 };
    expect(days(pattern, '2026-01-31', 4)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
  });

  test('on the 29th of February are the 28th in other years', () => {
    const pattern: Pattern = { is: 'AbsoluteYearly', month: 1, dayOfMonth: 29 };
    expect(days(pattern, '2027-01-01', 3)).toEqual(['2027-02-28', '2028-02-29', '2029-02-28']);
  });

  test('begin with the first that fits, not with the start of the range', () => {
    const pattern: Pattern = { is: 'Weekly', interval: 2, days: ['Tuesday'], firstDay: 'Sunday' };
    expect(days(pattern, '2026-03-04', 2)).toEqual(['2026-03-17', '2026-03-31']);
  });

  test('of every other week depend on the day with which weeks begin', () => {
    const every = (firstDay: 'Sunday' | 'Monday'): Pattern => {
      return { is: 'Weekly', interval: 2, days: ['Sunday', 'Monday'], firstDay };
    };
    expect(days(every('Sunday'), '2026-03-02', 3)).toEqual(['2026-03-02', '2026-03-15', '2026-03-16']);
    expect(days(every('Monday'), '2026-03-02', 3)).toEqual(['2026-03-02', '2026-03-08', '2026-03-16']);
  });

  test.each([
    { day: 'Weekday', nth: 'Last', is: ['2026-05-29', '2026-06-30'] },
    { day: 'WeekendDay', nth: 'First', is: ['2026-05-02', '2026-06-06'] },
    { day: 'Day', nth: 'Last', is: ['2026-05-31', '2026-06-30'] },
    { day: 'Friday', nth: 'Last', is: ['2026-05-29', '2026-06-26'] },
    { day: 'Monday', nth: 'Second', is: ['2026-05-11', '2026-06-08'] },
  ] as const)('on the $nth $day of the month are $is', ({ day, nth, is }) => {
    expect(days({ is: 'RelativeMonthly', interval: 1, day, nth }, '2026-05-01', 2)).toEqual(is);
  });

  test('include the day with which the range ends', () => {
    const daily: Pattern = { is: 'Daily', interval: 2 };
    expect(days(daily, '2026-03-01', 9, { last: '2026-03-05' })).toEqual(['2026-03-01', '2026-03-03', '2026-03-05']);
  });

  test('end in 4500, whatever the pattern', () => {
    const [...all] = daysOf({
      pattern: { is: 'AbsoluteYearly', month: 0, dayOfMonth: 1 },
      range: { is: 'NoEnd', first: dayOf('4490-01-01') },
    });
    expect(all.map(textOf).at(-1)).toBe('4500-01-01');
  });

  test('are those of the same rule in iCalendar', () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const ours = [...daysOf(recurrence)].map(textOf);
        expect(ours).toEqual(byIcal(recurrence));
      }),
      { numRuns: 300 },
    );
  });
});

const two = (day: string): string => day.slice(0, 2).toUpperCase();
const COUNT = 12;

/** Rules whose meaning in iCalendar is the same: no days that some months lack. */
const recurrences: fc.Arbitrary<Recurrence> = fc.record({
  pattern: fc.oneof(
    fc.record({ is: fc.constant('Daily' as const), interval: fc.integer({ min: 1, max: 40 }) }),
    fc.record({
      is: fc.constant('Weekly' as const),
      interval: fc.integer({ min: 1, max: 5 }),
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      firstDay: fc.constantFrom(...WEEKDAYS),
    }),
    fc.record({
      is: fc.constant('AbsoluteMonthly' as const),
      interval: fc.integer({ min: 1, max: 5 }),
      dayOfMonth: fc.integer({ min: 1, max: 28 }),
    }),
    fc.record({
      is: fc.constant('RelativeMonthly' as const),
      interval: fc.integer({ min: 1, max: 5 }),
      day: fc.constantFrom(...WEEK_PARTS),
      nth: fc.constantFrom(...DAY_INDEXES),
    }),
    fc.record({
      is: fc.constant('AbsoluteYearly' as const),
      month: fc.integer({ min: 0, max: 11 }),
      dayOfMonth: fc.integer({ min: 1, max: 28 }),
    }),
    fc.record({
      is: fc.constant('RelativeYearly' as const),
      month: fc.integer({ min: 0, max: 11 }),
      day: fc.constantFrom(...WEEK_PARTS),
      nth: fc.constantFrom(...DAY_INDEXES),
    }),
  ),
  range: fc.record({
    is: fc.constant('Numbered' as const),
    first: fc.integer({ min: dayOf('2015-01-01'), max: dayOf('2035-12-31') }),
    count: fc.constant(COUNT),
  }),
});

/** The same series by ical.js, from its first occurrence on: iCalendar always counts the start. */
function byIcal({ pattern, range }: Recurrence): readonly string[] {
  const [first = range.first] = daysOf({ pattern, range });
  const start = ICAL.Time.fromDateString(textOf(first));
  const iterator = ICAL.Recur.fromString(`${ruleOf(pattern)};COUNT=${COUNT}`).iterator(start);
  const found: string[] = [];
  for (let next = iterator.next(); next; next = iterator.next()) found.push(next.toString());
  return found;
}

function ruleOf(pattern: Pattern): string {
  const nth = (day: string, index: string): string => {
    const place = index === 'Last' ? -1 : DAY_INDEXES.findIndex((one) => one === index) + 1;
    const part = { Day: 'SU,MO,TU,WE,TH,FR,SA', Weekday: 'MO,TU,WE,TH,FR', WeekendDay: 'SU,SA' }[day] ?? two(day);
    return `BYDAY=${part};BYSETPOS=${place}`;
  };
  switch (pattern.is) {
    case 'Daily':
      return `FREQ=DAILY;INTERVAL=${pattern.interval}`;
    case 'Weekly':
      return `FREQ=WEEKLY;INTERVAL=${pattern.interval};BYDAY=${pattern.days.map(two).join(',')};WKST=${two(pattern.firstDay)}`;
    case 'AbsoluteMonthly':
      return `FREQ=MONTHLY;INTERVAL=${pattern.interval};BYMONTHDAY=${pattern.dayOfMonth}`;
    case 'RelativeMonthly':
      return `FREQ=MONTHLY;INTERVAL=${pattern.interval};${nth(pattern.day, pattern.nth)}`;
    case 'AbsoluteYearly':
      return `FREQ=YEARLY;BYMONTH=${pattern.month + 1};BYMONTHDAY=${pattern.dayOfMonth}`;
    case 'RelativeYearly':
      return `FREQ=YEARLY;BYMONTH=${pattern.month + 1};${nth(pattern.day, pattern.nth)}`;
    case 'Regenerating':
      throw new Error('iCalendar has no rule that waits for completion');
    default:
      return unreachable(pattern);
  }
}
