import { describe, expect, test } from 'vitest';
import { dateText, dayOf } from '../../base/civil-days.ts';
import type { EwsPattern } from '../../wire/ews/recurrence-element.ts';
import { earlierStart, patternDays } from './pattern-days.ts';

const day = (date: string): number => dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)));

function first(pattern: EwsPattern, from: string, count: number): readonly string[] {
  const days: string[] = [];
  for (const one of patternDays(pattern, day(from))) {
    days.push(dateText(one));
    if (days.length === count) break;
  }
  return days;
}

describe('the days of a pattern', () => {
  test.each<{ readonly what: string; readonly pattern: EwsPattern; readonly from: string; readonly days: string }>([
    {
      what: 'every third day',
      pattern: { is: 'daily', interval: 3 },
      from: '2026-02-27',
      days: '2026-02-27 2026-03-02 2026-03-05',
    },
    {
      what: 'every other week, where the week begins on Monday',
      pattern: { is: 'weekly', interval: 2, days: ['Sunday', 'Tuesday'], firstDay: 'Monday' },
      from: '1997-08-05',
      days: '1997-08-05 1997-08-10 1997-08-19 1997-08-24',
    },
    {
      what: 'every other week, where the week begins on Sunday',
      pattern: { is: 'weekly', interval: 2, days: ['Sunday', 'Tuesday'], firstDay: 'Sunday' },
      from: '1997-08-05',
      days: '1997-08-05 1997-08-17 1997-08-19 1997-08-31',
    },
    {
      what: 'the 31st, which short months have on their last day',
      pattern: { is: 'absolute-monthly', interval: 1, dayOfMonth: 31 },
      from: '2024-01-31',
      days: '2024-01-31 2024-02-29 2024-03-31 2024-04-30',
    },
    {
      what: 'the last weekday of every other month',
      pattern: { is: 'relative-monthly', interval: 2, day: 'Weekday', index: 'Last' },
      from: '2026-01-30',
      days: '2026-01-30 2026-03-31 2026-05-29',
    },
    {
      what: 'the second Saturday or Sunday of a month',
      pattern: { is: 'relative-monthly', interval: 1, day: 'WeekendDay', index: 'Second' },
      from: '2026-01-01',
      days: '2026-01-04 2026-02-07 2026-03-07',
    },
    {
      what: 'the leap day, which other years have on the 28th',
      pattern: { is: 'absolute-yearly', dayOfMonth: 29, month: 2 },
      from: '2024-02-29',
      days: '2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29',
    },
    {
      what: 'the fourth Thursday of November',
      pattern: { is: 'relative-yearly', day: 'Thursday', index: 'Fourth', month: 11 },
      from: '2025-11-28',
      days: '2026-11-26 2027-11-25',
    },
  ])('$what', ({ pattern, from, days }) => {
    const wanted = days.split(' ');
    expect(first(pattern, from, wanted.length)).toEqual(wanted);
  });

  test.each<EwsPattern>([
    { is: 'daily', interval: 4 },
    { is: 'weekly', interval: 3, days: ['Monday', 'Friday'], firstDay: 'Sunday' },
    { is: 'absolute-monthly', interval: 5, dayOfMonth: 2 },
    { is: 'relative-monthly', interval: 2, day: 'Monday', index: 'First' },
    { is: 'absolute-yearly', dayOfMonth: 2, month: 3 },
    { is: 'relative-yearly', day: 'Monday', index: 'First', month: 3 },
  ])('begin so much earlier that the later ones stay where they are: $is', (pattern) => {
    const [begin = ''] = first(pattern, '2026-03-02', 1);
    for (const count of [1, 2, 7]) {
      const earlier = dateText(earlierStart(pattern, day(begin), count));
      const days = first(pattern, earlier, count + 5);
      expect(days[0]).toBe(earlier);
      expect(days.slice(count)).toEqual(first(pattern, begin, 5));
    }
  });
});
