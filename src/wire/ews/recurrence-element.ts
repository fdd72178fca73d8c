/** When an event or task repeats, as EWS says it (types.xsd, RecurrenceType and TaskRecurrenceType). */
import { unreachable } from '../../base/assert.ts';
import { childOf, textOf, type XmlElement } from '../xml.ts';

export const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export type DayName = (typeof DAY_NAMES)[number];
/** Also sets of days: any day, Monday to Friday, Saturday and Sunday. */
export type DaySet = DayName | 'Day' | 'Weekday' | 'WeekendDay';
export const DAY_INDEXES = ['First', 'Second', 'Third', 'Fourth', 'Last'] as const;
export type DayIndex = (typeof DAY_INDEXES)[number];
const DAY_SETS: readonly DaySet[] = [...DAY_NAMES, 'Day', 'Weekday', 'WeekendDay'];
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Months count from 1. A month that is too short for `dayOfMonth` has its last day instead. */
export type EwsPattern =
  | { readonly is: 'daily'; readonly interval: number }
  | {
      readonly is: 'weekly';
      readonly interval: number;
      /** Never empty, in the order of the week. */
      readonly days: readonly DayName[];
      readonly firstDay: DayName;
    }
  | { readonly is: 'absolute-monthly'; readonly interval: number; readonly dayOfMonth: number }
  | { readonly is: 'relative-monthly'; readonly interval: number; readonly day: DaySet; readonly index: DayIndex }
  | { readonly is: 'absolute-yearly'; readonly dayOfMonth: number; readonly month: number }
  | { readonly is: 'relative-yearly'; readonly day: DaySet; readonly index: DayIndex; readonly month: number };

export type EwsRange =
  | { readonly is: 'no-end' }
  /** `YYYY-MM-DD`, the last day on which it may happen. */
  | { readonly is: 'until'; readonly endDate: string }
  | { readonly is: 'numbered'; readonly count: number };

export interface EwsRecurrence {
  readonly pattern: EwsPattern;
  /** `YYYY-MM-DD` of the first occurrence. */
  readonly startDate: string;
  readonly range: EwsRange;
}

export function recurrenceXml({ pattern, startDate, range }: EwsRecurrence): string {
  return `<t:Recurrence>${patternXml(pattern)}${rangeXml(range, startDate)}</t:Recurrence>`;
}

function patternXml(pattern: EwsPattern): string {
  switch (pattern.is) {
    case 'daily':
      return `<t:DailyRecurrence><t:Interval>${pattern.interval}</t:Interval></t:DailyRecurrence>`;
    case 'weekly':
      return (
        `<t:WeeklyRecurrence><t:Interval>${pattern.interval}</t:Interval><t:DaysOfWeek>${pattern.days.join(' ')}</t:DaysOfWeek>` +
        `<t:FirstDayOfWeek>${pattern.firstDay}</t:FirstDayOfWeek></t:WeeklyRecurrence>`
      );
    case 'absolute-monthly':
      return (
        `<t:AbsoluteMonthlyRecurrence><t:Interval>${pattern.interval}</t:Interval>` +
        `<t:DayOfMonth>${pattern.dayOfMonth}</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>`
      );
    case 'relative-monthly':
      return (
        `<t:RelativeMonthlyRecurrence><t:Interval>${pattern.interval}</t:Interval><t:DaysOfWeek>${pattern.day}</t:DaysOfWeek>` +
        `<t:DayOfWeekIndex>${pattern.index}</t:DayOfWeekIndex></t:RelativeMonthlyRecurrence>`
      );
    case 'absolute-yearly':
      return (
        `<t:AbsoluteYearlyRecurrence><t:DayOfMonth>${pattern.dayOfMonth}</t:DayOfMonth>` +
        `<t:Month>${MONTH_NAMES[pattern.month - 1]}</t:Month></t:AbsoluteYearlyRecurrence>`
      );
    case 'relative-yearly':
      return (
        `<t:RelativeYearlyRecurrence><t:DaysOfWeek>${pattern.day}</t:DaysOfWeek><t:DayOfWeekIndex>${pattern.index}` +
        `</t:DayOfWeekIndex><t:Month>${MONTH_NAMES[pattern.month - 1]}</t:Month></t:RelativeYearlyRecurrence>`
      );
    default:
      return unreachable(pattern);
  }
}

function rangeXml(range: EwsRange, startDate: string): string {
  const start = `<t:StartDate>${startDate}</t:StartDate>`;
  if (range.is === 'no-end') return `<t:NoEndRecurrence>${start}</t:NoEndRecurrence>`;
  if (range.is === 'until') {
    return `<t:EndDateRecurrence>${start}<t:EndDate>${range.endDate}</t:EndDate></t:EndDateRecurrence>`;
  }
  return `<t:NumberedRecurrence>${start}<t:NumberOfOccurrences>${range.count}</t:NumberOfOccurrences></t:NumberedRecurrence>`;
}

/** Null when the element has none, or one that only Exchange's own programs make (tasks that begin anew when they are done). */
export function readRecurrence(item: XmlElement): EwsRecurrence | null {
  const recurrence = childOf(item, 'Recurrence');
  if (recurrence === null) return null;
  const patterns = recurrence.children.map(readPattern).filter((pattern) => pattern !== null);
  const ranges = recurrence.children.map(readRange).filter((range) => range !== null);
  const [pattern, range] = [patterns[0], ranges[0]];
  return pattern === undefined || range === undefined ? null : { pattern, ...range };
}

function readPattern(element: XmlElement): EwsPattern | null {
  const interval = numberIn(element, 'Interval', 1);
  const dayOfMonth = numberIn(element, 'DayOfMonth', 1);
  const month = MONTH_NAMES.findIndex((name) => name === textOf(element, 'Month')?.trim()) + 1 || 1;
  const sets = (textOf(element, 'DaysOfWeek') ?? '').trim().split(/\s+/);
  const day = DAY_SETS.find((name) => name === sets[0]) ?? 'Day';
  const index = DAY_INDEXES.find((name) => name === textOf(element, 'DayOfWeekIndex')?.trim()) ?? 'First';
  switch (element.name) {
    case 'DailyRecurrence':
      return { is: 'daily', interval };
    case 'WeeklyRecurrence': {
      const firstDay = DAY_NAMES.find((name) => name === textOf(element, 'FirstDayOfWeek')?.trim()) ?? 'Sunday';
      return { is: 'weekly', interval, days: weekdaysIn(sets), firstDay };
    }
    case 'AbsoluteMonthlyRecurrence':
      return { is: 'absolute-monthly', interval, dayOfMonth };
    case 'RelativeMonthlyRecurrence':
      return { is: 'relative-monthly', interval, day, index };
    case 'AbsoluteYearlyRecurrence':
      return { is: 'absolute-yearly', dayOfMonth, month };
    case 'RelativeYearlyRecurrence':
      return { is: 'relative-yearly', day, index, month };
    default:
      return null;
  }
}

/** The days that a set of a day set's words means, in the order of the week. */
export function weekdaysIn(sets: readonly string[]): readonly DayName[] {
  const isIn = (name: DayName): boolean => {
    const isWeekend = name === 'Saturday' || name === 'Sunday';
    return sets.includes(name) || sets.includes('Day') || sets.includes(isWeekend ? 'WeekendDay' : 'Weekday');
  };
  return DAY_NAMES.filter(isIn);
}

function readRange(element: XmlElement): Pick<EwsRecurrence, 'startDate' | 'range'> | null {
  const startDate = dateIn(element, 'StartDate');
  switch (element.name) {
    case 'NoEndRecurrence':
      return { startDate, range: { is: 'no-end' } };
    case 'EndDateRecurrence':
      return { startDate, range: { is: 'until', endDate: dateIn(element, 'EndDate') } };
    case 'NumberedRecurrence':
      return { startDate, range: { is: 'numbered', count: numberIn(element, 'NumberOfOccurrences', 1) } };
    default:
      return null;
  }
}

/** An xs:date without the zone that servers add: `2026-03-02Z`, `2026-03-02-06:00`. */
function dateIn(element: XmlElement, name: string): string {
  return (textOf(element, name) ?? '').trim().slice(0, 10);
}

function numberIn(element: XmlElement, name: string, otherwise: number): number {
  const number = Number(textOf(element, name) ?? Number.NaN);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
