/**
 * Recurrence rules by brute force: every day of the time in question is tried against the table of RFC 5545 §3.3.10. Slow,
 * and written without a look at the product's own way, so that both are unlikely to be wrong in the same place.
 */
import type { RecurrenceRule } from '../../src/model/calendar.ts';

const DAY = 86_400_000;
const NAMES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** All times from `start` to `until` (both on one wall, ms since 1970), the start first. Without COUNT and UNTIL. */
export function oracleTimes(rule: RecurrenceRule, start: number, until: number): readonly number[] {
  const sets = new Map<number, number[]>();
  for (const time of candidates(rule, start, until)) {
    const key = periodOf(rule, time);
    if ((key - periodOf(rule, start)) % rule.interval !== 0) continue;
    const set = sets.get(key) ?? [];
    set.push(time);
    sets.set(key, set);
  }
  const chosen = [...sets.values()].flatMap((set) => atPositions(rule.bySetPos, set));
  const times = new Set([start, ...chosen.filter((time) => time >= start && time <= until)]);
  return [...times].toSorted((a, b) => a - b);
}

function atPositions(positions: readonly number[], set: readonly number[]): readonly number[] {
  if (positions.length === 0) return set;
  return positions.flatMap((position) => set.at(position > 0 ? position - 1 : position) ?? []);
}

const UNITS = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1000, DAILY: DAY } as const;

function periodOf({ frequency, weekStart }: RecurrenceRule, time: number): number {
  const date = new Date(time);
  if (frequency === 'YEARLY') return date.getUTCFullYear();
  if (frequency === 'MONTHLY') return date.getUTCFullYear() * 12 + date.getUTCMonth();
  if (frequency === 'WEEKLY') return Math.floor(weekBegin(Math.floor(time / DAY), weekStart) / 7);
  return Math.floor(time / UNITS[frequency]);
}

function weekBegin(day: number, weekStart: string): number {
  let begin = day;
  while (NAMES[new Date(begin * DAY).getUTCDay()] !== weekStart) begin -= 1;
  return begin;
}

/** Whole periods, also before the start and after the end: a position counts in all of its period. */
function* candidates(rule: RecurrenceRule, start: number, until: number): Generator<number> {
  const from = Date.UTC(new Date(start).getUTCFullYear(), 0, 1) / DAY - 7;
  const to = Date.UTC(new Date(until).getUTCFullYear() + 1, 0, 1) / DAY + 7;
  const isNear = (day: number): boolean =>
    !(rule.frequency in UNITS) || (day * DAY >= start - DAY && day * DAY <= until);
  for (let day = from; day < to; day += 1)
    if (isNear(day) && isDayOf(rule, day, start)) for (const time of timesOf(rule, start)) yield day * DAY + time;
}

function* timesOf(rule: RecurrenceRule, start: number): Generator<number> {
  const given = new Date(start);
  const rank = ['SECONDLY', 'MINUTELY', 'HOURLY'].indexOf(rule.frequency);
  const every = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
  // A part that is absent limits nothing where it is finer than the frequency allows, and is the start's elsewhere.
  const pick = (part: readonly number[], isFree: boolean, length: number, own: number): readonly number[] =>
    part.length > 0 ? [...new Set(part)].toSorted((a, b) => a - b) : isFree ? every(length) : [own];
  for (const hour of pick(rule.byHour, rank >= 0, 24, given.getUTCHours()))
    for (const minute of pick(rule.byMinute, rank === 0 || rank === 1, 60, given.getUTCMinutes()))
      for (const second of pick(rule.bySecond, rank === 0, 60, given.getUTCSeconds()))
        yield hour * 3_600_000 + minute * 60_000 + second * 1000;
}

function isDayOf(rule: RecurrenceRule, day: number, start: number): boolean {
  const date = new Date(day * DAY);
  const given = new Date(start);
  const { byDay, byMonth, byMonthDay, byWeekNo, byYearDay, frequency } = rule;
  const isYearly = frequency === 'YEARLY';
  const isOpen = byDay.length + byMonthDay.length + byWeekNo.length + byYearDay.length === 0;
  if (byMonth.length > 0 && !byMonth.includes(date.getUTCMonth() + 1)) return false;
  if (isYearly && isOpen && byMonth.length === 0 && date.getUTCMonth() !== given.getUTCMonth()) return false;
  if ((isYearly || frequency === 'MONTHLY') && isOpen && date.getUTCDate() !== given.getUTCDate()) return false;
  if (frequency === 'WEEKLY' && isOpen && date.getUTCDay() !== given.getUTCDay()) return false;
  if (byWeekNo.length > 0 && !isInWeeks(rule, day)) return false;
  if (isYearly && byWeekNo.length > 0 && byDay.length + byMonthDay.length + byYearDay.length === 0)
    if (date.getUTCDay() !== given.getUTCDay()) return false;
  if (byYearDay.length > 0 && !isAmong(byYearDay, daysOf(date, 'year'), day)) return false;
  if (byMonthDay.length > 0 && !isAmong(byMonthDay, daysOf(date, 'month'), day)) return false;
  return byDay.length === 0 || byDay.some(({ day: name, nth }) => isWeekday(rule, day, name, nth));
}

function isWeekday(rule: RecurrenceRule, day: number, name: string, nth: number | null): boolean {
  const date = new Date(day * DAY);
  if (NAMES[date.getUTCDay()] !== name) return false;
  const counts = rule.frequency === 'MONTHLY' || (rule.frequency === 'YEARLY' && rule.byWeekNo.length === 0);
  if (nth === null || !counts) return true;
  const span = rule.frequency === 'MONTHLY' || rule.byMonth.length > 0 ? 'month' : 'year';
  const alike = daysOf(date, span).filter((other) => new Date(other * DAY).getUTCDay() === date.getUTCDay());
  return isAmong([nth], alike, day);
}

function isAmong(positions: readonly number[], days: readonly number[], day: number): boolean {
  return positions.some(
    (position) => days.at(position > 0 ? position - 1 : position) === day && Math.abs(position) <= days.length,
  );
}

function daysOf(date: Date, span: 'month' | 'year'): readonly number[] {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const from = Date.UTC(year, span === 'month' ? month : 0, 1) / DAY;
  const to = (span === 'month' ? Date.UTC(year, month + 1, 1) : Date.UTC(year + 1, 0, 1)) / DAY;
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** Weeks of a year are those that have at least four days in it. */
function isInWeeks({ byWeekNo, weekStart }: RecurrenceRule, day: number): boolean {
  const begin = weekBegin(day, weekStart);
  const years = Array.from({ length: 7 }, (_, index) => new Date((begin + index) * DAY).getUTCFullYear());
  const year = years.toSorted((a, b) => a - b)[3] ?? 0;
  const weeks: number[] = [];
  for (
    let first = weekBegin(Date.UTC(year, 0, 1) / DAY, weekStart);
    first < Date.UTC(year + 1, 0, 1) / DAY;
    first += 7
  ) {
    const inYear = Array.from({ length: 7 }, (_, index) => new Date((first + index) * DAY).getUTCFullYear());
    if (inYear.filter((other) => other === year).length >= 4) weeks.push(first);
  }
  return isAmong(byWeekNo, weeks, begin);
}
