/** How a series of iCalendar becomes one series of Exchange: a pattern, days of it that are deleted, and occurrences that differ. Pure. */
import { type Instant, instant } from '../../base/clock.ts';
import { expandSeries, type Occurrence } from '../../content/calendar/expand.ts';
import { ExpansionError } from '../../content/calendar/expansion-error.ts';
import { DAY_MS, dateText, dayOf, wallMs, wallMsOf } from '../../content/calendar/wall-time.ts';
import { instantOf, instantOnWall, wallAt } from '../../content/calendar/zones.ts';
import type { EventDetails, EventSeries, Recurrence, Zone } from '../../model/calendar.ts';
import type { EwsRange, EwsRecurrence } from '../../wire/ews/recurrence-element.ts';
import { coveringPatterns, type Fit, fitPattern, type Slot } from './fit-pattern.ts';
import { patternsOf } from './rule-patterns.ts';

/** Occurrences of one series that are counted out. Some ten thousand cost some milliseconds. */
const OCCURRENCES_MAX = 8000;
/** Of a series without end so much is counted out, beyond everything that is said about single days. */
const HORIZON_MS = 10 * 366 * DAY_MS;
/** Occurrences of one series that differ from the rest. Each is a change of its own on the server. */
const CHANGED_MAX = 200;
/** What Outlook and the server take as a number of occurrences. */
const COUNT_MAX = 999;
/** All that iCalendar can name lies between. */
const EARLIEST = instant(dayOf(1, 1, 3) * DAY_MS);
const LATEST = instant(dayOf(9999, 12, 29) * DAY_MS);

/** An occurrence that is not like the others. */
export interface ChangedSlot {
  readonly slot: Slot;
  /** When the pattern has it: the server says so too. */
  readonly originalStart: Instant;
  readonly occurrence: Occurrence;
}

/** What one item of Exchange will be. */
export interface SeriesPlan {
  /** What all occurrences are like but the changed ones. */
  readonly base: EventDetails;
  /** Of the first slot, or of the only occurrence. */
  readonly start: Instant;
  readonly end: Instant;
  /** Null: it happens once. */
  readonly recurrence: EwsRecurrence | null;
  readonly deleted: readonly { readonly slot: Slot; readonly originalStart: Instant }[];
  readonly changed: readonly ChangedSlot[];
  /** What of the series is not in the plan. */
  readonly missing: readonly ('recurrence' | 'changed occurrences')[];
}

/** Where the pattern counts its days: `place` is a zone that Exchange has, or a whole day's home. */
export interface SeriesPlace {
  readonly place: Zone;
  /** An IANA name. */
  readonly homeZone: string;
}

/** Null for a series without any occurrence. */
export function planSeries(series: EventSeries, where: SeriesPlace): SeriesPlan | null {
  const all = occurrencesOf(series, where);
  if (all === null) return onlyFirst(series, where);
  const [first] = all.found;
  if (first === undefined) return null;
  if (all.found.length === 1 && !isRepeating(series.recurrence)) return once(first, []);
  const regular = occurrencesOf({ ...series, changed: [] }, where)?.found ?? [];
  const regularDays = new Set(regular.map((occurrence) => dayIn(occurrence, where)));
  const inRule = all.found.filter((occurrence) => regularDays.has(dayIn(occurrence, where)));
  const attempts = [
    () => planFitted(series, all, where, []),
    () =>
      inRule.length === all.found.length
        ? null
        : planFitted(series, { ...all, found: inRule }, where, ['changed occurrences']),
    () => planNearest(series, where),
    () => onlyFirst(series, where),
  ];
  for (const attempt of attempts) {
    const plan = attempt();
    if (plan !== null) return plan;
  }
  return once(first, ['recurrence']);
}

function isRepeating({ rules, dates }: Recurrence): boolean {
  return rules.length > 0 || dates.length > 0;
}

interface Counted {
  readonly found: readonly Occurrence[];
  /** More of the same follow after the last of them. */
  readonly isEndless: boolean;
}

/** Null when nobody can say when it happens. */
function occurrencesOf(series: EventSeries, { homeZone }: SeriesPlace): Counted | null {
  const isEndless = series.recurrence.rules.some(({ count, until }) => count === null && until === null);
  const until = isEndless ? instant(Math.min(LATEST, lastNamed(series, homeZone) + HORIZON_MS)) : LATEST;
  try {
    const found = expandSeries(series, { from: EARLIEST, until, homeZone, occurrencesMax: OCCURRENCES_MAX });
    // So many that they are not counted out, and an end that nobody can tell.
    if (!isEndless && found.length === OCCURRENCES_MAX) return null;
    return { found, isEndless };
  } catch (error) {
    if (error instanceof ExpansionError) return null;
    throw error;
  }
}

/** The latest moment that anything is said about. */
function lastNamed({ master, recurrence, changed }: EventSeries, homeZone: string): number {
  const times = [
    ...(master === null ? [] : [master.start]),
    ...recurrence.dates,
    ...recurrence.exceptDates,
    ...changed.flatMap(({ at, details }) => [at, details.start]),
  ];
  return times.reduce((latest, time) => Math.max(latest, instantOf(time, homeZone)), 0);
}

/** The day on the wall on which the series has it, in days from 1970-01-01. */
function dayIn({ at, atTime }: Occurrence, { place, homeZone }: SeriesPlace): number {
  const wall = atTime.time === null ? wallMsOf(atTime) : wallAt(at, place, homeZone);
  return Math.floor(wall / DAY_MS);
}

function planFitted(
  series: EventSeries,
  { found, isEndless }: Counted,
  where: SeriesPlace,
  missing: SeriesPlan['missing'],
): SeriesPlan | null {
  const byDay = new Map(found.map((occurrence) => [dayIn(occurrence, where), occurrence]));
  // Exchange has no two occurrences of one series on one day.
  if (byDay.size !== found.length) return null;
  const days = [...byDay.keys()].sort((one, other) => one - other);
  const [first] = days;
  if (first === undefined) return null;
  const { rules } = series.recurrence;
  const start = series.master === null ? first : dayIn({ ...firstOf(found), ...startOf(series.master, where) }, where);
  const patterns = rules.length === 1 && rules[0] !== undefined ? patternsOf(rules[0], start) : [];
  const ruled = fitPattern(patterns, { days, isEndless });
  const fit = ruled ?? (isEndless ? null : fitPattern(coveringPatterns(days), { days, isEndless }));
  if (fit === null) return days.length === 1 && !isEndless ? once(firstOf(found), missing) : null;
  return fitted(series, { fit, byDay, isEndless }, where, missing);
}

function firstOf(found: readonly Occurrence[]): Occurrence {
  const [first] = found;
  if (first === undefined) throw new Error('impossible: there is an occurrence');
  return first;
}

function startOf({ start }: EventDetails, { homeZone }: SeriesPlace): Pick<Occurrence, 'at' | 'atTime'> {
  return { at: instantOf(start, homeZone), atTime: start };
}

interface Fitted {
  readonly fit: Fit;
  readonly byDay: ReadonlyMap<number, Occurrence>;
  readonly isEndless: boolean;
}

/** With what most occurrences are like as the base; null when too many differ from any. */
function fitted(
  series: EventSeries,
  given: Fitted,
  where: SeriesPlace,
  missing: SeriesPlan['missing'],
): SeriesPlan | null {
  const all = [...given.byDay.values()];
  const last = all.at(-1);
  const regular = all.find(({ details }) => details === series.master) ?? firstOf(all);
  // After a change for all later occurrences the series is mostly what it was changed to.
  const isChangedForGood = series.changed.some(({ andFuture }) => andFuture) && last !== undefined;
  const bases = isChangedForGood ? [regular, last] : [regular];
  const plans = bases
    .flatMap((base) => withBase(base, given, where, missing) ?? [])
    .toSorted((one, other) => one.changed.length - other.changed.length);
  const [best] = plans;
  return best === undefined || best.changed.length > CHANGED_MAX ? null : best;
}

/** Null when the base begins on another day than the pattern has it. */
function withBase(
  base: Occurrence,
  { fit, byDay, isEndless }: Fitted,
  where: SeriesPlace,
  missing: SeriesPlan['missing'],
): SeriesPlan | null {
  const { place, homeZone } = where;
  const zone = base.isWholeDay ? 'floating' : place;
  const timeOfDay = base.isWholeDay ? 0 : wallAt(base.start, place, homeZone) - dayIn(base, where) * DAY_MS;
  if (timeOfDay < 0 || timeOfDay >= DAY_MS) return null;
  const lasts = wallAt(base.end, zone, homeZone) - wallAt(base.start, zone, homeZone);
  const startIn = ({ day }: Slot, afterMs = 0): Instant =>
    instantOnWall(wallMs(day * DAY_MS + timeOfDay + afterMs), zone, homeZone);
  const changed = [...byDay].flatMap(([day, occurrence]): readonly ChangedSlot[] => {
    const slot = fit.slots.get(day);
    if (slot === undefined) return [];
    const originalStart = startIn(slot);
    const isAlike = occurrence.details === base.details && occurrence.start === originalStart;
    return isAlike ? [] : [{ slot, originalStart, occurrence }];
  });
  const first: Slot = { index: 1, day: fit.first };
  return {
    base: base.details,
    start: startIn(first),
    end: startIn(first, lasts),
    recurrence: { pattern: fit.pattern, startDate: dateText(fit.first), range: rangeOf(fit, isEndless) },
    deleted: fit.deleted.map((slot) => ({ slot, originalStart: startIn(slot) })),
    changed,
    missing,
  };
}

/** A number of occurrences says the same as their last day, and stays right when somebody moves the series. */
function rangeOf({ last }: Fit, isEndless: boolean): EwsRange {
  if (isEndless) return { is: 'no-end' };
  return last.index <= COUNT_MAX ? { is: 'numbered', count: last.index } : { is: 'until', endDate: dateText(last.day) };
}

/** The first rule that Exchange has, without the dates and rules that stand in its way. */
function planNearest(series: EventSeries, where: SeriesPlace): SeriesPlan | null {
  for (const rule of series.recurrence.rules) {
    const recurrence: Recurrence = {
      rules: [rule],
      exceptRules: [],
      dates: [],
      exceptDates: series.recurrence.exceptDates,
    };
    const nearest: EventSeries = { ...series, recurrence, changed: [] };
    const counted = occurrencesOf(nearest, where);
    const plan = counted === null ? null : planFitted(nearest, counted, where, missingOf(series));
    if (plan !== null) return plan;
  }
  return null;
}

/** The event without any of its repetitions. */
function onlyFirst(series: EventSeries, where: SeriesPlace): SeriesPlan | null {
  const { master } = series;
  if (master === null) return null;
  const start = instantOf(master.start, where.homeZone);
  const end = instantOf(master.end, where.homeZone);
  return { base: master, start, end, recurrence: null, deleted: [], changed: [], missing: missingOf(series) };
}

function missingOf({ changed }: EventSeries): SeriesPlan['missing'] {
  return changed.length > 0 ? ['recurrence', 'changed occurrences'] : ['recurrence'];
}

function once(occurrence: Occurrence, missing: SeriesPlan['missing']): SeriesPlan {
  const { details, start, end } = occurrence;
  return { base: details, start, end, recurrence: null, deleted: [], changed: [], missing };
}
