/** Whether two series happen at the same times, and are the same each time. */
import type { CalendarTime, EventDetails, EventSeries, Zone } from '../../model/calendar.ts';
import { compareEventDetails } from './compare-details.ts';
import type { CalendarFinding } from './compare-texts.ts';
import { isEndless, type Window, wholeWindow, windowsOf } from './compare-windows.ts';
import { expandSeries, type Occurrence } from './expand.ts';
import { ExpansionError } from './expansion-error.ts';
import { isSameZone } from './series-frame.ts';

/** Occurrences of one series that are compared within one window: 27 years of days. */
const OCCURRENCES_MAX = 10_000;

/** A finding about one changed occurrence has the field that differs in it too: a loss of either excuses it. */
export interface SeriesFinding extends CalendarFinding {
  readonly within?: CalendarFinding['field'];
}

/**
 * Occurrences are matched by when they begin, and else by when they would have begun. A series that cannot be expanded is
 * compared by its rules and its first time. Times that float on one side only are compared on the wall.
 */
export function compareSeries(source: EventSeries, copy: EventSeries): readonly SeriesFinding[] {
  const found: SeriesFinding[] = [];
  const masters = [source.master, copy.master] as const;
  if (masters[0] !== null && masters[1] !== null) {
    found.push(...compareEventDetails(masters[0], masters[1]), ...compareZones(masters[0], masters[1]));
  }
  return [...found, ...compareTimes(source, copy)];
}

function compareTimes(source: EventSeries, copy: EventSeries): readonly SeriesFinding[] {
  if (recurs(source) !== recurs(copy))
    return [{ field: 'recurrence', how: recurs(source) ? 'missing' : 'added' }, ...compareFirst(source, copy)];
  try {
    const found = once(compareOccurrences(expandBoth(source, copy), source, copy));
    if (isEndless(source) === isEndless(copy) || found.some(({ field }) => field === 'recurrence')) return found;
    return [{ field: 'recurrence', how: 'changed' }, ...found];
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    return [...compareRules(source, copy), ...compareFirst(source, copy)];
  }
}

function recurs({ master, recurrence, changed }: EventSeries): boolean {
  return master === null || recurrence.rules.length + recurrence.dates.length + changed.length > 0;
}

interface Expanded {
  readonly source: readonly Occurrence[];
  readonly copy: readonly Occurrence[];
}

function expandBoth(source: EventSeries, copy: EventSeries): Expanded {
  const both = [source, copy];
  if (!both.some(isEndless)) {
    const whole = expandWithin(both, wholeWindow(both));
    if (whole.isWhole) return whole;
  }
  const parts = windowsOf(both).map((window) => expandWithin(both, window));
  return { source: parts.flatMap((part) => part.source), copy: parts.flatMap((part) => part.copy) };
}

function expandWithin(series: readonly EventSeries[], window: Window): Expanded & { readonly isWhole: boolean } {
  const options = { ...window, homeZone: 'UTC', occurrencesMax: OCCURRENCES_MAX };
  const [source = [], copy = []] = series.map((one) => expandSeries(one, options));
  // Where one list was cut off, only the time that both cover is compared.
  const cut = [source, copy].filter(({ length }) => length >= OCCURRENCES_MAX).map((list) => list.at(-1)?.start ?? 0);
  const end = Math.min(Number.POSITIVE_INFINITY, ...cut);
  const within = (list: readonly Occurrence[]): readonly Occurrence[] => list.filter(({ start }) => start < end);
  return { source: within(source), copy: within(copy), isWhole: cut.length === 0 };
}

function compareOccurrences(pairs: Expanded, source: EventSeries, copy: EventSeries): readonly SeriesFinding[] {
  const isOnWall = floats(source) !== floats(copy);
  const matched = matchOccurrences(pairs, isOnWall, recurs(source));
  const isRegular = ({ details }: Occurrence, { master }: EventSeries): boolean => details === master;
  const found: SeriesFinding[] = [];
  const compared = new Map<EventDetails, Map<EventDetails, readonly CalendarFinding[]>>();
  for (const [original, copied] of matched.both) {
    const isPlain = isRegular(original, source) && isRegular(copied, copy);
    const name = original.atTime.date;
    if (spanOf(original, isOnWall) !== spanOf(copied, isOnWall))
      found.push(
        isPlain
          ? { field: 'time', how: 'changed' }
          : { field: 'changed occurrences', how: 'changed', name, within: 'time' },
      );
    if (isPlain) continue;
    const known = compared.get(original.details) ?? new Map<EventDetails, readonly CalendarFinding[]>();
    compared.set(original.details, known);
    const differences = known.get(copied.details) ?? compareEventDetails(original.details, copied.details);
    known.set(copied.details, differences);
    for (const { field, how } of differences) found.push({ field: 'changed occurrences', how, name, within: field });
  }
  return [...found, ...unmatched(matched, source, copy)];
}

interface Matched {
  readonly both: readonly (readonly [Occurrence, Occurrence])[];
  readonly missing: readonly Occurrence[];
  readonly added: readonly Occurrence[];
}

/**
 * By when they begin, since a server may have moved another occurrence there than the source did; what is left, by when they
 * would have begun; then by the day, since a series that begins at another hour is the same series.
 */
function matchOccurrences({ source, copy }: Expanded, isOnWall: boolean, isSeries: boolean): Matched {
  const [one] = source;
  const [other] = copy;
  if (!isSeries && one !== undefined && other !== undefined) return { both: [[one, other]], missing: [], added: [] };
  const both: (readonly [Occurrence, Occurrence])[] = [];
  let missing = source;
  let added = copy;
  const keys: readonly ((occurrence: Occurrence) => string)[] = [
    // Two may begin at once.
    (occurrence) => `${atOf(occurrence, isOnWall)} ${spanOf(occurrence, isOnWall)}`,
    (occurrence) => spanOf(occurrence, isOnWall),
    (occurrence) => atOf(occurrence, isOnWall),
    ({ atTime }) => atTime.date,
  ];
  for (const key of keys) {
    const left = new Map(added.map((occurrence) => [key(occurrence), occurrence]));
    missing = missing.filter((occurrence) => {
      const match = left.get(key(occurrence));
      if (match === undefined) return true;
      left.delete(key(occurrence));
      both.push([occurrence, match]);
      return false;
    });
    const taken = new Set(both.map(([, match]) => match));
    added = added.filter((occurrence) => !taken.has(occurrence));
  }
  return { both, missing, added };
}

function unmatched({ missing, added }: Matched, source: EventSeries, copy: EventSeries): readonly SeriesFinding[] {
  if (missing.length + added.length === 0) return [];
  const lost = missing.filter(({ details }) => details === source.master);
  const gained = added.filter(({ details }) => details === copy.master);
  const how = missing.length > 0 && added.length > 0 ? 'changed' : missing.length > 0 ? 'partial' : 'added';
  // Where the rules differ, the changes of what is not there any more are not to blame.
  if (lost.length + gained.length > 0) return [{ field: 'recurrence', how }];
  const days = [...missing, ...added].map(({ atTime }) => atTime.date);
  return days.map((name): SeriesFinding => ({ field: 'changed occurrences', how, name }));
}

/** When it would have begun, as a text. */
function atOf({ at, atTime, isWholeDay }: Occurrence, isOnWall: boolean): string {
  return isOnWall || isWholeDay || atTime.time === null ? wallText(atTime) : String(at);
}

/** When it begins and ends, as a text. */
function spanOf({ start, end, startTime, endTime, isWholeDay }: Occurrence, isOnWall: boolean): string {
  return isOnWall || isWholeDay ? `${wallText(startTime)} ${wallText(endTime)}` : `${start} ${end}`;
}

function wallText({ date, time }: CalendarTime): string {
  return time === null ? date : `${date}T${time}`;
}

function floats({ master, changed }: EventSeries): boolean {
  const start = master?.start ?? changed[0]?.at;
  return start?.time !== null && start?.zone === 'floating';
}

/** Of an event that happens once on one side only, or whose rules nobody can expand, the first time. */
function compareFirst({ master: source }: EventSeries, { master: copy }: EventSeries): readonly SeriesFinding[] {
  if (source === null || copy === null) return [];
  const once = (master: EventDetails): EventSeries => {
    const recurrence = { rules: [], exceptRules: [], dates: [], exceptDates: [] };
    return { kind: 'event', uid: '', master, recurrence, changed: [] };
  };
  const [original, copied] = [once(source), once(copy)];
  return compareOccurrences(expandBoth(original, copied), original, copied);
}

function compareRules(source: EventSeries, copy: EventSeries): readonly SeriesFinding[] {
  const text = ({ recurrence, changed }: EventSeries): string =>
    JSON.stringify([recurrence, changed.map(({ at }) => at)]);
  return text(source) === text(copy) ? [] : [{ field: 'recurrence', how: 'changed' }];
}

/** Another name for the same times is worth a note only; a zone where there was none is another meaning at the next change. */
function compareZones(source: EventDetails, copy: EventDetails): readonly CalendarFinding[] {
  const pairs = [[source.start, copy.start] as const, [source.end, copy.end] as const];
  const differing = pairs.filter(
    ([one, other]) => one.time !== null && other.time !== null && !isSameZone(one.zone, other.zone),
  );
  if (differing.length === 0) return [];
  const isPlaced = (zone: Zone): boolean => zone !== 'floating';
  const isRenamed = differing.every(([one, other]) => isPlaced(one.zone) === isPlaced(other.zone));
  return [{ field: 'time zone', how: isRenamed ? 'rewritten' : 'changed' }];
}

/** One finding for each thing that can be said, and no more of them than anybody reads. */
function once(findings: readonly SeriesFinding[]): readonly SeriesFinding[] {
  const found = new Map<string, SeriesFinding>();
  for (const finding of findings)
    found.set([finding.field, finding.how, finding.name, finding.within].join('\n'), finding);
  return [...found.values()];
}
