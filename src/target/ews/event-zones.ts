/** Time zones of events: those that Exchange knows by their Windows names, and what becomes of the others. */
import { type Instant, instant } from '../../base/clock.ts';
import { DAY_MS } from '../../content/calendar/wall-time.ts';
import { mainZones } from '../../content/calendar/windows-names.ts';
import { instantOf, wallAt, windowsZoneOf, zoneNamed, zoneOfWindows } from '../../content/calendar/zones.ts';
import type { CalendarTime, EventDetails, Zone } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import { eventLoss } from './event-losses.ts';
import { own } from './state.ts';

/** On an event: the zone that its start was written in, where the Windows name stands for another one as well. */
export const ZONE = own('GodwitZone');
const UTC = 'UTC';
/** A zone is looked at on these days, from the start of the event on: one of every ten of two years. */
const LOOKS = 73;
const LOOK_EVERY_DAYS = 10;

export interface EventZones {
  /** Where its days are counted. */
  readonly place: Zone;
  readonly windows: string;
  readonly endWindows: string;
  /** For `ZONE`; null when the Windows name says enough. */
  readonly kept: string | null;
  readonly losses: readonly Loss[];
}

/** Whole days and floating times are in the zone of the mailbox: Exchange has no others. */
export function zonesOf({ start, end }: EventDetails, homeZone: string): EventZones {
  const home = zoneNamed(homeZone);
  const given = start.zone === 'floating' ? home : start.zone;
  const known = windowsZoneOf(given);
  const place = known === null ? nearestZone(given, instantOf(start, homeZone), homeZone) : given;
  const windows = windowsZoneOf(place) ?? UTC;
  const endWindows = end.zone === 'floating' ? windows : (windowsZoneOf(end.zone) ?? windows);
  const isFloating = start.time !== null && start.zone === 'floating';
  const losses = [...(known === null ? [eventLoss('zone')] : []), ...(isFloating ? [eventLoss('floating')] : [])];
  return { place, windows, endWindows, kept: keptName(start, windows), losses };
}

/** The zone of Exchange whose clocks mostly show the same, so that most occurrences of a series need no change. */
function nearestZone(zone: Zone, from: Instant, homeZone: string): Zone {
  const days = Array.from({ length: LOOKS }, (_, look) => instant(from + look * LOOK_EVERY_DAYS * DAY_MS));
  const shown = days.map((at) => wallAt(at, zone, homeZone));
  let best: Zone = 'UTC';
  let most = 0;
  for (const candidate of [UTC, ...mainZones()]) {
    const place = zoneNamed(candidate);
    const alike = days.filter((at, look) => wallAt(at, place, homeZone) === shown[look]).length;
    if (alike > most && windowsZoneOf(place) !== null) [best, most] = [place, alike];
  }
  return best;
}

function keptName({ zone }: CalendarTime, windows: string): string | null {
  if (zone === 'floating' || zone === 'UTC' || zone.is === 'custom') return null;
  const meant = zoneOfWindows(windows);
  return meant !== null && typeof meant !== 'string' && meant.name === zone.name ? null : zone.name;
}

/** The zone of an event that is read: the kept one, as long as nobody has moved the event to another since. */
export function foundZone(windows: string | null, kept: string | null): Zone {
  if (windows === null) return 'UTC';
  if (kept !== null && windowsZoneOf(zoneNamed(kept)) === windows) return zoneNamed(kept);
  return zoneOfWindows(windows) ?? 'UTC';
}
