import { describe, expect, test } from 'vitest';
import { dateText, dayOf, weekdayOf } from '../../base/civil-days.ts';
import { type DateWishes, planDates } from './plan-dates.ts';

const HOUR_MS = 3_600_000;
/** A Monday. */
const REQUESTED = dayOf(2026, 11, 23);

function dates(changes: Partial<DateWishes> = {}): ReturnType<typeof planDates> {
  return planDates({
    way: 'non-stop',
    requestedOn: REQUESTED,
    noticeDays: 5,
    switchAt: null,
    holidays: new Set(),
    duration: { lowMs: HOUR_MS, highMs: 30 * HOUR_MS },
    ...changes,
  });
}

describe('the days of a move', () => {
  test('leave five full business days between the request and the first day that may be chosen', () => {
    expect(dateText(dates().earliest)).toBe('2026-12-01');
    expect(dateText(dates({ holidays: new Set([dayOf(2026, 11, 26)]) }).earliest)).toBe('2026-12-02');
    expect(dateText(dates({ noticeDays: 0 }).earliest)).toBe('2026-11-24');
  });

  test('are suggested where nobody wishes any: a Friday evening, with all copying before it', () => {
    const { switchAt, isSuggested, copyFrom, pilotOn, ttlOn, trouble } = dates();
    expect([dateText(switchAt.day), switchAt.time, isSuggested]).toEqual(['2026-12-04', '18:00', true]);
    expect(dateText(pilotOn ?? 0)).toBe('2026-11-24');
    expect(dateText(copyFrom.day)).toBe('2026-12-01');
    expect(dateText(ttlOn)).toBe('2026-12-02');
    expect(trouble).toEqual([]);
  });

  test('are later where copying takes longer than the notice', () => {
    const { switchAt, copyFrom, trouble } = dates({ duration: { lowMs: HOUR_MS, highMs: 24 * 20 * HOUR_MS } });
    expect(switchAt.day - copyFrom.day).toBeGreaterThanOrEqual(20);
    expect(weekdayOf(switchAt.day)).toBe(5);
    expect(trouble).toEqual([]);
  });

  test('of a lock-out begin with it, on a Saturday morning', () => {
    const { switchAt, copyFrom, trouble } = dates({ way: 'lock-out' });
    expect([dateText(switchAt.day), switchAt.time]).toEqual(['2026-12-05', '08:00']);
    expect(copyFrom).toEqual(switchAt);
    expect(trouble).toEqual([]);
    expect(dates({ way: 'lock-out', duration: { lowMs: 0, highMs: 60 * HOUR_MS } }).trouble).toHaveLength(1);
  });

  test('that were wished are kept, with what is wrong about them', () => {
    const early = dates({ switchAt: { day: dayOf(2026, 11, 27), time: '12:00' } });
    expect(early.switchAt).toEqual({ day: dayOf(2026, 11, 27), time: '12:00' });
    expect(early.trouble).toEqual([expect.stringContaining('notice of 5 business days')]);
    const late = dates({ switchAt: { day: dayOf(2026, 12, 11), time: '07:30' } });
    expect(late).toMatchObject({ isSuggested: false, trouble: [] });
    const long = { lowMs: 0, highMs: 24 * 30 * HOUR_MS };
    expect(dates({ switchAt: late.switchAt, duration: long }).trouble).toEqual([expect.stringContaining('Copying')]);
  });

  test('keep the old service for two weeks', () => {
    const { switchAt, holdUntil } = dates();
    expect(holdUntil - switchAt.day).toBe(14);
  });
});
