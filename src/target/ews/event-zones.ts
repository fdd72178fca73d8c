/** Time zones of events: those that Exchange knows by their Windows names, and what becomes of the others. */
import { windowsZoneOf, zoneNamed, zoneOfWindows } from '../../content/calendar/zones.ts';
import type { CalendarTime, EventDetails, Zone } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import { eventLoss } from './event-losses.ts';
import { own } from './state.ts';

/** On an event: the zone that its start was written in, where the Windows name stands for another one as well. */
export const ZONE = own('GodwitZone');
const UTC = 'UTC';

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
  const known = windowsOf(start.zone, home);
  const windows = known ?? UTC;
  const place: Zone = known === null ? 'UTC' : start.zone === 'floating' ? home : start.zone;
  const endWindows = end.zone === 'floating' ? windows : (windowsOf(end.zone, home) ?? windows);
  const isFloating = start.time !== null && start.zone === 'floating';
  const losses = [...(known === null ? [eventLoss('zone')] : []), ...(isFloating ? [eventLoss('floating')] : [])];
  return { place, windows, endWindows, kept: keptName(start, windows), losses };
}

/** Null when Windows has no such zone. */
function windowsOf(zone: Zone, home: Zone): string | null {
  return windowsZoneOf(zone === 'floating' ? home : zone);
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
