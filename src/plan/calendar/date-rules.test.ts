import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, dayOf, weekdayOf } from '../../base/civil-days.ts';
import { instant } from '../../base/clock.ts';
import { wallAt } from '../../base/wall-clock.ts';
import type { BlackoutId } from '../../model/blackout.ts';
import { type DateRules, judgeDays, nextFree, refusalsOf } from './date-rules.ts';

const at = (text: string) => instant(Date.parse(text));
const NOW = at('2026-11-23T08:00:00Z');
const RULES: DateRules = {
  now: NOW,
  zone: 'Europe/Berlin',
  requestedOn: dayOf(2026, 11, 23),
  noticeDays: 5,
  earliest: dayOf(2026, 12, 1),
  startDays: 'any',
  holidays: new Map([[dayOf(2026, 12, 25), 'Christmas']]),
  blackouts: [],
  capacity: { perDay: null, own: 3, taken: new Map() },
};
const BACKUPS = {
  id: 'b' as BlackoutId,
  reason: 'backups',
  span: { is: 'weekly', days: [5], fromMinute: 17 * 60, untilMinute: 120, timeZone: null },
} as const;

const reasons = (text: string, rules: Partial<DateRules> = {}) =>
  refusalsOf(at(text), { ...RULES, ...rules }).map(({ is }) => is);

describe('a date', () => {
  test.each([
    ['2026-11-23T07:59:00Z', {}, ['past']],
    ['2026-11-30T22:59:00Z', {}, ['early']],
    ['2026-11-30T23:00:00Z', {}, []],
    ['2026-12-05T12:00:00Z', {}, []],
    ['2026-12-05T12:00:00Z', { startDays: 'business-days' }, ['weekend']],
    ['2026-12-25T12:00:00Z', {}, []],
    ['2026-12-25T12:00:00Z', { startDays: 'business-days' }, ['holiday']],
    ['2026-12-04T15:59:00Z', { blackouts: [BACKUPS] }, []],
    ['2026-12-04T16:00:00Z', { blackouts: [BACKUPS] }, ['blackout']],
    ['2026-12-05T00:59:00Z', { blackouts: [BACKUPS] }, ['blackout']],
    ['2026-12-05T01:00:00Z', { blackouts: [BACKUPS] }, []],
    ['2026-12-04T12:00:00Z', { capacity: { perDay: 3, own: 3, taken: new Map() } }, []],
    ['2026-12-04T12:00:00Z', { capacity: { perDay: 4, own: 3, taken: new Map([[dayOf(2026, 12, 4), 2]]) } }, ['full']],
    ['2026-12-03T23:00:00Z', { capacity: { perDay: 4, own: 3, taken: new Map([[dayOf(2026, 12, 4), 2]]) } }, ['full']],
    ['2026-12-03T22:59:00Z', { capacity: { perDay: 4, own: 3, taken: new Map([[dayOf(2026, 12, 4), 2]]) } }, []],
    ['2026-12-04T12:00:00Z', { capacity: { perDay: 2, own: 3, taken: new Map() } }, ['full']],
  ] as const)('at %s with %j is refused for %j', (text, rules, expected) => {
    expect(reasons(text, rules as Partial<DateRules>)).toEqual(expected);
  });

  test('is refused in sentences', () => {
    const [refusal] = refusalsOf(at('2026-12-04T12:00:00Z'), {
      ...RULES,
      capacity: { perDay: 4, own: 3, taken: new Map([[dayOf(2026, 12, 4), 2]]) },
    });
    expect(refusal?.why).toBe(
      'At most 4 mailboxes begin on one day; 2 begin on Friday, 4 December 2026 already, and 3 would come with this project.',
    );
  });
});

describe('the next free dates', () => {
  test('keep the time of the day, also over a change of the clocks', () => {
    const rules = { ...RULES, earliest: dayOf(2027, 3, 26), startDays: 'business-days' as const };
    const free = nextFree(at('2027-03-20T17:00:00Z'), 3, rules);
    expect(free.map((one) => new Date(one).toISOString())).toEqual([
      '2027-03-26T17:00:00.000Z',
      '2027-03-29T16:00:00.000Z',
      '2027-03-30T16:00:00.000Z',
    ]);
  });

  test('are none where a year has none', () => {
    expect(nextFree(NOW, 3, { ...RULES, capacity: { perDay: 1, own: 2, taken: new Map() } })).toEqual([]);
  });

  test('are free, in order, and leave out no day that is', () => {
    const day = fc.integer({ min: RULES.earliest, max: RULES.earliest + 60 });
    const rules = fc.record({
      startDays: fc.constantFrom('any' as const, 'business-days' as const),
      off: fc.uniqueArray(day, { maxLength: 20 }),
      taken: fc.array(fc.tuple(day, fc.integer({ min: 0, max: 3 })), { maxLength: 30 }),
    });
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 8 }), ({ startDays, off, taken }, count) => {
        const capacity = { perDay: 3, own: 1, taken: new Map(taken) };
        const all = { ...RULES, startDays, capacity, holidays: new Map(off.map((one) => [one, 'free'] as const)) };
        const judged = judgeDays({ fromDay: all.earliest, minute: 600, freeMax: count }, all);
        const free = judged.filter(({ refusals }) => refusals.length === 0);
        expect(free).toHaveLength(count);
        expect(free.map((one) => one.at)).toEqual(nextFree(free[0]?.at ?? NOW, count, all));
        for (const { day: on, left } of free) {
          expect(left).toBe(2 - (capacity.taken.get(on) ?? 0));
          if (startDays === 'business-days') expect([0, 6]).not.toContain(weekdayOf(on));
          if (startDays === 'business-days') expect(off).not.toContain(on);
        }
        expect(judged.map((one) => dateText(one.day))).toEqual(
          judged.map((_one, index) => dateText(all.earliest + index)),
        );
        expect(judged.every((one) => wallAt(all.zone, one.at).minute === 600)).toBe(true);
      }),
    );
  });
});
