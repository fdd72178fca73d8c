/** For which time two series are expanded to be compared. Both have the same window, and the same series always has it. */
import { type Instant, instant } from '../../base/clock.ts';
import type { CalendarTime, EventSeries } from '../../model/calendar.ts';
import { DAY_MS } from './wall-time.ts';
import { instantOf } from './zones.ts';

export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

const YEAR_MS = 366 * DAY_MS;
/** Every rule that people make has shown all that it does, daylight saving included, within three years. */
const SPAN_MS = 3 * YEAR_MS;

/** True when a rule has neither COUNT nor UNTIL. */
export function isEndless({ recurrence }: EventSeries): boolean {
  return recurrence.rules.some(({ count, until }) => count === null && until === null);
}

/** From the first to the last occurrence. For series that end. */
export function wholeWindow(series: readonly EventSeries[]): Window {
  return { from: instant(earliest(series.flatMap(timesOf)) - 2 * DAY_MS), until: instant(Date.UTC(9999, 11, 31)) };
}

/**
 * The first three years; and, each with a year and a half on both sides, the last change that is known and the end, which
 * are years away in a series that somebody has kept for long. They do not overlap.
 */
export function windowsOf(series: readonly EventSeries[]): readonly Window[] {
  const first = earliest(series.flatMap(timesOf));
  const around = [
    ...series.map((one) => timesOf(one).reduce((latest, time) => Math.max(latest, time), first)),
    ...series.flatMap(({ recurrence }) => recurrence.rules.flatMap(({ until }) => (until === null ? [] : [at(until)]))),
  ];
  const begin = first - 2 * DAY_MS;
  const windows = [
    [begin, begin + SPAN_MS] as const,
    ...around.map((time) => [Math.max(begin, time - SPAN_MS / 2), time + SPAN_MS / 2] as const),
  ];
  return merged(windows).map(([from, until]) => ({ from: instant(from), until: instant(until) }));
}

// Not `Math.min` of all: a series may list more dates than a call takes arguments.
function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
}

/** Starts, changes and added or left out dates. */
function timesOf({ master, changed, recurrence }: EventSeries): readonly number[] {
  return [
    ...(master === null ? [] : [at(master.start)]),
    ...changed.flatMap((change) => [at(change.at), at(change.details.start)]),
    ...recurrence.dates.map(at),
    ...recurrence.exceptDates.map(at),
  ];
}

function at(time: CalendarTime): number {
  return instantOf(time, 'UTC');
}

function merged(windows: readonly (readonly [from: number, until: number])[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [from, until] of windows.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else found.push([from, until]);
  }
  return found;
}
