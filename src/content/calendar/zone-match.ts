/** Whether the rules of a VTIMEZONE are those of an IANA zone, and of which. */
import { ianaOffsetAt, ianaTransitions } from '../../base/iana-offsets.ts';
import { type Offsets, offsetIn } from './observances.ts';
import { mainZones } from './windows-names.ts';

/** Years, both included. */
interface Years {
  readonly from: number;
  readonly to: number;
}

/** Where a name and a VTIMEZONE are held against each other. */
const BELIEVED: Years = { from: 1970, to: 2040 };
/** Days between two looks. */
const LOOK_DAYS = 10;
/** The lesser half of the year that a zone with daylight saving has is never shorter. */
const SHARE_MIN = 0.3;

/**
 * Whether a VTIMEZONE may be what somebody wrote down for the zone of that name. Programs write down the rules of one time
 * only, often those of years ago, with mistakes of a week, or the one half of the year that an event is in. So it is enough
 * that the clock never shows what the zone never had, and that both agree in a good part of one year.
 */
export function believesName(name: string, offsets: Offsets): boolean {
  const zone = offsetsOfZone(name, BELIEVED);
  const [begin, end] = [Date.UTC(BELIEVED.from, 0, 1), Date.UTC(BELIEVED.to, 11, 31)];
  const known = new Set([zone.first, ...zone.transitions.map(({ after }) => after)]);
  const shown = offsets.transitions.filter(({ at }) => at >= begin && at < end).map(({ after }) => after);
  if (![...shown, ...(shown.length === 0 ? [offsetIn(offsets, end)] : [])].every((offset) => known.has(offset)))
    return false;
  for (let year = BELIEVED.from; year <= BELIEVED.to; year += 1)
    if (shareOfYear(zone, offsets, year) >= SHARE_MIN) return true;
  return false;
}

function shareOfYear(one: Offsets, other: Offsets, year: number): number {
  const begin = Date.UTC(year, 0, 1);
  const looks = Array.from(
    { length: Math.floor(365 / LOOK_DAYS) },
    (_, index) => begin + index * LOOK_DAYS * 86_400_000,
  );
  return looks.filter((at) => offsetIn(one, at) === offsetIn(other, at)).length / looks.length;
}

/**
 * All of the time that calendars are about; then what is left when the past is not looked at, since most programs write down
 * only the rules of today: from the last change in the law of the USA, and from ever later ones elsewhere.
 */
const LOOKED_AT: readonly Years[] = [
  { from: 1990, to: 2040 },
  { from: 2007, to: 2040 },
  { from: 2016, to: 2040 },
  { from: 2024, to: 2040 },
];
/** Of all zones with the same rules the ones whose names most people know. */
const WELL_KNOWN: readonly string[] = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
];

/** The first zone with the same offsets; those in `hints` are looked at first. Null: no zone has such rules. */
export function zoneWithRules(offsets: Offsets, hints: readonly string[]): string | null {
  const hours = -offsets.first / 3_600_000;
  const fixed = hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '+' : ''}${hours}`;
  const isFixed = offsets.transitions.length === 0 && Number.isInteger(hours) && hours >= -14 && hours <= 12;
  if (isFixed) return fixed;
  const names = new Set([...hints, ...WELL_KNOWN, ...mainZones(), ...Intl.supportedValuesOf('timeZone')]);
  // Most zones fall at the first look.
  const candidates = [...names].filter((name) =>
    LIKELY.every((at) => ianaOffsetAt(name, at) === offsetIn(offsets, at)),
  );
  for (const years of LOOKED_AT.filter((span, index) => index === 0 || isAlive(offsets, span)))
    for (const name of candidates) if (agree(offsetsOfZone(name, years), offsets, years)) return name;
  return null;
}

/** What a VTIMEZONE says of years after its last rule is nothing that anybody wrote down. */
function isAlive({ transitions }: Offsets, { from, to }: Years): boolean {
  if (transitions.length === 0) return true;
  const [begin, end] = [Date.UTC(from, 0, 1), Date.UTC(to + 1, 0, 1)];
  return transitions.some(({ at }) => at >= begin && at < end);
}

/** Two moments of the last years that are looked at, in the summer of each hemisphere. */
const LIKELY: readonly number[] = [Date.UTC(2039, 0, 15), Date.UTC(2039, 6, 15)];

function offsetsOfZone(name: string, { from, to }: Years): Offsets {
  return { first: ianaOffsetAt(name, Date.UTC(from, 0, 1)), transitions: ianaTransitions(name, from, to) };
}

/** Whether both have the same offset in every moment of the years. */
function agree(one: Offsets, other: Offsets, { from, to }: Years): boolean {
  const begin = Date.UTC(from, 0, 1);
  const end = Date.UTC(to + 1, 0, 1);
  const moments = [one, other].flatMap(({ transitions }) => transitions.map(({ at }) => at));
  return [begin, ...moments.filter((at) => at > begin && at < end)].every(
    (at) => offsetIn(one, at) === offsetIn(other, at),
  );
}
