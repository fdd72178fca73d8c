/** Writes the VTIMEZONE of a zone (RFC 5545 §3.6.5) from what the time zone database says. */

import { type CivilDate, civilDate, dateText, dayOf, daysInMonth, weekdayOf } from '../../base/civil-days.ts';
import { ianaOffsetAt, ianaTransitions, type Transition } from '../../base/iana-offsets.ts';
import type { Zone } from '../../model/calendar.ts';
import { DAY_MS, SECOND_MS, WEEKDAYS } from './wall-time.ts';

/** A rule that held for fewer years in a row is written as dates. */
const RULE_YEARS_MIN = 3;

/**
 * From BEGIN to END, each line with CRLF, true from the begin of the first year to the end of the last one; rules that still
 * hold in the last year go on for ever. Of a custom zone its own text. '' for UTC and for times that float: they have none.
 */
export function vtimezoneOf(zone: Zone, fromYear: number, toYear: number): string {
  if (typeof zone === 'string') return '';
  if (zone.is === 'custom') return zone.text.endsWith('\r\n') ? zone.text : `${zone.text}\r\n`;
  const begin = (dayOf(fromYear, 1, 1) - 1) * DAY_MS;
  const offset = ianaOffsetAt(zone.name, begin);
  const transitions = ianaTransitions(zone.name, fromYear, toYear).map(onsetOf);
  const observances = [
    // What holds before the first change, as a standard time that begins on the day before the years do.
    observance(offset, offset, wallText(begin), []),
    ...runsOf(transitions).map((run) => observanceOfRun(run, toYear)),
  ];
  return ['BEGIN:VTIMEZONE', `TZID:${zone.name}`, ...observances.flat(), 'END:VTIMEZONE', ''].join('\r\n');
}

interface Onset extends Transition, CivilDate {
  /** On the wall before it, in ms since 1970. */
  readonly wall: number;
  /** Ways to say the day of the year: `BYDAY=-1SU`. */
  readonly days: ReadonlySet<string>;
}

function onsetOf(transition: Transition): Onset {
  const wall = transition.at + transition.before;
  const day = Math.floor(wall / DAY_MS);
  const date = civilDate(day);
  return { ...transition, ...date, wall, days: daysNamed(date, WEEKDAYS[weekdayOf(day)] ?? 'SU') };
}

function daysNamed({ year, month, day }: CivilDate, weekday: string): ReadonlySet<string> {
  const length = daysInMonth(year, month);
  const ways = [`BYDAY=${Math.ceil(day / 7)}${weekday}`];
  if (day > length - 7) ways.push(`BYDAY=-1${weekday}`);
  ways.push(`BYMONTHDAY=${day}`);
  // `the Sunday on or after the 9th`: any seven days in a row.
  for (let first = Math.max(1, day - 6); first <= Math.min(day, length - 6); first += 1)
    ways.push(`BYDAY=${weekday};BYMONTHDAY=${Array.from({ length: 7 }, (_, index) => first + index).join(',')}`);
  return new Set(ways);
}

interface Run {
  readonly onsets: readonly Onset[];
  /** What can be said of the day in each of the years. */
  readonly days: ReadonlySet<string>;
}

/** Changes of the same kind in years that follow each other, as long as there is one way to say the day in all of them. */
function runsOf(onsets: readonly Onset[]): readonly Run[] {
  const open = new Map<string, Run>();
  const closed: Run[] = [];
  for (const onset of onsets) {
    const timeOfDay = ((onset.wall % DAY_MS) + DAY_MS) % DAY_MS;
    const key = [onset.before, onset.after, onset.month, timeOfDay].join(' ');
    const run = open.get(key);
    const days = new Set([...onset.days].filter((way) => run === undefined || run.days.has(way)));
    const goesOn = run !== undefined && days.size > 0 && run.onsets.at(-1)?.year === onset.year - 1;
    if (run !== undefined && !goesOn) closed.push(run);
    open.set(key, goesOn ? { onsets: [...run.onsets, onset], days } : { onsets: [onset], days: onset.days });
  }
  return [...closed, ...open.values()].toSorted((a, b) => (a.onsets[0]?.at ?? 0) - (b.onsets[0]?.at ?? 0));
}

function observanceOfRun({ onsets, days }: Run, toYear: number): readonly string[] {
  const [first] = onsets;
  const last = onsets.at(-1);
  const [way] = days;
  if (first === undefined || last === undefined) return [];
  const isRule = onsets.length >= RULE_YEARS_MIN && way !== undefined;
  const until = last.year === toYear ? '' : `;UNTIL=${wallText(last.at)}Z`;
  const lines = isRule
    ? [`RRULE:FREQ=YEARLY;BYMONTH=${first.month};${way}${until}`]
    : onsets.slice(1).map(({ wall }) => `RDATE:${wallText(wall)}`);
  return observance(first.before, first.after, wallText(first.wall), lines);
}

function observance(before: number, after: number, start: string, lines: readonly string[]): readonly string[] {
  // Which of two offsets the law calls standard is not to be learnt from the database; the greater is daylight time nearly
  // everywhere, and no program reckons with the word.
  const kind = after > before ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${offsetText(before)}`,
    `TZOFFSETTO:${offsetText(after)}`,
    ...lines,
    `END:${kind}`,
  ];
}

/** `20260329T020000`. */
function wallText(wall: number): string {
  const day = Math.floor(wall / DAY_MS);
  const seconds = Math.floor((wall - day * DAY_MS) / SECOND_MS);
  return `${dateText(day).replaceAll('-', '')}T${digits(seconds)}`;
}

/** `+0100`, with seconds where there are some. */
function offsetText(offset: number): string {
  const text = digits(Math.abs(offset) / SECOND_MS);
  return `${offset < 0 ? '-' : '+'}${text.endsWith('00') ? text.slice(0, 4) : text}`;
}

/** `hhmmss`. */
function digits(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join('');
}
