/**
 * Recurrence rules of vCalendar 1.0 (the specification of 1996, "Basic Recurrence Rule Grammar"): `D1 #10`, `W2 MO WE #0`,
 * `MP1 1+ 2- MO 20261231T000000Z`, `MD1 1 15 LD`, `YM1 6 7`, `YD1 1 100`. Phones and calendars of that time write them.
 */
import type { CalendarTime, RecurrenceRule, Weekday } from '../../model/calendar.ts';
import { plainRule, type ReadRule } from './plain-rule.ts';
import { readTime } from './read-times.ts';
import { WEEKDAYS } from './wall-time.ts';

/** Two occurrences, where no end is said. */
const COUNT_BY_DEFAULT = 2;

/** Null when it is none. */
export function readOldRule(text: string): ReadRule | null {
  const [head = '', ...words] = text.trim().toUpperCase().split(/\s+/);
  const match = /^(M|D|W|MP|MD|YM|YD)([1-9]\d{0,3})$/.exec(head);
  if (match === null) return null;
  const interval = Number(match[2]);
  const { end, rest } = endOf(words);
  // A rule inside the days (`M5`: every five minutes) and times of day (`0900`) would follow; hardly anything wrote them.
  const isWhole = rest.every((word) => /^(\d{1,3}[+-]?\$?|SU|MO|TU|WE|TH|FR|SA|LD)$/.test(word));
  const parts = partsOf(match[1] ?? '', rest);
  return parts === null ? null : { rule: { ...plainRule(parts.frequency, interval), ...parts, ...end }, isWhole };
}

type Parts = Pick<RecurrenceRule, 'frequency'> & Partial<RecurrenceRule>;

function partsOf(kind: string, words: readonly string[]): Parts | null {
  const numbers = words.flatMap((word) => signedNumber(word) ?? []);
  switch (kind) {
    case 'M':
      return { frequency: 'MINUTELY' };
    case 'D':
      return { frequency: 'DAILY' };
    case 'W':
      return { frequency: 'WEEKLY', byDay: words.flatMap(weekday).map((day) => ({ day, nth: null })) };
    case 'MP':
      return { frequency: 'MONTHLY', byDay: daysByPosition(words) };
    case 'MD':
      return { frequency: 'MONTHLY', byMonthDay: numbers.filter((value) => Math.abs(value) <= 31) };
    case 'YM':
      return { frequency: 'YEARLY', byMonth: numbers.filter((value) => value >= 1 && value <= 12) };
    case 'YD':
      return { frequency: 'YEARLY', byYearDay: numbers.filter((value) => Math.abs(value) <= 366) };
    default:
      return null;
  }
}

/** `1+ MO TU 2- FR`: the positions before a group of days belong to each of them. */
function daysByPosition(words: readonly string[]): RecurrenceRule['byDay'] {
  const days = new Map<string, { readonly day: Weekday; readonly nth: number }>();
  let positions = new Set<number>();
  let isAfterDay = false;
  for (const word of words) {
    const place = signedNumber(word);
    const [day] = weekday(word);
    if (place !== null && Math.abs(place) <= 5) {
      positions = isAfterDay ? new Set([place]) : positions.add(place);
      isAfterDay = false;
    } else if (day !== undefined) {
      for (const nth of positions) days.set(`${nth}${day}`, { day, nth });
      isAfterDay = true;
    }
  }
  return [...days.values()];
}

/** `#10` is a count, `#0` is for ever, a time is the last one; nothing is two times. */
function endOf(words: readonly string[]): {
  readonly end: { readonly count: number | null; readonly until: CalendarTime | null };
  readonly rest: readonly string[];
} {
  const rest = words.filter((word) => !/^#\d{1,6}$/.test(word) && !/^\d{8}(T|$)/.test(word));
  const untilText = words.find((word) => /^\d{8}(T|$)/.test(word));
  const until = untilText === undefined ? null : readTime(untilText, 'floating', false);
  if (until !== null) return { end: { count: null, until }, rest };
  const countText = words.find((word) => /^#\d{1,6}$/.test(word));
  const count = countText === undefined ? COUNT_BY_DEFAULT : Number(countText.slice(1));
  return { end: { count: count === 0 ? null : count, until: null }, rest };
}

/** `2`, `2+` and `2-`; `LD` is the last day. */
function signedNumber(word: string): number | null {
  if (word === 'LD') return -1;
  const match = /^([1-9]\d{0,2})([+-])?\$?$/.exec(word);
  if (match === null) return null;
  return match[2] === '-' ? -Number(match[1]) : Number(match[1]);
}

function weekday(word: string): readonly Weekday[] {
  return WEEKDAYS.filter((day) => day === word);
}
