/** The wall on which a series repeats: the zone of its DTSTART, or days of the calendar when it lasts whole days. */
import type { CalendarTime, EventSeries, Zone } from '../../model/calendar.ts';
import { calendarTimeOf, DAY_MS, type WallMs, wallMs, wallMsOf } from './wall-time.ts';
import { instantOf, instantOnWall, wallAt } from './zones.ts';

export interface SeriesFrame {
  readonly zone: Zone;
  readonly isWholeDay: boolean;
  /** Where floating times and whole days are, an IANA name. */
  readonly homeZone: string;
}

/** Null when nothing is known that could begin anywhere. */
export function frameOf({ master, changed }: EventSeries, homeZone: string): SeriesFrame | null {
  const start = master?.start ?? changed[0]?.at ?? null;
  return start === null ? null : { zone: start.zone, isWholeDay: start.time === null, homeZone };
}

/**
 * A time of the series on its wall. Servers write dates of a series in UTC, floating, or as mere days whatever its start is:
 * what floats is on the wall of the series, and of a series of whole days a midnight, in whatever zone, means its day.
 */
export function wallInFrame(time: CalendarTime, frame: SeriesFrame): WallMs {
  const wall = wallMsOf(time);
  const isMidnight = time.time === null || time.time === '00:00:00';
  if (time.zone === 'floating' || isSameZone(time.zone, frame.zone)) return frame.isWholeDay ? dayBegin(wall) : wall;
  if (!frame.isWholeDay) return wallAt(instantOf(time, frame.homeZone), frame.zone, frame.homeZone);
  return dayBegin(isMidnight ? wall : wallAt(instantOf(time, frame.homeZone), 'floating', frame.homeZone));
}

/** Equal for equal occurrences: of whole days the day, of others the instant, since a wall may show one time twice. */
export function keyInFrame(wall: WallMs, frame: SeriesFrame): number {
  return frame.isWholeDay ? wall : instantOnWall(wall, frame.zone, frame.homeZone);
}

/** The inverse of `wallInFrame` for times that the series has itself. */
export function timeInFrame(wall: WallMs, frame: SeriesFrame): CalendarTime {
  return calendarTimeOf(wall, frame.zone, frame.isWholeDay);
}

/** Midnight of a day, and the day as a number: equal for all times on one day of a wall. */
export function dayBegin(wall: WallMs): WallMs {
  return wallMs(Math.floor(wall / DAY_MS) * DAY_MS);
}

export function isSameZone(one: Zone, other: Zone): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return (
    one.is === other.is &&
    one.name === other.name &&
    (one.is === 'iana' || other.is === 'iana' || one.text === other.text)
  );
}
