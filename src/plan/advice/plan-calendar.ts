/** What an answers file says of the days of a move. */
import { dayOfText } from '../../base/civil-days.ts';
import { WAYS_OVER, type WayOver } from '../../model/arrangement.ts';
import type { Holidays } from '../calendar/business-days.ts';
import type { WallTime } from '../calendar/plan-dates.ts';
import type { JsonValue } from '../json-value.ts';

/** What an organisation says of its days. Days count from 1970-01-01. */
export interface PlanCalendar {
  /** Whose clock the times are of: an IANA name. Null where nobody said. */
  readonly timeZone: string | null;
  readonly holidays: Holidays;
  /** Null: today. */
  readonly requestedOn: number | null;
  /** Null: one is suggested. */
  readonly switchAt: WallTime | null;
  readonly way: WayOver;
  /** Business days of notice. */
  readonly noticeDays: number;
  /** Business days until the answer, and days of hold; left out: what is usual. */
  readonly answerDays?: number;
  readonly holdDays?: number;
}

export const CALENDAR_MEMBERS = ['timeZone', 'holidays', 'requestedOn', 'switchAt', 'way', 'noticeDays'];
/** The guide's own: five full business days. */
const NOTICE_DAYS = 5;
const NOTICE_DAYS_MAX = 365;
const HOLIDAYS_MAX = 1000;

/** Takes the members of an organisation. Throws usage.invalid. */
export function calendarOf(member: (name: string) => JsonValue): PlanCalendar {
  const holidays = member('holidays').optional((all) => all.list(HOLIDAYS_MAX).map((one) => one.day())) ?? [];
  return {
    timeZone: member('timeZone').optional(zoneIn),
    holidays: new Set(holidays),
    requestedOn: member('requestedOn').optional((one) => one.day()),
    switchAt: member('switchAt').optional(wallTimeIn),
    way: member('way').optional((way) => way.choice(WAYS_OVER)) ?? 'non-stop',
    noticeDays: member('noticeDays').optional(noticeIn) ?? NOTICE_DAYS,
  };
}

function wallTimeIn(value: JsonValue): WallTime {
  const [, date = '', time] = /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(value.text()) ?? [];
  const day = dayOfText(date);
  if (day === null || time === undefined) return value.refuse('a time such as 2026-12-04T18:00 is expected here');
  return { day, time };
}

function zoneIn(value: JsonValue): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value.text() }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return value.refuse('this is no time zone', 'Write a name like Europe/Berlin or America/Chicago.');
  }
}

function noticeIn(value: JsonValue): number {
  const days = value.number();
  return Number.isInteger(days) && days <= NOTICE_DAYS_MAX ? days : value.refuse('a whole number of days is expected');
}
