import { describe, expect, test } from 'vitest';
import { civilDate, dateText, dayOf, daysInMonth, daysInYear, weekdayOf } from '../../base/civil-days.ts';
import { calendarTimeOf, wallMsOf } from './wall-time.ts';

describe('days as numbers', () => {
  test('every day from the year 1 to 2500 is the day that Date says, and back', () => {
    const first = dayOf(1, 1, 1);
    for (let day = first; day < dayOf(2500, 1, 1); day += 1) {
      const date = new Date(day * 86_400_000);
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      // One comparison a day: a million `expect` calls take half a minute.
      const found = civilDate(day);
      const isRight = found.year === civil.year && found.month === civil.month && found.day === civil.day;
      if (!isRight || dayOf(civil.year, civil.month, civil.day) !== day || weekdayOf(day) !== date.getUTCDay())
        expect.fail(`${date.toISOString()} became ${dateText(day)}`);
    }
    expect(dateText(first)).toBe('0001-01-01');
  });

  test('a leap year is longer, a century is not, a fourth century is', () => {
    expect([2023, 2024, 1900, 2000].map(daysInYear)).toEqual([365, 366, 365, 366]);
    expect([2023, 2024, 1900, 2000].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
    expect(daysInMonth(9999, 12)).toBe(31);
  });
});

describe('wall times as numbers', () => {
  test.each(['0001-01-01', '1601-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '9999-12-31'])(
    'what the wall says on %s comes back as it was',
    (date) => {
      for (const time of ['00:00:00', '23:59:59', '12:34:56']) {
        const given = { date, time, zone: 'floating' } as const;
        expect(calendarTimeOf(wallMsOf(given), 'floating', false)).toEqual(given);
      }
      const whole = { date, time: null, zone: 'floating' } as const;
      expect(calendarTimeOf(wallMsOf(whole), 'UTC', true)).toEqual(whole);
    },
  );

  test('a leap second is the second before it', () => {
    const leap = wallMsOf({ date: '2016-12-31', time: '23:59:60', zone: 'UTC' });
    expect(calendarTimeOf(leap, 'UTC', false).time).toBe('23:59:59');
  });
});
