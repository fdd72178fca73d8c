import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, dayOf } from '../../base/civil-days.ts';
import { afterBusinessDays, beforeBusinessDays, isBusinessDay } from './business-days.ts';

const NONE = new Set<number>();

describe('business days', () => {
  test.each([
    { from: [2026, 11, 20], count: 5, holidays: [], to: '2026-11-27' },
    { from: [2026, 11, 21], count: 5, holidays: [], to: '2026-11-27' },
    { from: [2026, 11, 23], count: 5, holidays: [], to: '2026-11-30' },
    { from: [2026, 11, 23], count: 5, holidays: [[2026, 11, 26]], to: '2026-12-01' },
    { from: [2026, 11, 23], count: 0, holidays: [], to: '2026-11-23' },
  ])('$count of them after $from is $to', ({ from, count, holidays, to }) => {
    const [year = 0, month = 0, day = 0] = from;
    const off = new Set(holidays.map(([y = 0, m = 0, d = 0]) => dayOf(y, m, d)));
    expect(dateText(afterBusinessDays(dayOf(year, month, day), count, off))).toBe(to);
  });

  test('lie as many before as after, and each of them is one', () => {
    const day = fc.integer({ min: 20_000, max: 21_000 });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 20 }), fc.uniqueArray(day, { maxLength: 30 }), (from, count, off) => {
        const holidays = new Set(off);
        const after = afterBusinessDays(from, count, holidays);
        expect(isBusinessDay(after, holidays)).toBe(true);
        const between = Array.from({ length: after - from }, (_, at) => from + 1 + at);
        expect(between.filter((one) => isBusinessDay(one, holidays))).toHaveLength(count);
        const before = beforeBusinessDays(from, count, holidays);
        expect(isBusinessDay(before, holidays)).toBe(true);
      }),
    );
  });

  test('come again after holidays without end', () => {
    const holidays = new Set(Array.from({ length: 20_000 }, (_, at) => 20_000 + at));
    expect(afterBusinessDays(20_000, 1, holidays)).toBeGreaterThan(23_000);
    expect(isBusinessDay(20_000, NONE)).toBe(true);
  });
});
