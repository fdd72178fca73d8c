/** When the occurrences of a series begin by its rules and dates, before single ones are changed (RFC 5545 §3.8.5). */
import type { CalendarTime, EventSeries, RecurrenceRule } from '../../model/calendar.ts';
import { WorkBound } from './expansion-error.ts';
import { ruleTimes } from './rule-times.ts';
import { dayBegin, keyInFrame, type SeriesFrame, wallInFrame } from './series-frame.ts';
import { DAY_MS, type WallMs, wallMs, wallMsOf } from './wall-time.ts';
import { instantOf } from './zones.ts';

export interface StartsWanted {
  readonly frame: SeriesFrame;
  /** On the wall of the series, both included. Earlier ones may come too. */
  readonly from: WallMs;
  readonly until: WallMs;
  /** Of those from `countFrom` on the earliest ones; later ones may come too. */
  readonly startsMax: number;
  readonly countFrom: WallMs;
}

/** By `keyInFrame`, in no order: of RRULE and RDATE what neither EXRULE nor EXDATE takes away. Throws `ExpansionError`. */
export function seriesStarts(series: EventSeries, wanted: StartsWanted): Map<number, WallMs> {
  const { master, recurrence } = series;
  const starts = new Map<number, WallMs>();
  if (master === null) return starts;
  const { frame } = wanted;
  const start = wallMsOf(master.start);
  const work = new WorkBound();
  const startsMax = wanted.startsMax + recurrence.exceptDates.length;
  // The first occurrence is one even where a rule, or its UNTIL, knows nothing of it.
  starts.set(keyInFrame(start, frame), start);
  for (const rule of recurrence.rules)
    for (const { key, wall } of startsOfRule(rule, start, true, { ...wanted, startsMax }, work)) starts.set(key, wall);
  for (const date of recurrence.dates) {
    const wall = withTimeOf(start, date, frame);
    if (wall <= wanted.until) starts.set(keyInFrame(wall, frame), wall);
  }
  const last = [...starts.values()].reduce<number>((latest, wall) => Math.max(latest, wall), start);
  for (const rule of recurrence.exceptRules) {
    const excepted = { ...wanted, until: wallMs(last), startsMax: Number.POSITIVE_INFINITY };
    for (const { key } of startsOfRule(rule, start, false, excepted, work)) starts.delete(key);
  }
  exceptDates(starts, recurrence.exceptDates, frame);
  return starts;
}

interface Start {
  readonly key: number;
  readonly wall: WallMs;
}

function* startsOfRule(
  rule: RecurrenceRule,
  start: WallMs,
  withStart: boolean,
  { frame, from, countFrom, until, startsMax }: StartsWanted,
  work: WorkBound,
): Generator<Start, void> {
  const end = ruleEnd(rule.until, frame);
  // A day more, for UNTIL may be an instant in the hour that the wall shows twice.
  const searched = wallMs(Math.min(until, end.wall + DAY_MS));
  let found = 0;
  for (const wall of ruleTimes(rule, { start, isWholeDay: frame.isWholeDay, withStart, from, until: searched, work })) {
    const key = keyInFrame(wall, frame);
    if (key > end.key) return;
    yield { key, wall };
    if (wall >= countFrom) found += 1;
    if (found >= startsMax) return;
  }
}

/** The last start that UNTIL allows: it includes a start at that time, and when it is a mere day, each on that day. */
function ruleEnd(until: CalendarTime | null, frame: SeriesFrame): Start {
  if (until === null) return { key: Number.POSITIVE_INFINITY, wall: wallMs(Number.POSITIVE_INFINITY) };
  const wall = wallInFrame(until, frame);
  if (until.time !== null || frame.isWholeDay) {
    const isOnWall = frame.isWholeDay || until.zone === 'floating';
    return { key: isOnWall ? keyInFrame(wall, frame) : instantOf(until, frame.homeZone), wall };
  }
  const lastOfDay = wallMs(wall + DAY_MS - 1);
  return { key: keyInFrame(lastOfDay, frame), wall: lastOfDay };
}

/** An added date that is a mere day has the time of the start. */
function withTimeOf(start: WallMs, date: CalendarTime, frame: SeriesFrame): WallMs {
  const wall = wallInFrame(date, frame);
  return date.time === null && !frame.isWholeDay ? wallMs(wall + start - dayBegin(start)) : wall;
}

/** A left out date that is a mere day leaves out all that begins on it. */
function exceptDates(starts: Map<number, WallMs>, dates: readonly CalendarTime[], frame: SeriesFrame): void {
  const days = new Set<number>();
  for (const date of dates) {
    if (date.time === null && !frame.isWholeDay) days.add(dayBegin(wallInFrame(date, frame)));
    else starts.delete(keyInFrame(wallInFrame(date, frame), frame));
  }
  if (days.size === 0) return;
  for (const [key, wall] of starts) if (days.has(dayBegin(wall))) starts.delete(key);
}
