/** Dates and times on a wall as numbers, and days of the proleptic Gregorian calendar as numbers. No zone is known here. */
import type { Brand } from '../../base/brand.ts';
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

/** Days from 1970-01-01 to that day; a day beyond the end of its month counts on into the next. */
export function dayOf(year: number, month: number, day: number): number {
  // Years that begin in March have the leap day at their end, so that every length is a formula.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export interface CivilDate {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  /** 1 … 31. */
  readonly day: number;
}

/** The inverse of `dayOf`. */
export function civilDate(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

export function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

export function daysInYear(year: number): number {
  return dayOf(year + 1, 1, 1) - dayOf(year, 1, 1);
}

/** 0 for Sunday … 6 for Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
