/** Dates and times on a wall as numbers. No zone is known here. */

import type { Brand } from '../../base/brand.ts';
import { dateText, dayOf } from '../../base/civil-days.ts';
import type { CalendarTime, Weekday, Zone } from '../../model/calendar.ts';

/** Milliseconds from 1970-01-01T00:00:00 on some wall to another time on the same wall. */
export type WallMs = Brand<number, 'WallMs'>;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** A year with four digits is all that iCalendar can write. */
export const YEAR_MIN = 1;
export const YEAR_MAX = 9999;
/** In the order of `weekdayOf`. */
export const WEEKDAYS: readonly Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** What the clock on the wall says as a number; midnight of a whole day. The zone is not looked at. */
export function wallMsOf({ date, time }: CalendarTime): WallMs {
  // `YYYY-MM-DD` and `HH:MM:SS` by their type.
  const days = dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
  if (time === null) return wallMs(days * DAY_MS);
  // RFC 5545 §3.3.12: who knows no leap seconds reads the second 60 as 59.
  const seconds = Math.min(59, Number(time.slice(6, 8)));
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return wallMs(days * DAY_MS + minutes * MINUTE_MS + seconds * SECOND_MS);
}

/** The inverse of `wallMsOf`. Parts of a second are cut off, and of a whole day its hours. */
export function calendarTimeOf(at: WallMs, zone: Zone, isWholeDay: boolean): CalendarTime {
  const day = Math.floor(at / DAY_MS);
  const date = dateText(day);
  if (isWholeDay) return { date, time: null, zone: 'floating' };
  const seconds = Math.floor((at - day * DAY_MS) / SECOND_MS);
  const time = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => padded(Math.floor(part), 2)).join(':');
  return { date, time, zone };
}

/** Takes milliseconds on a wall and names them so. */
export function wallMs(ms: number): WallMs {
  return ms as WallMs; // a number of milliseconds is all that a WallMs is
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
