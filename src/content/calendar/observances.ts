/** What a VTIMEZONE says about offsets (RFC 5545 §3.6.5). It comes from strangers, so everything about it has a limit. */

import { dayOf } from '../../base/civil-days.ts';
import type { Transition } from '../../base/iana-offsets.ts';
import type { RecurrenceRule, Weekday } from '../../model/calendar.ts';
import { ExpansionError, WorkBound } from './expansion-error.ts';
import { ruleTimes } from './rule-times.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type WallMs, WEEKDAYS, wallMs } from './wall-time.ts';

/** Rising by time. Empty when the offset never changes. */
export interface Offsets {
  /** Before the first transition, in ms. */
  readonly first: number;
  readonly transitions: readonly Transition[];
}

/** The largest that were ever seen, with a line for each change since 1900, have about 20 KB. */
const TEXT_CHARS_MAX = 200_000;
/** Twelve years of a zone that changes monthly, or five hundred years of one that changes twice a year. */
const ONSETS_MAX = 1500;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2150;

/** From 1900 to 2150. Null when the text holds no observance that can be read, or far too many. */
export function readOffsets(vtimezone: string): Offsets | null {
  if (vtimezone.length > TEXT_CHARS_MAX) return null;
  const observances = readObservances(vtimezone);
  const work = new WorkBound();
  try {
    const onsets = observances.flatMap((observance) => onsetsOf(observance, work));
    return onsets.length === 0 || onsets.length > ONSETS_MAX ? null : offsetsOf(onsets);
  } catch (error) {
    if (error instanceof ExpansionError) return null;
    throw error;
  }
}

/** The offset in ms at a moment in ms since 1970, UTC. */
export function offsetIn({ first, transitions }: Offsets, at: number): number {
  let low = 0;
  let high = transitions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transitions[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return transitions[low - 1]?.after ?? first;
}

interface Observance {
  readonly start: WallMs;
  /** Ms ahead of UTC before and after each onset. */
  readonly before: number;
  readonly after: number;
  readonly rules: readonly { readonly rule: RecurrenceRule; readonly until: WallMs | null }[];
  readonly dates: readonly WallMs[];
}

interface Onset {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

function onsetsOf(observance: Observance, work: WorkBound): readonly Onset[] {
  const last = wallMs(dayOf(LAST_YEAR + 1, 1, 1) * DAY_MS);
  const from = wallMs(dayOf(FIRST_YEAR, 1, 1) * DAY_MS);
  const walls = [observance.start, ...observance.dates];
  for (const { rule, until } of observance.rules) {
    const end = wallMs(Math.min(last, until ?? last));
    const search = { start: observance.start, isWholeDay: false, withStart: true, from, until: end, work };
    for (const wall of ruleTimes(rule, search)) {
      walls.push(wall);
      if (walls.length > ONSETS_MAX) throw new ExpansionError('work');
    }
  }
  const { before, after } = observance;
  return walls.map((wall) => ({ at: wall - before, before, after }));
}

function offsetsOf(onsets: readonly Onset[]): Offsets {
  const rising = onsets.toSorted((a, b) => a.at - b.at);
  const first = rising[0]?.before ?? 0;
  const transitions: Transition[] = [];
  let offset = first;
  for (const { at, after } of rising) {
    if (transitions.at(-1)?.at === at) offset = transitions.pop()?.before ?? offset;
    if (after !== offset) transitions.push({ at, before: offset, after });
    offset = after;
  }
  return { first, transitions };
}

function readObservances(text: string): readonly Observance[] {
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const found: Observance[] = [];
  let properties: [name: string, value: string][] | null = null;
  for (const line of lines) {
    const [, name = '', value = ''] = /^([a-z-]+)(?:;[^:]{0,1000})?:(.*)$/i.exec(line.trim()) ?? [];
    const key = name.toUpperCase();
    const isObservance = /^(STANDARD|DAYLIGHT)$/i.test(value);
    if (key === 'BEGIN') properties = isObservance ? [] : properties;
    else if (key === 'END' && isObservance && properties !== null) {
      const observance = observanceOf(properties);
      if (observance !== null) found.push(observance);
      properties = null;
    } else properties?.push([key, value]);
  }
  return found;
}

function observanceOf(properties: readonly (readonly [name: string, value: string])[]): Observance | null {
  const all = (wanted: string): readonly string[] =>
    properties.filter(([name]) => name === wanted).map(([, value]) => value);
  const after = offsetMs(all('TZOFFSETTO')[0] ?? '');
  const before = offsetMs(all('TZOFFSETFROM')[0] ?? '') ?? after;
  const start = wallOf(all('DTSTART')[0] ?? '', 0);
  if (after === null || before === null || start === null) return null;
  const rules = all('RRULE').map((text) => ruleOf(text, before));
  const dates = all('RDATE').flatMap((text) => text.split(','));
  return {
    start,
    before,
    after,
    rules: rules.filter((rule) => rule !== null),
    dates: dates.map((date) => wallOf(date.split('/')[0] ?? '', before)).filter((date) => date !== null),
  };
}

/** `+0100`, also with seconds, with colons, or without the sign. */
function offsetMs(text: string): number | null {
  const found = /^([+-])?(\d{1,2}):?(\d\d):?(\d\d)?$/.exec(text.trim());
  if (found === null) return null;
  const [, sign = '+', hours, minutes, seconds = '0'] = found;
  const ahead = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
  if (ahead >= DAY_MS) return null;
  return sign === '-' ? -ahead : ahead;
}

/** A date, a date-time on the wall, or one in UTC, which becomes one on the wall by `offset`. */
function wallOf(text: string, offset: number): WallMs | null {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/i.exec(text.trim());
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const wall = dayOf(year, month, day) * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS;
  return wallMs(found[7] === undefined ? wall : wall + offset);
}

/** The parts of rules that time zones are made of. Null for a rule with others: it would be guessed. */
function ruleOf(text: string, before: number): { rule: RecurrenceRule; until: WallMs | null } | null {
  const parts = new Map(
    text.split(';').map((part) => [part.split('=')[0]?.trim().toUpperCase() ?? '', part.split('=')[1] ?? '']),
  );
  for (const name of parts.keys()) if (!RULE_PARTS.has(name)) return null;
  const frequency = parts.get('FREQ')?.toUpperCase();
  if (frequency !== 'YEARLY' && frequency !== 'MONTHLY' && frequency !== 'WEEKLY' && frequency !== 'DAILY') return null;
  const numbers = (name: string): readonly number[] =>
    (parts.get(name) ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map(Number);
  const [interval = 1] = numbers('INTERVAL');
  const [count = null] = numbers('COUNT');
  const until = parts.get('UNTIL');
  const rule = {
    frequency,
    interval: Math.max(1, Math.floor(interval)),
    count,
    until: null,
    weekStart: weekdayNamed(parts.get('WKST') ?? '') ?? 'MO',
    byDay: (parts.get('BYDAY') ?? '').split(',').flatMap(byDayPart),
    byMonthDay: numbers('BYMONTHDAY'),
    byYearDay: numbers('BYYEARDAY'),
    byWeekNo: [],
    byMonth: numbers('BYMONTH'),
    bySetPos: numbers('BYSETPOS'),
    byHour: [],
    byMinute: [],
    bySecond: [],
    scale: null,
  } as const;
  const named = [interval, count ?? 0, ...rule.byMonthDay, ...rule.byYearDay, ...rule.byMonth, ...rule.bySetPos];
  return named.every(Number.isFinite) ? { rule, until: until === undefined ? null : wallOf(until, before) } : null;
}

const RULE_PARTS: ReadonlySet<string> = new Set([
  '',
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'WKST',
  'BYDAY',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYMONTH',
  'BYSETPOS',
]);

function byDayPart(text: string): RecurrenceRule['byDay'] {
  const [, nth, name = ''] = /^([+-]?\d{1,2})?([a-z]{2})$/i.exec(text.trim()) ?? [];
  const day = weekdayNamed(name);
  return day === null ? [] : [{ day, nth: nth === undefined ? null : Number(nth) }];
}

function weekdayNamed(name: string): Weekday | null {
  return WEEKDAYS.find((day) => day === name.toUpperCase()) ?? null;
}
