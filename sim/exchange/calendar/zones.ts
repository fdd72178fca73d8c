/** Time zones by their Windows names: what clocks show at an instant, and the instant at which they show something. */
import { ItemRefusal } from '../errors.ts';
import { PLACE_OF_ZONE } from './windows-zones.ts';

/** What is taken where nobody names a zone. */
export const UTC = 'UTC';
export const DAY_MS = 86_400_000;

/**
 * What a clock on the wall shows, as the milliseconds of the instant at which a clock in Greenwich shows the same. Never to be
 * mixed with instants.
 */
export type Wall = number;

/** Refuses a name that no server of Windows knows. */
export function knownZone(name: string): string {
  if (!PLACE_OF_ZONE.has(name)) throw new ItemRefusal('ErrorTimeZone', `The time zone "${name}" is not known.`);
  return name;
}

/** What clocks of the zone show at an instant. */
export function wallAt(instant: number, zone: string): Wall {
  return instant + offsetAt(instant, zone);
}

/**
 * The instant at which clocks of the zone show this. What they show twice is the first of the two; what they skip counts on
 * from before the gap, so that it comes out later.
 */
export function instantAt(wall: Wall, zone: string): number {
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  const early = wall - before;
  if (wallAt(early, zone) === wall) return early;
  const late = wall - after;
  return wallAt(late, zone) === wall ? late : early;
}

/** Reads an xs:dateTime; where it names no offset, clocks of the zone show it. Cuts off parts of seconds. */
export function readInstant(text: string, zone: string): number {
  const trimmed = text.trim();
  const [local = '', offset] = trimmed.split(/(Z|[+-][0-9]{2}:[0-9]{2})$/, 2);
  const wall = Date.parse(`${local}Z`);
  const at = offset === undefined ? instantAt(wall, zone) : Date.parse(trimmed);
  if (!(at >= YEAR_FIRST && at <= YEAR_LAST)) {
    throw new ItemRefusal('ErrorCalendarOutOfRange', `"${trimmed}" is no time that a calendar holds.`);
  }
  return Math.floor(at / 1000) * 1000;
}

/** PidLidAppointmentStartWhole is a FILETIME, which begins in 1601; recurrence ends with August 4500 (MS-OXOCAL). */
const YEAR_FIRST = Date.UTC(1601, 0, 1);
const YEAR_LAST = Date.UTC(4500, 7, 31, 23, 59, 59);

/** `2026-03-02T09:00:00Z`, or with the offset of a zone: `2026-03-02T03:00:00-06:00`. */
export function timeText(instant: number, zone: string | null): string {
  if (zone === null || zone === UTC) return `${new Date(instant).toISOString().slice(0, -5)}Z`;
  const offset = offsetAt(instant, zone);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  const shown = new Date(instant + offset).toISOString().slice(0, -5);
  return `${shown}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A day as an xs:date, with the offset that a zone has at its beginning: `2026-03-02-06:00`. */
export function dateText(day: number, zone: string | null): string {
  return timeText(instantAt(day * DAY_MS, zone ?? UTC), zone).replace(/T[0-9:]{8}/, '');
}

/** What people read for a zone; never its name. */
export function zoneTitle(zone: string): string {
  const winter = timeText(Date.UTC(2026, 0, 1), zone).slice(-6);
  return `(UTC${winter.endsWith('Z') ? '' : winter}) ${(PLACE_OF_ZONE.get(zone) ?? zone).replace(/.*\//, '').replaceAll('_', ' ')}`;
}

/** Makers of clocks are costly, and there are no more than zones. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: PLACE_OF_ZONE.get(zone) ?? UTC,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  CLOCKS.set(zone, made);
  return made;
}

/** Milliseconds that clocks of the zone are before Greenwich. */
function offsetAt(instant: number, zone: string): number {
  if (zone === UTC) return 0;
  const parts = new Map(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instant / 1000) * 1000;
}
