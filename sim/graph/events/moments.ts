/** Times with zones, as events have them (dateTimeTimeZone). Zones go by their names of Windows or of IANA. */
import type { DateTimeTimeZone } from '@microsoft/microsoft-graph-types';
import { PLACE_OF_ZONE } from '../../exchange/calendar/windows-zones.ts';
import { readInstant, UTC, wallAt } from '../../exchange/calendar/zones.ts';
import { badRequest } from '../refusal.ts';

const ZONE_OF_PLACE: ReadonlyMap<string, string> = new Map(
  [...PLACE_OF_ZONE].map(([zone, place]) => [place, zone] as const),
);

/** The name of Windows for a zone. Refuses names that are none. */
export function zoneNamed(name: string): string {
  if (name === UTC || PLACE_OF_ZONE.has(name)) return name;
  const zone = ZONE_OF_PLACE.get(name);
  if (zone === undefined)
    throw badRequest(`The time zone '${name}' is not supported.`, 'TimeZoneNotSupportedException');
  return zone;
}

export interface ReadMoment {
  readonly at: number;
  readonly zone: string;
  /** What the clock shows is a midnight. */
  readonly isMidnight: boolean;
}

export function readMoment({ dateTime, timeZone }: DateTimeTimeZone, name: string): ReadMoment {
  const zone = zoneNamed(timeZone ?? UTC);
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?Z?$/.test(dateTime ?? '')) {
    throw badRequest(`The time '${dateTime}' of ${name} cannot be read.`, 'ErrorInvalidRequest');
  }
  const at = readInstant((dateTime ?? '').length === 10 ? `${dateTime}T00:00:00` : (dateTime ?? ''), zone);
  return { at, zone, isMidnight: wallAt(at, zone) % 86_400_000 === 0 };
}

/** `2026-03-02T09:00:00.0000000` in the zone that the request prefers. */
export function momentJson(at: number, asked: string): DateTimeTimeZone {
  const zone = zoneNamed(asked);
  return { dateTime: `${new Date(wallAt(at, zone)).toISOString().slice(0, 19)}.0000000`, timeZone: asked };
}
