/** RRULE, EXRULE, RDATE and EXDATE of one component, put right against the start that they belong to. */
import type { CalendarTime, Recurrence, RecurrenceRule } from '../../model/calendar.ts';
import { CalendarError } from './calendar-error.ts';
import type { ContentLine } from './content-line.ts';
import type { PlacedLines } from './placed-lines.ts';
import { readRule } from './read-rule.ts';
import { afterDuration, isBefore, readDuration, readTime, type Times } from './read-times.ts';
import { instantOf, wallTimeAt } from './zones.ts';

/** Dates listed in one series. A daily series of thirty years that lists every day has eleven thousand. */
const DATES_MAX = 100_000;
/** Rules of one series. RFC 5545 §3.8.5.3 wants one. */
const RULES_MAX = 100;

export const NO_RECURRENCE: Recurrence = { rules: [], exceptRules: [], dates: [], exceptDates: [] };

/** RDATE with its own length. */
export interface Period {
  readonly start: CalendarTime;
  readonly end: CalendarTime;
}

export interface ReadRecurrence {
  readonly recurrence: Recurrence;
  readonly periods: readonly Period[];
}

/** `start` is null for a task without one: then times stay as they are written. */
export function readRecurrence(lines: PlacedLines, times: Times, start: CalendarTime | null): ReadRecurrence {
  const periods = lines.peek('RDATE') === null ? [] : periodsOf(lines, times);
  const recurrence = {
    rules: rulesOf(lines, 'RRULE', start),
    exceptRules: rulesOf(lines, 'EXRULE', start),
    dates: datesOf(lines, 'RDATE', times, start),
    exceptDates: datesOf(lines, 'EXDATE', times, start),
  };
  return { recurrence, periods };
}

/** Changed occurrences have no recurrence of their own (RFC 5545 §3.8.4.4); what they say of one is kept. */
export function keepRecurrence(lines: PlacedLines): void {
  for (const name of ['RRULE', 'EXRULE', 'RDATE', 'EXDATE']) lines.all(name, () => null);
}

/**
 * A time that names an occurrence of the series that begins at `start`. A day in a series of times means the occurrence of
 * that day, a time in a series of days means its day, and a time without zone is on the wall of the series.
 */
export function occurrenceTime(time: CalendarTime, start: CalendarTime | null): CalendarTime {
  if (start === null) return time;
  if (start.time === null) return time.time === null ? time : { date: time.date, time: null, zone: 'floating' };
  if (time.time === null) return { date: time.date, time: start.time, zone: start.zone };
  return time.zone === 'floating' ? { ...time, zone: start.zone } : time;
}

function rulesOf(lines: PlacedLines, name: string, start: CalendarTime | null): readonly RecurrenceRule[] {
  const read = lines.all(name, (line) => {
    const found = readRule(line.value);
    if (found !== null && !found.isWhole) lines.keep(line);
    return found === null ? null : { line, rule: withUntil(found.rule, start) };
  });
  const beyond = read[RULES_MAX];
  if (beyond !== undefined)
    throw new CalendarError(lines.component.name, beyond.line.line, `it has more than ${RULES_MAX} of ${name}`);
  return read.map(({ rule }) => rule);
}

/** RFC 5545 §3.3.10 wants UNTIL in UTC where the start has a zone; many write a day, meaning all of it, or wall time. */
function withUntil(rule: RecurrenceRule, start: CalendarTime | null): RecurrenceRule {
  const { until } = rule;
  if (until === null || start === null) return rule;
  const isWholeDay = start.time !== null && until.time === null;
  const placed = isWholeDay ? { date: until.date, time: '23:59:59', zone: start.zone } : occurrenceTime(until, start);
  return { ...rule, until: inUtc(placed) };
}

/** The same instant in UTC, unless the time floats. */
export function inUtc(time: CalendarTime): CalendarTime {
  return typeof time.zone === 'string' ? time : wallTimeAt(instantOf(time, 'UTC'), 'UTC');
}

function datesOf(lines: PlacedLines, name: string, times: Times, start: CalendarTime | null): readonly CalendarTime[] {
  let count = 0;
  return lines
    .all(name, (line) => {
      // An empty list lists nothing.
      const dates = times.all(line);
      count += dates.length;
      if (count > DATES_MAX)
        throw new CalendarError(lines.component.name, line.line, `it lists more than ${DATES_MAX} dates`);
      const read = dates.filter((date) => date !== null);
      if (read.length === 0) return null;
      if (read.length < dates.length) lines.keep(line);
      return read.map((date) => occurrenceTime(date, start));
    })
    .flat();
}

function periodsOf(lines: PlacedLines, times: Times): readonly Period[] {
  return lines.component.properties
    .filter((line) => line.name === 'RDATE' && line.value.includes('/'))
    .flatMap((line) => periodsIn(line, times));
}

function periodsIn(line: ContentLine, times: Times): readonly Period[] {
  const zone = times.zoneOf(line);
  return line.value.split(/[,;]/).flatMap((text) => {
    const [startText = '', endText = ''] = text.split('/', 2);
    const start = readTime(startText, zone, false);
    if (start === null) return [];
    const duration = readDuration(endText);
    const end = duration === null ? readTime(endText, zone, false) : afterDuration(start, duration);
    return end === null || isBefore(end, start) || start.time === null ? [] : [{ start, end }];
  });
}
