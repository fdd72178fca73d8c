/** Days as a plan writes them. */
import { civilDate, weekdayOf } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { wallAt } from '../../base/wall-clock.ts';
import type { WallTime } from '../calendar/plan-dates.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `Friday, 4 December 2026`. */
export function dayWords(day: number): string {
  const { year, month, day: date } = civilDate(day);
  return `${WEEKDAYS[weekdayOf(day)]}, ${date} ${MONTHS[month - 1]} ${year}`;
}

/** `Friday, 4 December 2026, 18:00 (Europe/Berlin)`. */
export function timeWords({ day, time }: WallTime, zone: string | null): string {
  return `${dayWords(day)}, ${time}${zone === null ? '' : ` (${zone})`}`;
}

/** A moment by the clock of a zone: `Friday, 4 December 2026, 18:00 (Europe/Berlin)`. */
export function momentWords(at: Instant, zone: string): string {
  const { day, minute } = wallAt(zone, at);
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
  return timeWords({ day, time: `${hours}:${minutes}` }, zone);
}
