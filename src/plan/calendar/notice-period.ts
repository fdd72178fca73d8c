/**
 * The two clocks of a request, in business days: how early a move may be, and until when its date is confirmed. Pure.
 *
 * "At least five business days" is read so: the day of the request does not count, whatever its hour; then come five business days
 * from their first minute to their last; the day after them is the first that may be chosen, from its first minute on.
 * "Within five business days" is read so: the day of the answer does not count; the last moment is the end of the fifth
 * business day after it. Both by the clock of the project.
 */
import { formatCount } from '../../base/amounts.ts';
import type { Instant } from '../../base/clock.ts';
import { momentOf, wallAt } from '../../base/wall-clock.ts';
import { dayWords } from '../document/day-words.ts';
import { afterBusinessDays, type Holidays } from './business-days.ts';

/** The first day that may be chosen; it may be a Saturday. */
export function earliestDay(requestedOn: number, noticeDays: number, holidays: Holidays): number {
  return afterBusinessDays(requestedOn, noticeDays, holidays) + 1;
}

/** The moment before which the answer is confirmed: the end of the last business day, as the begin of the day after it. */
export function answerDueAt(answeredAt: Instant, answerDays: number, holidays: Holidays, zone: string): Instant {
  const lastDay = afterBusinessDays(wallAt(zone, answeredAt).day, answerDays, holidays);
  return momentOf(zone, { day: lastDay + 1, minute: 0 });
}

export interface NoticeTold {
  readonly requestedOn: number;
  readonly noticeDays: number;
  readonly earliest: number;
  readonly zone: string;
}

/** The rule of the first day with this request's own days, for people. */
export function noticeWords({ requestedOn, noticeDays, earliest, zone }: NoticeTold): string {
  return (
    `Between the day of the request and the move lie at least ${formatCount(noticeDays, 'full business day')}. ` +
    `The day of the request, ${dayWords(requestedOn)}, does not count, and neither do Saturdays, Sundays and holidays. ` +
    `So the first day that can be chosen is ${dayWords(earliest)}, from its first minute on, by the clock of ${zone}.`
  );
}

/** The last day, for people: what is due before the begin of a day is due until the end of the one before. */
export function dueWords(dueAt: Instant, zone: string): string {
  return `the end of ${dayWords(wallAt(zone, dueAt).day - 1)} (${zone})`;
}

/** The rule of the confirmation with its last day, for people. */
export function answerWords(dueAt: Instant, answerDays: number, zone: string): string {
  return (
    `The date is confirmed within ${formatCount(answerDays, 'business day')}. The day on which the answer was complete does not ` +
    `count, and neither do Saturdays, Sundays and holidays: the last moment is ${dueWords(dueAt, zone)}.`
  );
}
