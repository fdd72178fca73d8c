/** The occurrences of a series, counted out as far as Exchange is told about single ones. Pure. */

import { dayOf } from '../../base/civil-days.ts';
import { type Instant, instant } from '../../base/clock.ts';
import { expandSeries, type Occurrence } from '../../content/calendar/expand.ts';
import { ExpansionError } from '../../content/calendar/expansion-error.ts';
import { DAY_MS, wallMsOf } from '../../content/calendar/wall-time.ts';
import { instantOf, wallAt } from '../../content/calendar/zones.ts';
import type { CalendarTime, EventSeries, Zone } from '../../model/calendar.ts';

/** A hundred years of days. */
const OCCURRENCES_MAX = 36_600;
/** Of what happens several times a day: enough to see that no pattern has it. */
const WITHIN_DAYS_MAX = 3000;
/** Of a series without end so much is counted out, from now and from everything that is said about single days. */
const HORIZON_MS = 10 * 366 * DAY_MS;
/** Within three years every month and weekday has met every other that a pattern of Exchange can tell apart. */
const GLANCE_MS = 3 * 366 * DAY_MS;
/** All that iCalendar can name lies between. */
const EARLIEST = instant(dayOf(1, 1, 3) * DAY_MS);
const LATEST = instant(dayOf(9999, 12, 29) * DAY_MS);

/** Where the pattern counts its days. */
export interface SeriesPlace {
  /** A zone that Exchange has. */
  readonly place: Zone;
  /** An IANA name. */
  readonly homeZone: string;
  readonly now: Instant;
}

export interface Counted {
  readonly found: readonly Occurrence[];
  /** More follow without end, and all before this moment are known. Null: there are no more. */
  readonly endlessUntil: Instant | null;
  /** A rule without an end has had no occurrence for the whole time that was looked at. */
  readonly isDriedUp: boolean;
}

/** How far a series without end is counted: a glance shows whether a pattern has its days at all. */
export type Reach = 'glance' | 'far';

/** Null when nobody can say when it happens, or when it happens so often that nobody counts it out. */
export function countOut(given: EventSeries, where: SeriesPlace, reach: Reach = 'far'): Counted | null {
  const { homeZone, now } = where;
  const series = onItsWall(given);
  const isEndless = isWithoutEnd(series);
  const named = lastNamed(series, where);
  const horizon = reach === 'glance' ? named + GLANCE_MS : Math.max(now, named) + HORIZON_MS;
  const until = isEndless ? instant(Math.min(LATEST, horizon)) : LATEST;
  const occurrencesMax = isWithinDays(series) ? WITHIN_DAYS_MAX : OCCURRENCES_MAX;
  try {
    const found = expandSeries(series, { from: EARLIEST, until, homeZone, occurrencesMax });
    const isCut = found.length === occurrencesMax && (!isEndless || (found.at(-1)?.at ?? 0) < named);
    if (isCut) return null;
    const isFull = found.length === occurrencesMax;
    const known = isFull ? (found.at(-1)?.at ?? until) : until;
    const isDriedUp = isEndless && !isFull && (found.at(-1)?.at ?? 0) < known - HORIZON_MS;
    return { found, endlessUntil: isEndless && !isDriedUp ? known : null, isDriedUp };
  } catch (error) {
    if (error instanceof ExpansionError) return null;
    throw error;
  }
}

/** True when a rule has neither a number of occurrences nor a last day. */
export function isWithoutEnd({ recurrence }: EventSeries): boolean {
  return recurrence.rules.some(({ count, until }) => count === null && until === null);
}

/** True when a rule has a frequency below the day. */
export function isWithinDays({ recurrence }: EventSeries): boolean {
  return [...recurrence.rules, ...recurrence.exceptRules].some(({ frequency }) =>
    /^(HOURLY|MINUTELY|SECONDLY)$/.test(frequency),
  );
}

/** Some programs write dates of a series that floats in UTC, with the hour of the wall: that hour is meant. */
function onItsWall(series: EventSeries): EventSeries {
  const start = series.master?.start;
  if (start?.zone !== 'floating' || start.time === null) return series;
  const placed = (time: CalendarTime): CalendarTime =>
    time.zone === 'UTC' && time.time === start.time ? { ...time, zone: 'floating' } : time;
  const { dates, exceptDates } = series.recurrence;
  const recurrence = { ...series.recurrence, dates: dates.map(placed), exceptDates: exceptDates.map(placed) };
  return { ...series, recurrence };
}

/** The latest moment that anything is said about, in ms since 1970. */
export function lastNamed({ master, recurrence, changed }: EventSeries, { homeZone }: SeriesPlace): number {
  const times: readonly CalendarTime[] = [
    ...(master === null ? [] : [master.start]),
    ...recurrence.dates,
    ...recurrence.exceptDates,
    ...recurrence.exceptRules.flatMap(({ until }) => until ?? []),
    ...changed.flatMap(({ at, details }) => [at, details.start]),
  ];
  return times.reduce((latest, time) => Math.max(latest, instantOf(time, homeZone)), 0);
}

/** The day on the wall on which the series has it, in days from 1970-01-01. */
export function dayIn({ at, atTime }: Pick<Occurrence, 'at' | 'atTime'>, { place, homeZone }: SeriesPlace): number {
  const wall = atTime.time === null ? wallMsOf(atTime) : wallAt(at, place, homeZone);
  return Math.floor(wall / DAY_MS);
}

/** The day on which it begins in the end. */
export function startDayIn({ start, startTime }: Occurrence, where: SeriesPlace): number {
  return dayIn({ at: start, atTime: startTime }, where);
}

/** The day of DTSTART; null when only single occurrences of the series are known. */
export function startDay({ master }: EventSeries, where: SeriesPlace): number | null {
  if (master === null) return null;
  return dayIn({ at: instantOf(master.start, where.homeZone), atTime: master.start }, where);
}
