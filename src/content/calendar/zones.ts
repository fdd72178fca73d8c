/** Time zones: what a TZID means, what Exchange calls it, and instants from times on a wall and back. */
import { type Instant, instant } from '../../base/clock.ts';
import { canonicalZone, ianaOffsetAt } from '../../base/iana-offsets.ts';
import type { CalendarTime, CustomZone, NamedZone, Zone } from '../../model/calendar.ts';
import { type Offsets, offsetIn, readOffsets } from './observances.ts';
import { calendarTimeOf, DAY_MS, type WallMs, wallMs, wallMsOf } from './wall-time.ts';
import { windowsNameOf, zoneNamedByWindows } from './windows-names.ts';
import { believesName, zoneWithRules } from './zone-match.ts';
import { zonesNamed } from './zone-names.ts';

/**
 * The zone that a TZID means; `vtimezone` is its VTIMEZONE from BEGIN to END, null when there is none.
 *
 * The name counts first, as in every program that knows it: an IANA name, a Windows name or a description of one, also at the
 * end of a path. Where its rules contradict the VTIMEZONE in every single year, or where the name means nothing, the
 * VTIMEZONE decides: it becomes the IANA zone with the same rules, and where no zone has them a zone of its own. A name that
 * means nothing, without a VTIMEZONE that can be read, floats.
 */
export function resolveZone(tzid: string, vtimezone: string | null): Zone {
  const key = `${tzid}\n${vtimezone ?? ''}`;
  const known = resolved.get(key);
  if (known !== undefined) return known;
  if (resolved.size >= RESOLVED_MAX) resolved.clear();
  const zone = findZone(tzid, vtimezone);
  if (key.length <= RESOLVED_CHARS_MAX) resolved.set(key, zone);
  return zone;
}

/** Thousands of events of one calendar carry the same few zones. */
const RESOLVED_MAX = 200;
const RESOLVED_CHARS_MAX = 50_000;
// A pure function's answers: nobody can tell whether they were kept.
const resolved = new Map<string, Zone>();

function findZone(tzid: string, vtimezone: string | null): Zone {
  const names = zonesNamed(tzid);
  const given = vtimezone === null ? null : readOffsets(vtimezone);
  const [name] = names;
  if (given === null && name !== undefined) return named(name);
  const text = given === null ? fixedVtimezone(tzid) : vtimezone;
  const offsets = given ?? (text === null ? null : readOffsets(text));
  if (text === null || offsets === null) return 'floating';
  const found = names.find((candidate) => believesName(candidate, offsets)) ?? zoneWithRules(offsets, names);
  return found === null ? { is: 'custom', name: tzid.trim(), text } : named(found);
}

function named(name: string): Zone {
  return name === 'UTC' ? 'UTC' : { is: 'iana', name };
}

/** Of `UTC+05:45` and its like: hours and minutes that no name of the IANA stands for. */
function fixedVtimezone(tzid: string): string | null {
  const found = /^\(?(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d\d)\)?$/i.exec(tzid.trim());
  if (found === null) return null;
  const [, sign, hours = '', minutes] = found;
  const offset = `${sign}${hours.padStart(2, '0')}${minutes}`;
  const observance = ['DTSTART:19700101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`];
  const lines = ['BEGIN:VTIMEZONE', `TZID:${tzid.trim()}`, 'BEGIN:STANDARD', ...observance, 'END:STANDARD'];
  return [...lines, 'END:VTIMEZONE', ''].join('\r\n');
}

/** The Windows name that Exchange takes; null for a zone that Windows does not know, and for times that float. */
export function windowsZoneOf(zone: Zone): string | null {
  if (zone === 'UTC') return 'UTC';
  return zone === 'floating' || zone.is === 'custom' ? null : windowsNameOf(zone.name);
}

/** The zone that Windows means by a name where no country is known; null when it has no such name. */
export function zoneOfWindows(name: string): Zone | null {
  const zone = zoneNamedByWindows(name.trim());
  return zone === null ? null : named(zone);
}

/**
 * When the clock on that wall shows that time. What floats is on a wall in `homeZone` (an IANA name), and a whole day begins
 * at its midnight. A time that a clock skips is read with the offset before (RFC 5545 §3.3.5), one that it shows twice is
 * the first.
 */
export function instantOf(time: CalendarTime, homeZone: string): Instant {
  return instantOnWall(wallMsOf(time), time.zone, homeZone);
}

/** As `instantOf`, of a time as a number. */
export function instantOnWall(wall: WallMs, zone: Zone, homeZone: string): Instant {
  const before = offsetAt(zone, wall - DAY_MS, homeZone);
  const after = offsetAt(zone, wall + DAY_MS, homeZone);
  const early = wall - before;
  const late = wall - after;
  if (before === after || offsetAt(zone, early, homeZone) === before) return instant(early);
  return instant(offsetAt(zone, late, homeZone) === after ? late : early);
}

/**
 * What a clock shows at a moment: `zone` may be an IANA name too. Parts of a second are cut off. 'floating' is no place: for
 * it the clock shows UTC.
 */
export function wallTimeAt(at: Instant, zone: string | NamedZone | CustomZone): CalendarTime {
  const place = typeof zone === 'string' ? zoneNamed(zone) : zone;
  return calendarTimeOf(wallAt(at, place, 'UTC'), place, false);
}

/** As `wallTimeAt`, as a number; what floats is in `homeZone`. */
export function wallAt(at: Instant, zone: Zone, homeZone: string): WallMs {
  return wallMs(at + offsetAt(zone, at, homeZone));
}

/** The zone that an IANA name stands for; a name that is none is UTC. */
export function zoneNamed(name: string): Zone {
  if (name === 'UTC' || name === 'floating') return name;
  return named(canonicalZone(name) ?? 'UTC');
}

/** Milliseconds that the clock is ahead of UTC at a moment in ms since 1970. What floats is in `homeZone`. */
function offsetAt(zone: Zone, at: number, homeZone: string): number {
  if (zone === 'UTC') return 0;
  if (zone === 'floating') return homeZone === 'UTC' ? 0 : ianaOffsetAt(homeZone, at);
  return zone.is === 'iana' ? ianaOffsetAt(zone.name, at) : offsetIn(customOffsets(zone.text), at);
}

const CUSTOM_MAX = 50;
// As above: what a text means, kept for the next time that it comes.
const customs = new Map<string, Offsets>();

function customOffsets(text: string): Offsets {
  const known = customs.get(text);
  if (known !== undefined) return known;
  if (customs.size >= CUSTOM_MAX) customs.clear();
  // A custom zone is only ever made of a text that can be read; any other one is a clock that shows UTC.
  const offsets = readOffsets(text) ?? { first: 0, transitions: [] };
  customs.set(text, offsets);
  return offsets;
}

export { vtimezoneOf } from './vtimezone.ts';
