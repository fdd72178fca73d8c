/** How a series of iCalendar becomes one series of Exchange: a pattern, days of it that are deleted, and occurrences that differ. Pure. */

import { dateText, dayOf } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import type { Occurrence } from '../../content/calendar/expand.ts';
import { DAY_MS, wallMs } from '../../content/calendar/wall-time.ts';
import { instantOf, instantOnWall, wallAt } from '../../content/calendar/zones.ts';
import type { EventDetails, EventSeries } from '../../model/calendar.ts';
import type { EwsPattern, EwsRange, EwsRecurrence } from '../../wire/ews/recurrence-element.ts';
import {
  type Counted,
  countOut,
  dayIn,
  isWithinDays,
  isWithoutEnd,
  lastNamed,
  type SeriesPlace,
  startDay,
  startDayIn,
} from './counted-series.ts';
import { coveringPatterns, type Fit, fitPattern, type Slot } from './fit-pattern.ts';
import { partsOfRule } from './rule-parts.ts';
import { nearPatternsOf, patternsOf } from './rule-patterns.ts';

/** Occurrences of one series that differ from the rest. Each is a change of its own on the server. */
const CHANGED_MAX = 200;
/** Occurrences that a glance has to show: DTSTART itself need not be a day of the rule, and only later ones tell. */
const GLANCE_MIN = 3;
/** Occurrences that show which weekdays a series has. */
const NEAR_DAYS = 100;
/** What Outlook and the server take as a number of occurrences. */
const COUNT_MAX = 999;
/** The last end that a series of Exchange has; later means never ([MS-OXOCAL] 2.2.1.44.1). */
const LAST_DAY = dayOf(4500, 8, 31);

/** An occurrence that is not like the others. */
export interface ChangedSlot {
  readonly slot: Slot;
  /** When the pattern has it: the server says so too. */
  readonly originalStart: Instant;
  readonly occurrence: Occurrence;
  /** The series has nothing on the day of the slot: it is there to be moved. */
  readonly isMoved: boolean;
}

/**
 * later days: right for the next years only. times: not at the same time on each day. its series: one occurrence of a series
 * that nobody knows.
 */
export type Missing = 'recurrence' | 'later days' | 'times' | 'changed occurrences' | 'its series';

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
  readonly missing: readonly Missing[];
}

/** Null for a series without any occurrence. */
export function planSeries(series: EventSeries, where: SeriesPlace): SeriesPlan | null {
  const glance = isWithoutEnd(series) && !isWithinDays(series) ? countOut(series, where, 'glance') : null;
  if (glance !== null && glance.endlessUntil !== null && glance.found.length >= GLANCE_MIN) {
    const plan = planFitted(series, glance, where, []);
    if (plan?.missing.length === 0) return plan;
  }
  const all = countOut(series, where);
  if (all === null) return planNearest(series, null, where) ?? onlyFirst(series, where);
  const [first] = all.found;
  if (first === undefined) return cancelledOccurrence(series, where);
  if (series.master === null && all.found.length === 1) return once(first, ['its series']);
  if (!isRepeating(series) && all.found.length === 1) return once(first, []);
  return (
    planFitted(series, all, where, []) ??
    planWithoutStrays(series, all, where) ??
    planNearest(series, all, where) ??
    onlyFirst(series, where) ??
    once(first, ['recurrence'])
  );
}

function isRepeating({ recurrence: { rules, dates }, changed }: EventSeries): boolean {
  return rules.length + dates.length + changed.length > 0;
}

function planFitted(
  series: EventSeries,
  { found, endlessUntil, isDriedUp }: Counted,
  where: SeriesPlace,
  missing: readonly Missing[],
): SeriesPlan | null {
  const dayWhere = isInOrder(found) ? dayIn : startDayIn;
  const byDay = new Map(found.map((occurrence) => [dayWhere(occurrence, where), occurrence]));
  // Exchange has no two occurrences of one series on one day.
  if (byDay.size !== found.length) return null;
  const days = [...byDay.keys()].sort((one, other) => one - other);
  const { rules } = series.recurrence;
  const exact = rules.flatMap((rule) => patternsOf(rule, startDay(series, where) ?? days[0] ?? 0));
  const isEndless = endlessUntil !== null;
  const near = isEndless ? nearPatterns(series, found, where) : coveringPatterns(days);
  // A day less: what was known may end within the day of some zone.
  const known = isEndless ? Math.floor(endlessUntil / DAY_MS) - 2 : null;
  const wanted = {
    days: known === null ? days : days.filter((day) => day <= known),
    endlessUntil: known,
  };
  const fit = fitPattern(exact, wanted) ?? fitPattern(near, wanted);
  if (fit === null) return null;
  const isByChance = near.includes(fit.pattern) || isMendedForever(fit, lastNamed(series, where));
  const isForNow = isDriedUp || (isEndless && isByChance);
  const later = isForNow && !missing.includes('recurrence') ? (['later days'] as const) : [];
  return fitted(series, { fit, byDay, isEndless }, where, [...missing, ...later]);
}

/** In Exchange no occurrence may pass another: where the source lets one, what counts is when they begin in the end. */
function isInOrder(found: readonly Occurrence[]): boolean {
  const sorted = found.toSorted((one, other) => one.start - other.start);
  return sorted.every(({ at }, index) => index === 0 || at >= (sorted[index - 1]?.at ?? at));
}

/** Patterns that have most of the days for some years, and not by their nature. */
function nearPatterns(series: EventSeries, found: readonly Occurrence[], where: SeriesPlace): readonly EwsPattern[] {
  const start = startDay(series, where);
  const near = start === null ? [] : series.recurrence.rules.flatMap((rule) => nearPatternsOf(rule, start));
  const some = found.slice(0, NEAR_DAYS).map((occurrence) => dayIn(occurrence, where));
  const days = [...new Set(some)].sort((one, other) => one - other);
  return [...near, ...coveringPatterns(days).filter(({ is }) => is === 'daily' || is === 'weekly')];
}

/** Days that nobody named are not as the pattern has them: it will go on like this, and the mending does not. */
function isMendedForever({ deleted, slots }: Fit, lastMs: number): boolean {
  const isLater = ({ day }: Slot): boolean => day * DAY_MS > lastMs + DAY_MS;
  return deleted.some(isLater) || [...slots].some(([day, slot]) => day !== slot.day && isLater(slot));
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
  missing: readonly Missing[],
): SeriesPlan | null {
  const all = [...given.byDay.values()];
  const last = all.at(-1);
  const regular = all.find(({ details }) => details === series.master) ?? all[0];
  if (regular === undefined || last === undefined) return null;
  // After a change for all later occurrences the series is mostly what it was changed to.
  const bases = series.changed.some(({ andFuture }) => andFuture) ? [regular, last] : [regular];
  const plans = bases
    .flatMap((base) => withBase(series, base, given, where, missing) ?? [])
    .toSorted((one, other) => one.changed.length - other.changed.length);
  const [best] = plans;
  return best === undefined || best.changed.length > CHANGED_MAX ? null : best;
}

/** Null when the base begins on another day than the pattern has it. */
function withBase(
  series: EventSeries,
  base: Occurrence,
  { fit, byDay, isEndless }: Fitted,
  where: SeriesPlace,
  missing: readonly Missing[],
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
    return isAlike ? [] : [{ slot, originalStart, occurrence, isMoved: slot.day !== day }];
  });
  const first: Slot = { index: 1, day: fit.first };
  const range = rangeOf(fit, isEndless);
  const isShifted = isEndless && isShiftedForever(changed, base, lastNamed(series, where));
  const isCut = !isEndless && range.is === 'no-end';
  const isForNow = (isShifted || isCut) && !missing.some((what) => what === 'recurrence' || what === 'later days');
  return {
    base: base.details,
    start: startIn(first),
    end: startIn(first, lasts),
    recurrence: { pattern: fit.pattern, startDate: dateText(fit.first), range },
    deleted: fit.deleted.map((slot) => ({ slot, originalStart: startIn(slot) })),
    changed,
    missing: isForNow ? [...missing, 'later days'] : missing,
  };
}

/** Occurrences that nobody named are at another hour: a zone that Exchange does not know changes its clocks on other days. */
function isShiftedForever(changed: readonly ChangedSlot[], base: Occurrence, lastMs: number): boolean {
  return changed.some(
    ({ slot, occurrence }) => occurrence.details === base.details && slot.day * DAY_MS > lastMs + DAY_MS,
  );
}

/** A number of occurrences says the same as their last day, and stays right when somebody moves the series. */
function rangeOf({ last }: Fit, isEndless: boolean): EwsRange {
  if (isEndless || last.day > LAST_DAY) return { is: 'no-end' };
  return last.index <= COUNT_MAX ? { is: 'numbered', count: last.index } : { is: 'until', endDate: dateText(last.day) };
}

/** Without changes of occurrences that no rule gives: a single one of them may stand in the way of all others. */
function planWithoutStrays(series: EventSeries, all: Counted, where: SeriesPlace): SeriesPlan | null {
  if (series.master === null || series.changed.length === 0) return null;
  const regular = countOut({ ...series, changed: [] }, where)?.found ?? [];
  const days = new Set(regular.map((occurrence) => dayIn(occurrence, where)));
  const found = all.found.filter((occurrence) => days.has(dayIn(occurrence, where)));
  if (found.length === all.found.length)
    return planFitted({ ...series, changed: [] }, { ...all, found: regular }, where, ['changed occurrences']);
  return (
    planFitted(series, { ...all, found }, where, ['changed occurrences']) ??
    planFitted({ ...series, changed: [] }, { ...all, found: regular }, where, ['changed occurrences'])
  );
}

/** A part of what the series has: the first occurrence of each day, or one of its rules, or a part of one. */
function planNearest(series: EventSeries, all: Counted | null, where: SeriesPlace): SeriesPlan | null {
  const missing: readonly Missing[] =
    series.changed.length > 0 ? ['recurrence', 'changed occurrences'] : ['recurrence'];
  const bare: EventSeries = { ...series, changed: [] };
  const whole = series.changed.length === 0 ? all : countOut(bare, where);
  const days = whole === null ? null : { ...whole, found: firstOfDays(whole, where) };
  const firsts = days === null ? null : planFitted(bare, days, where, missing);
  if (firsts !== null) {
    const moved = firsts.changed.filter(({ isMoved }) => isMoved);
    // The first of several on a day may be at another time on each.
    return moved.length === firsts.changed.length
      ? firsts
      : { ...firsts, changed: moved, missing: [...firsts.missing, 'times'] };
  }
  const start = startDay(series, where);
  if (start === null) return null;
  for (const rule of series.recurrence.rules.flatMap((one) => [one, ...partsOfRule(one, start)])) {
    const { exceptDates } = series.recurrence;
    const part: EventSeries = { ...bare, recurrence: { rules: [rule], exceptRules: [], dates: [], exceptDates } };
    const counted = countOut(part, where);
    const plan = counted === null ? null : planFitted(part, counted, where, missing);
    if (plan !== null) return plan;
  }
  return null;
}

function firstOfDays({ found }: Counted, where: SeriesPlace): readonly Occurrence[] {
  const byDay = new Map<number, Occurrence>();
  for (const occurrence of found) {
    const day = dayIn(occurrence, where);
    if (!byDay.has(day)) byDay.set(day, occurrence);
  }
  return [...byDay.values()];
}

/** The event without any of its repetitions; null when only single occurrences of the series are known. */
export function onlyFirst({ master, changed }: EventSeries, { homeZone }: SeriesPlace): SeriesPlan | null {
  if (master === null) return null;
  const missing: readonly Missing[] = changed.length > 0 ? ['recurrence', 'changed occurrences'] : ['recurrence'];
  const [start, end] = [instantOf(master.start, homeZone), instantOf(master.end, homeZone)];
  return { base: master, start, end, recurrence: null, deleted: [], changed: [], missing };
}

/** One cancelled occurrence of a series that nobody knows: all that is left of an invitation. */
function cancelledOccurrence({ master, changed }: EventSeries, { homeZone }: SeriesPlace): SeriesPlan | null {
  const [only] = changed;
  if (master !== null || only === undefined) return null;
  const [start, end] = [instantOf(only.details.start, homeZone), instantOf(only.details.end, homeZone)];
  return { base: only.details, start, end, recurrence: null, deleted: [], changed: [], missing: ['its series'] };
}

function once(occurrence: Occurrence, missing: readonly Missing[]): SeriesPlan {
  const { details, start, end } = occurrence;
  return { base: details, start, end, recurrence: null, deleted: [], changed: [], missing };
}
