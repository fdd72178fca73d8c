/** Dates, times, durations and instants of iCalendar (RFC 5545 §3.3.4–3.3.6) as files have them. */

import { dayOf, daysInMonth } from '../../base/civil-days.ts';
import { type Instant, instant } from '../../base/clock.ts';
import type { CalendarTime, Zone } from '../../model/calendar.ts';
import { type Component, componentLines } from './component.ts';
import { type ContentLine, parameterOf } from './content-line.ts';
import { calendarTimeOf, DAY_MS, SECOND_MS, wallMs, wallMsOf, YEAR_MAX, YEAR_MIN } from './wall-time.ts';
import { instantOf, resolveZone, wallTimeAt } from './zones.ts';

/** No time of any form is longer. */
const TIME_TEXT_MAX = 60;

/** Reads the times of one VCALENDAR, whose VTIMEZONEs say what its TZIDs mean. */
export class Times {
  readonly #definitions: ReadonlyMap<string, Component>;
  readonly #zones = new Map<string, Zone>();
  /** Of times that name none. */
  readonly #zoneByDefault: Zone;

  constructor(calendar: Component, zoneByDefault: Zone) {
    this.#zoneByDefault = zoneByDefault;
    const definitions = calendar.components
      .filter((component) => component.name === 'VTIMEZONE')
      .map((component) => [tzidOf(component), component] as const);
    // Of two with one name the first is taken, as most programs do.
    this.#definitions = new Map(definitions.reverse());
  }

  /** Every time of the line, null for one that is none. A period counts by its start. */
  all(line: ContentLine): readonly (CalendarTime | null)[] {
    const zone = this.zoneOf(line);
    const isDay = parameterOf(line, 'VALUE').toUpperCase() === 'DATE';
    // vCalendar 1.0 separates with semicolons.
    return line.value
      .split(/[,;]/)
      .filter((text) => text.trim() !== '')
      .map((text) => readTime(text.split('/', 1)[0] ?? '', zone, isDay));
  }

  /** Null when the line is no time. */
  one(line: ContentLine): CalendarTime | null {
    return readTime(line.value, this.zoneOf(line), parameterOf(line, 'VALUE').toUpperCase() === 'DATE');
  }

  /** True when the line names a zone that nothing is known about, so that its time floats. */
  isZoneLost(line: ContentLine): boolean {
    return (
      bare(parameterOf(line, 'TZID')) !== '' && this.zoneOf(line) === 'floating' && /T\d+$/i.test(line.value.trim())
    );
  }

  /** X-WR-TIMEZONE is not looked at: a time without TZID floats (RFC 5545 §3.3.5), and that property is about display. */
  zoneOf(line: ContentLine): Zone {
    if (!line.parameters.some(({ name }) => name === 'TZID')) return this.#zoneByDefault;
    const tzid = bare(parameterOf(line, 'TZID'));
    const known = this.#zones.get(tzid);
    if (known !== undefined) return known;
    const zone = this.#findZone(tzid);
    this.#zones.set(tzid, zone);
    return zone;
  }

  /** A name that means nothing, or none where one should be, is that of the only VTIMEZONE, if there is but one. */
  #findZone(tzid: string): Zone {
    const zone = resolveZone(tzid, vtimezoneText(this.#definitions.get(tzid)));
    const [only, ...more] = this.#definitions;
    if (zone !== 'floating' || only === undefined || more.length > 0) return zone;
    const [name, definition] = only;
    const found = resolveZone(name, vtimezoneText(definition));
    // A zone of its own that has no name could not be written.
    return typeof found !== 'string' && found.name === '' ? 'floating' : found;
  }
}

function vtimezoneText(definition: Component | undefined): string | null {
  return definition === undefined ? null : `${componentLines(definition).join('\r\n')}\r\n`;
}

/**
 * `20260102`, `20260102T030405`, `20260102T030405Z`, also with dashes and colons, without seconds, or with an offset, which
 * makes it UTC. Null for anything else and for days that are in no calendar. `isDay`: VALUE says DATE, so that a midnight
 * means the day.
 */
export function readTime(text: string, zone: Zone, isDay: boolean): CalendarTime | null {
  const match = text.length > TIME_TEXT_MAX ? null : TIME.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const date = `${match[1]}-${match[2]}-${match[3]}`;
  if (match[4] === undefined) return { date, time: null, zone: 'floating' };
  const [hour = 0, minute = 0, second = 0] = match.slice(4, 7).map((part) => Number(part ?? 0));
  const isEndOfDay = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 60) return null;
  if (isDay && (hour + minute + second === 0 || isEndOfDay))
    return moved({ date, time: null, zone }, isEndOfDay ? 1 : 0);
  // RFC 5545 §3.3.12 reads a leap second as the one before it.
  const time = [isEndOfDay ? 0 : hour, minute, Math.min(second, 59)]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const offset = match[7];
  const at: CalendarTime = { date, time, zone: offset === undefined ? zone : 'UTC' };
  const days = moved(at, isEndOfDay ? 1 : 0);
  return days === null || offset === undefined ? days : movedSeconds(days, -offsetSeconds(offset));
}

const TIME =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

function offsetSeconds(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const seconds = Number(offset.slice(1, 3)) * 3600 + Number(offset.slice(-2)) * 60;
  return offset.startsWith('-') ? -seconds : seconds;
}

/** As an instant: what floats is taken for UTC, which RFC 5545 demands where only instants are allowed. */
export function readInstant(text: string, zone: Zone = 'UTC'): Instant | null {
  const time = readTime(text, zone, false);
  if (time === null) return null;
  return instantOf(time.zone === 'floating' ? { ...time, time: time.time ?? '00:00:00', zone: 'UTC' } : time, 'UTC');
}

/** Days are days of the calendar, seconds pass on the clock (RFC 5545 §3.3.6). Both have the same sign. */
export interface Duration {
  readonly days: number;
  readonly seconds: number;
}

/** Null when the text is no duration. Forgets neither a missing `T` nor a missing part. */
export function readDuration(text: string): Duration | null {
  const match = text.length > TIME_TEXT_MAX ? null : DURATION.exec(text.trim());
  if (match === null) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((part) => Number(part ?? 0));
  const sign = match[1] === '-' ? -1 : 1;
  // Added to zero, since minus zero is not equal to it everywhere.
  return { days: sign * (weeks * 7 + days) + 0, seconds: sign * (hours * 3600 + minutes * 60 + seconds) + 0 };
}

const DURATION = /^([+-])?P(?:(\d{1,7})W)?(?:(\d{1,7})D)?T?(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?$/i;

/** The time that much later. Null outside the years that can be written. A whole day moves by whole days, rounded up. */
export function afterDuration(start: CalendarTime, duration: Duration): CalendarTime | null {
  if (start.time === null) return moved(start, duration.days + Math.ceil((duration.seconds * SECOND_MS) / DAY_MS));
  const days = moved(start, duration.days);
  return days === null || duration.seconds === 0 ? days : movedSeconds(days, duration.seconds);
}

/** True when `one` is before `other`; on the same wall by its clock, else by the instants. */
export function isBefore(one: CalendarTime, other: CalendarTime): boolean {
  if (one.time === null || other.time === null || sameZone(one.zone, other.zone))
    return wallMsOf(one) < wallMsOf(other);
  return instantOf(one, 'UTC') < instantOf(other, 'UTC');
}

function sameZone(one: Zone, other: Zone): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.is === other.is && one.name === other.name;
}

function moved(start: CalendarTime, days: number): CalendarTime | null {
  return inYears(calendarTimeOf(wallMs(wallMsOf(start) + days * DAY_MS), start.zone, start.time === null));
}

function movedSeconds(start: CalendarTime, seconds: number): CalendarTime | null {
  const ms = seconds * SECOND_MS;
  if (typeof start.zone === 'string') return inYears(calendarTimeOf(wallMs(wallMsOf(start) + ms), start.zone, false));
  const at = instantOf(start, 'UTC') + ms;
  return at > LAST_INSTANT || at < FIRST_INSTANT ? null : inYears(wallTimeAt(instant(at), start.zone));
}

/** A day inside the years that can be written, so that no zone leads outside of them. */
const FIRST_INSTANT = dayOf(YEAR_MIN, 1, 2) * DAY_MS;
const LAST_INSTANT = dayOf(YEAR_MAX, 12, 31) * DAY_MS;

function inYears(time: CalendarTime): CalendarTime | null {
  return /^\d{4}-/.test(time.date) && !time.date.startsWith('0000') ? time : null;
}

function tzidOf(component: Component): string {
  return bare(component.properties.find((line) => line.name === 'TZID')?.value ?? '');
}

/** Some programs quote what needs no quotes, twice. */
function bare(tzid: string): string {
  return tzid
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim();
}
