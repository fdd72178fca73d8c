import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../base/clock.ts';
import { type Blackout, type BlackoutId, type BlackoutSpan, holdAt } from './blackout.ts';

const blackout = (span: BlackoutSpan, reason = 'month end'): Blackout => ({ id: reason as BlackoutId, reason, span });
const at = (text: string): Instant => instant(Date.parse(text));
const weekly = (days: readonly number[], fromHour: number, untilHour: number, timeZone: string | null = null) =>
  blackout({ is: 'weekly', days, fromMinute: fromHour * 60, untilMinute: untilHour * 60, timeZone }, 'office hours');

function until(blackouts: readonly Blackout[], zone: string, now: string): string | null {
  const hold = holdAt(blackouts, zone, at(now));
  return hold === null ? null : new Date(hold.until).toISOString();
}

describe('a span that holds once', () => {
  const span = blackout({ is: 'once', from: at('2026-05-01T10:00:00Z'), until: at('2026-05-01T12:00:00Z') });
  test.each([
    ['2026-05-01T09:59:59Z', null],
    ['2026-05-01T10:00:00Z', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T11:59:59Z', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T12:00:00Z', null],
  ])('at %s ends at %s', (now, ends) => expect(until([span], 'UTC', now)).toBe(ends));
});

describe('a weekly span', () => {
  const workdays = weekly([1, 2, 3, 4, 5], 8, 18);
  const sundayNight = weekly([0], 1, 4);
  test.each([
    // Monday; London is an hour ahead of UTC in summer and not in winter.
    [workdays, 'Europe/London', '2026-06-01T07:00:00Z', '2026-06-01T17:00:00.000Z'],
    [workdays, 'Europe/London', '2026-01-05T07:30:00Z', null],
    [workdays, 'Europe/London', '2026-01-05T08:00:00Z', '2026-01-05T18:00:00.000Z'],
    [workdays, 'Europe/London', '2026-06-06T10:00:00Z', null],
    // Its own zone goes before that of the project.
    [weekly([1], 8, 18, 'America/New_York'), 'Europe/London', '2026-06-01T21:59:00Z', '2026-06-01T22:00:00.000Z'],
    // From Friday evening to Saturday morning.
    [weekly([5], 22, 6), 'UTC', '2026-06-06T05:00:00Z', '2026-06-06T06:00:00.000Z'],
    [weekly([5], 22, 6), 'UTC', '2026-06-05T05:00:00Z', null],
    // Clocks go forward at 1 and back at 2 on these Sundays: two hours and four.
    [sundayNight, 'Europe/London', '2026-03-29T01:00:00Z', '2026-03-29T03:00:00.000Z'],
    [sundayNight, 'Europe/London', '2026-10-25T00:00:00Z', '2026-10-25T04:00:00.000Z'],
  ])('%# holds by the clock of its zone', (span, zone, now, ends) => expect(until([span], zone, now)).toBe(ends));
});

test('spans that touch are one hold, with the reason of the one that holds now', () => {
  const [first, second] = [
    blackout({ is: 'once', from: at('2026-05-01T10:00:00Z'), until: at('2026-05-01T12:00:00Z') }, 'first'),
    blackout({ is: 'once', from: at('2026-05-01T12:00:00Z'), until: at('2026-05-01T13:00:00Z') }, 'second'),
  ];
  expect(holdAt([second, first], 'UTC', at('2026-05-01T11:00:00Z'))).toEqual({
    until: at('2026-05-01T13:00:00Z'),
    because: 'first',
  });
});
