/** Days on which offices work: Monday to Friday, without the holidays that somebody named. Pure. Days count from 1970-01-01. */
import { weekdayOf } from '../../base/civil-days.ts';

export type Holidays = ReadonlySet<number>;

const SUNDAY = 0;
const SATURDAY = 6;

export function isBusinessDay(day: number, holidays: Holidays): boolean {
  const weekday = weekdayOf(day);
  return weekday !== SUNDAY && weekday !== SATURDAY && !holidays.has(day);
}

/** The `count`-th business day after `day`, which itself does not count; `day` for 0. */
export function afterBusinessDays(day: number, count: number, holidays: Holidays): number {
  return step(day, count, 1, holidays);
}

/** The `count`-th business day before `day`, which itself does not count; `day` for 0. */
export function beforeBusinessDays(day: number, count: number, holidays: Holidays): number {
  return step(day, count, -1, holidays);
}

/** Holidays without end would let nobody ever work: after so many days the count goes on as if there were none. */
const DAYS_MAX = 3660;

function step(from: number, count: number, by: 1 | -1, holidays: Holidays): number {
  let day = from;
  for (let left = count; left > 0; ) {
    day += by;
    const isCounted = isBusinessDay(day, Math.abs(day - from) > DAYS_MAX ? NONE : holidays);
    if (isCounted) left -= 1;
  }
  return day;
}

const NONE: Holidays = new Set();
