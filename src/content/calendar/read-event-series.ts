/** All VEVENTs of one UID: the event or series itself, and the occurrences that are not like the others. */
import type { CalendarTime, ChangedOccurrence, EventDetails, EventSeries, Recurrence } from '../../model/calendar.ts';
import { CalendarError } from './calendar-error.ts';
import type { Component } from './component.ts';
import type { ItemSource } from './item-source.ts';
import { PlacedLines, parameterWord, withMoreLines } from './placed-lines.ts';
import { readEvent } from './read-event.ts';
import { keepRecurrence, NO_RECURRENCE, occurrenceTime, type Period, readRecurrence } from './read-recurrence.ts';
import { keptComponent, sequenceOf, settleRivals, supersededLine } from './read-rivals.ts';
import { afterDuration, type Duration, isBefore } from './read-times.ts';
import { hasRecurrenceId } from './read-uid.ts';
import { SECOND_MS, wallMsOf } from './wall-time.ts';
import { instantOf } from './zones.ts';

/** Methods that make a file a message about an event rather than the event. */
const ABOUT_IT: ReadonlySet<string> = new Set(['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH']);

/** Dates with a length of their own, each of which becomes a whole event; what is beyond lasts as long as the series says. */
const PERIODS_MAX = 1000;

/** Throws a CalendarError when the event itself cannot be read; a changed occurrence that cannot be read is kept as a line. */
export function readEventSeries(source: ItemSource): EventSeries {
  const own = mastersOf(source.components);
  const [first, ...others] = own;
  const read = first === undefined ? null : readMaster([first, ...others], source);
  const changed = readChanged(source, own, read?.master ?? null);
  const all = withPeriods([...changed.occurrences, ...(read?.changed ?? [])], read);
  const [firstChanged] = all;
  const said = ABOUT_IT.has(source.method) ? [`METHOD:${source.method}`] : [];
  const trailing = [...(read?.lines ?? []), ...changed.lines];
  const place = { leading: said, trailing };
  if (read !== null) {
    const master = withLines(read.master, place);
    return { kind: 'event', uid: source.uid, master, recurrence: read.recurrence, changed: all };
  }
  // Only lines that no occurrence could be read from.
  if (firstChanged === undefined) throw changed.error ?? noEvent(source);
  const led = { ...firstChanged, details: withLines(firstChanged.details, place) };
  return { kind: 'event', uid: source.uid, master: null, recurrence: NO_RECURRENCE, changed: [led, ...all.slice(1)] };
}

function noEvent(source: ItemSource): CalendarError {
  return new CalendarError('VEVENT', source.components[0]?.line ?? 1, 'it is no event');
}

function withLines(
  details: EventDetails,
  place: { readonly leading: readonly string[]; readonly trailing: readonly string[] },
) {
  return { ...details, others: [...place.leading, ...withMoreLines(details.others, place.trailing)] };
}

interface ReadMaster {
  readonly master: EventDetails;
  readonly recurrence: Recurrence;
  readonly periods: readonly Period[];
  /** Occurrences that came as components of their own without RECURRENCE-ID. */
  readonly changed: readonly ChangedOccurrence[];
  readonly lines: readonly string[];
}

function readMaster(own: readonly [Component, ...Component[]], source: ItemSource): ReadMaster {
  const twins = own.length > 1 ? readTwins(own, source) : null;
  if (twins !== null) return twins;
  const { latest, superseded } = settleRivals(own);
  const { details, recurrence, periods } = readOwn(latest, source);
  return { master: details, recurrence, periods, changed: [], lines: superseded.map(supersededLine) };
}

function readOwn(component: Component, source: ItemSource) {
  const lines = new PlacedLines(component);
  lines.all('UID', (line) => line);
  lines.all('METHOD', (line) => line);
  lines.all('RECURRENCE-ID', () => null);
  const status = source.method === 'CANCEL' ? 'cancelled' : null;
  const { details, others } = readEvent(lines, source.times, { start: null, duration: null, status });
  const { recurrence, periods } = readRecurrence(lines, source.times, details.start);
  return { details: { ...details, others: others() }, recurrence, periods };
}

/**
 * Some programs write each occurrence as an event of its own under one UID. When they begin at different times and none is a
 * later revision of another, they all count. Null when that is not so.
 */
function readTwins(own: readonly Component[], source: ItemSource): ReadMaster | null {
  const isSeries = own.some((one) => one.properties.some(({ name }) => /^(RRULE|RDATE|EXRULE|EXDATE)$/.test(name)));
  if (isSeries || new Set(own.map(sequenceOf)).size > 1) return null;
  const starts = own.map((one) => one.properties.find(({ name }) => name === 'DTSTART')?.value.trim() ?? '');
  if (starts.includes('') || new Set(starts).size < own.length) return null;
  const [first, ...rest] = own.map((one) => readOwn(one, source).details);
  if (first === undefined || rest.some((one) => (one.start.time === null) !== (first.start.time === null))) return null;
  const changed = rest.map((details): ChangedOccurrence => {
    return { at: occurrenceTime(details.start, first.start), andFuture: false, details };
  });
  const recurrence = { ...NO_RECURRENCE, dates: changed.map(({ at }) => at) };
  return { master: first, recurrence, periods: [], changed, lines: [] };
}

interface ReadChanged {
  readonly occurrences: readonly ChangedOccurrence[];
  readonly lines: readonly string[];
  readonly error: CalendarError | null;
}

/** What stands for the series. An occurrence that repeats by itself, where the series is not known, is one. */
function mastersOf(components: readonly Component[]): readonly Component[] {
  const [only, ...more] = components;
  return only !== undefined && more.length === 0 && repeats(only)
    ? [only]
    : components.filter((component) => !hasRecurrenceId(component));
}

/** Lotus Notes gives each moved occurrence an RDATE with its own time, which is no repetition. */
function repeats(component: Component): boolean {
  return component.properties.some(({ name, value }) => name === 'RRULE' || (name === 'RDATE' && value.includes(',')));
}

function readChanged(source: ItemSource, own: readonly Component[], master: EventDetails | null): ReadChanged {
  const lines: string[] = [];
  let error: CalendarError | null = null;
  const byTime = new Map<string, [Component, ...Component[]]>();
  for (const component of source.components.filter((one) => !own.includes(one))) {
    const at = recurrenceId(component, source, master);
    if (at === null) {
      const line = component.properties.find(({ name }) => name === 'RECURRENCE-ID')?.line ?? component.line;
      error ??= new CalendarError('VEVENT', line, 'its RECURRENCE-ID is no date');
      lines.push(keptComponent(component));
      continue;
    }
    const rivals = byTime.get(timeKey(at));
    if (rivals === undefined) byTime.set(timeKey(at), [component]);
    else rivals.push(component);
  }
  const occurrences = [...byTime.values()].map((rivals) => {
    const { latest, superseded } = settleRivals(rivals);
    lines.push(...superseded.map(supersededLine));
    return readOccurrence(latest, source, master);
  });
  return { occurrences, lines, error };
}

function readOccurrence(component: Component, source: ItemSource, master: EventDetails | null): ChangedOccurrence {
  const lines = new PlacedLines(component);
  lines.all('UID', (line) => line);
  lines.all('METHOD', (line) => line);
  let andFuture = false;
  const read = lines.one(
    'RECURRENCE-ID',
    (line) => {
      andFuture = parameterWord(line, 'RANGE') === 'THISANDFUTURE';
      return source.times.one(line);
    },
    andFutureParameters(component),
  );
  const at = read === null ? null : occurrenceTime(read, master?.start ?? null);
  const defaults = {
    start: at,
    duration: master === null ? null : lengthOf(master),
    status: source.method === 'CANCEL' ? ('cancelled' as const) : null,
  };
  const { details, others } = readEvent(lines, source.times, defaults);
  keepRecurrence(lines);
  return { at: at ?? details.start, andFuture, details: { ...details, others: others() } };
}

/** RANGE has a place when it is the one value that RFC 5545 left of RFC 2445. */
function andFutureParameters(component: Component): readonly string[] {
  const line = component.properties.find(({ name }) => name === 'RECURRENCE-ID');
  return line !== undefined && parameterWord(line, 'RANGE') === 'THISANDFUTURE' ? ['RANGE'] : [];
}

function recurrenceId(component: Component, source: ItemSource, master: EventDetails | null): CalendarTime | null {
  const line = component.properties.find(({ name, value }) => name === 'RECURRENCE-ID' && value.trim() !== '');
  const at = line === undefined ? null : source.times.one(line);
  return at === null ? null : occurrenceTime(at, master?.start ?? null);
}

/** Equal for times that are the same instant, whatever zone they are written in. */
function timeKey(time: CalendarTime): string {
  return time.time === null || time.zone === 'floating' ? `${time.date}T${time.time}` : String(instantOf(time, 'UTC'));
}

/** How long an event is: by the calendar for whole days, else by the clock. */
function lengthOf({ start, end }: EventDetails): Duration {
  const isOnWall = start.zone === 'floating' || end.zone === 'floating';
  if (start.time === null) return { days: (wallMsOf(end) - wallMsOf(start)) / (86_400 * SECOND_MS), seconds: 0 };
  const ms = isOnWall ? wallMsOf(end) - wallMsOf(start) : instantOf(end, 'UTC') - instantOf(start, 'UTC');
  return { days: 0, seconds: Math.max(0, ms / SECOND_MS) };
}

/** An RDATE with a length of its own is an occurrence with another end. */
function withPeriods(changed: readonly ChangedOccurrence[], read: ReadMaster | null): readonly ChangedOccurrence[] {
  if (read === null || read.periods.length === 0) return changed;
  const { master } = read;
  const known = new Set(changed.map(({ at }) => timeKey(at)));
  const usual = lengthOf(master);
  const more = read.periods.slice(0, PERIODS_MAX).flatMap(({ start, end }): readonly ChangedOccurrence[] => {
    const at = occurrenceTime(start, master.start);
    const usualEnd = afterDuration(at, usual);
    const isUsual = usualEnd !== null && !isBefore(end, usualEnd) && !isBefore(usualEnd, end);
    if (isUsual || at.time === null || known.has(timeKey(at))) return [];
    known.add(timeKey(at));
    return [
      { at, andFuture: false, details: { ...master, start: at, end: occurrenceTime(end, master.start), others: [] } },
    ];
  });
  return [...changed, ...more];
}
