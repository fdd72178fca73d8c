/** When an event happens: every occurrence of a series, with what was changed about single ones (RFC 5545 §3.8.4.4, §3.8.5). */
import { type Instant, instant } from '../../base/clock.ts';
import type { CalendarTime, ChangedOccurrence, EventDetails, EventSeries } from '../../model/calendar.ts';
import { dayBegin, frameOf, keyInFrame, type SeriesFrame, timeInFrame, wallInFrame } from './series-frame.ts';
import { seriesStarts } from './series-starts.ts';
import { calendarTimeOf, DAY_MS, type WallMs, wallMs, wallMsOf } from './wall-time.ts';
import { instantOf, wallAt } from './zones.ts';

export interface ExpandOptions {
  /** Occurrences that begin from here on … */
  readonly from: Instant;
  /** … and before this. */
  readonly until: Instant;
  /** Where floating times and whole days are, an IANA name. */
  readonly homeZone: string;
  /** Of more than so many the earliest are given. */
  readonly occurrencesMax: number;
}

export interface Occurrence {
  /** When it would have begun, had it not been changed; of a whole day its midnight in the home zone. */
  readonly at: Instant;
  readonly start: Instant;
  /** Exclusive. */
  readonly end: Instant;
  /** Then `start` and `end` are midnights in the home zone, and only the dates of `startTime` and `endTime` mean something. */
  readonly isWholeDay: boolean;
  /** On the wall of the series. */
  readonly atTime: CalendarTime;
  readonly startTime: CalendarTime;
  readonly endTime: CalendarTime;
  /** Of the series or of the changed occurrence, as they are there: their `start` and `end` are those of the first one. */
  readonly details: EventDetails;
}

/**
 * Sorted by start. The start of the series is an occurrence even where it does not match the rule, and counts for COUNT.
 * Occurrences repeat at the same time on the wall of their zone; one in an hour that the clock skips begins an hour later
 * on it, and each lasts as long in hours as the first. Cancelled occurrences are left out, changed ones are there even if the
 * rule, or an EXDATE, knows nothing of them. Throws `ExpansionError` for a rule that cannot be expanded.
 */
export function expandSeries(series: EventSeries, options: ExpandOptions): readonly Occurrence[] {
  const frame = frameOf(series, options.homeZone);
  if (frame === null) return [];
  const changes = changesOf(series, frame);
  const found = [...changedOccurrences(series, changes, frame), ...regularOccurrences(series, changes, frame, options)];
  return found
    .filter(({ start }) => start >= options.from && start < options.until)
    .toSorted((a, b) => a.start - b.start || a.at - b.at)
    .slice(0, options.occurrencesMax);
}

interface Changes {
  /** By the key of the occurrence that they change. */
  readonly single: ReadonlyMap<number, ChangedOccurrence>;
  /** Those for all later occurrences too, rising. `shift` is how far they move one, in ms on the wall. */
  readonly future: readonly { readonly key: number; readonly shift: number; readonly details: EventDetails }[];
}

function changesOf({ changed, master }: EventSeries, frame: SeriesFrame): Changes {
  const single = new Map<number, ChangedOccurrence>();
  const future = new Map<number, Changes['future'][number]>();
  // Of several for one occurrence the one with the highest SEQUENCE, or the last of those, counts.
  for (const change of changed.toSorted((a, b) => a.details.sequence - b.details.sequence)) {
    const { details } = change;
    const at = atWall(change, master, frame);
    const key = keyInFrame(at, frame);
    single.set(key, change);
    if (change.andFuture) future.set(key, { key, shift: wallInFrame(details.start, frame) - at, details });
  }
  return { single, future: [...future.values()].toSorted((a, b) => a.key - b.key) };
}

function lastBefore(future: Changes['future'], key: number): Changes['future'][number] | undefined {
  let low = 0;
  let high = future.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((future[middle]?.key ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return future[low - 1];
}

/** RECURRENCE-ID on the wall of the series. A mere day stands for the time at which the series begins, on that day. */
function atWall({ at }: ChangedOccurrence, master: EventDetails | null, frame: SeriesFrame): WallMs {
  const wall = wallInFrame(at, frame);
  if (at.time !== null || frame.isWholeDay || master === null) return wall;
  const start = wallInFrame(master.start, frame);
  return wallMs(wall + start - dayBegin(start));
}

function* changedOccurrences(series: EventSeries, { single }: Changes, frame: SeriesFrame): Generator<Occurrence> {
  for (const change of single.values()) {
    const { details } = change;
    if (details.status !== 'cancelled')
      yield occurrenceOf(atWall(change, series.master, frame), details.start, details, frame);
  }
}

function* regularOccurrences(
  series: EventSeries,
  { single, future }: Changes,
  frame: SeriesFrame,
  { from, until, occurrencesMax }: ExpandOptions,
): Generator<Occurrence> {
  const { master } = series;
  if (master === null) return;
  // As far around the window as a change for all later occurrences may have moved them, and a day for the zones.
  const margin = future.reduce((widest, { shift }) => Math.max(widest, Math.abs(shift)), 0) + DAY_MS;
  const place = frame.isWholeDay ? 'floating' : frame.zone;
  const begin = wallAt(from, place, frame.homeZone);
  const starts = seriesStarts(series, {
    frame,
    from: wallMs(begin - margin),
    countFrom: wallMs(begin + margin),
    until: wallMs(wallAt(until, place, frame.homeZone) + margin),
    startsMax: occurrencesMax + single.size,
  });
  for (const [key, wall] of starts) {
    if (single.has(key)) continue;
    const moved = lastBefore(future, key);
    if (moved === undefined) yield occurrenceOf(wall, timeInFrame(wall, frame), master, frame);
    else if (moved.details.status !== 'cancelled')
      yield occurrenceOf(wall, movedStart(wallMs(wall + moved.shift), moved.details, frame), moved.details, frame);
  }
}

/** A change for all later occurrences may also make days of times, and times of days. */
function movedStart(wall: WallMs, { start }: EventDetails, frame: SeriesFrame): CalendarTime {
  if (start.time === null) return calendarTimeOf(wall, 'floating', true);
  if (!frame.isWholeDay) return calendarTimeOf(wall, frame.zone, false);
  const wallOfFirst = wallMsOf(start);
  return calendarTimeOf(wallMs(wall + wallOfFirst - dayBegin(wallOfFirst)), start.zone, false);
}

function occurrenceOf(at: WallMs, startTime: CalendarTime, details: EventDetails, frame: SeriesFrame): Occurrence {
  const { homeZone } = frame;
  const atTime = timeInFrame(at, frame);
  const start = instantOf(startTime, homeZone);
  const named = { at: instantOf(atTime, homeZone), start, atTime, startTime, details };
  const { start: first, end: firstEnd } = details;
  if (startTime.time === null) {
    const days = Math.ceil((wallMsOf(firstEnd) - wallMsOf(first)) / DAY_MS);
    const endTime = calendarTimeOf(wallMs(wallMsOf(startTime) + days * DAY_MS), 'floating', true);
    return { ...named, end: instantOf(endTime, homeZone), isWholeDay: true, endTime };
  }
  // RFC 5545 §3.8.5.3: each lasts exactly as long as the first one.
  const end = instant(start + instantOf(firstEnd, homeZone) - instantOf(first, homeZone));
  const zone = firstEnd.time === null ? startTime.zone : firstEnd.zone;
  return { ...named, end, isWholeDay: false, endTime: calendarTimeOf(wallAt(end, zone, homeZone), zone, false) };
}
