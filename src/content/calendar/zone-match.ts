/** Whether the rules of a VTIMEZONE are those of an IANA zone, and of which. */
import { ianaOffsetAt, ianaTransitions } from './iana-offsets.ts';
import { type Offsets, offsetIn } from './observances.ts';
import { mainZones } from './windows-names.ts';

/** Years, both included. */
interface Years {
  readonly from: number;
  readonly to: number;
}

/** A VTIMEZONE that agrees with a zone in one of these years may stand for it. */
const BELIEVED: Years = { from: 1970, to: 2040 };

/**
 * Whether a VTIMEZONE may be what somebody wrote down for the zone of that name. Programs write down the rules of one time
 * only, and often those of years ago; so one year in which both agree is enough. A VTIMEZONE without changes may also be the
 * half that one event needed.
 */
export function believesName(name: string, offsets: Offsets): boolean {
  const zone = offsetsOfZone(name, BELIEVED);
  if (zone.transitions.length > 0 && offsets.transitions.length === 0)
    return zone.first === offsets.first || zone.transitions.some(({ after }) => after === offsets.first);
  for (let year = BELIEVED.from; year <= BELIEVED.to; year += 1)
    if (agree(zone, offsets, { from: year, to: year })) return true;
  return false;
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
  for (const years of LOOKED_AT)
    for (const name of candidates) if (agree(offsetsOfZone(name, years), offsets, years)) return name;
  return null;
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
