/** Reads a Recurrence element, and refuses what Exchange refuses in it. */
import { ItemRefusal } from '../errors.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import {
  DAY_INDEXES,
  DAY_LAST,
  type DayIndex,
  daysOf,
  MONTHS,
  type Pattern,
  type Range,
  type Recurrence,
  WEEK_PARTS,
  WEEKDAYS,
  type Weekday,
  type WeekPart,
} from './recurrence.ts';
import { DAY_MS } from './zones.ts';

/** Every 999 days at most; weeks and months have room for two digits in the dialogue of Outlook. */
const DAYS_INTERVAL_MAX = 999;
const INTERVAL_MAX = 99;
const OCCURRENCES_MAX = 999;

/** Throws `ItemRefusal`. */
export function readRecurrence(element: XmlElement): Recurrence {
  const [pattern, range] = element.children;
  if (pattern === undefined || range === undefined) throw invalid('it has no pattern or no range');
  const recurrence = { pattern: readPattern(pattern), range: readRange(range) };
  if (daysOf(recurrence).next().done === true) {
    throw new ItemRefusal('ErrorRecurrenceHasNoOccurrence', 'The recurrence has no occurrence.');
  }
  return recurrence;
}

function readPattern(element: XmlElement): Pattern {
  switch (element.local) {
    case 'DailyRecurrence':
      return { is: 'Daily', interval: readInterval(element, DAYS_INTERVAL_MAX) };
    case 'WeeklyRecurrence':
      return readWeekly(element);
    case 'AbsoluteMonthlyRecurrence':
      return { is: 'AbsoluteMonthly', interval: readInterval(element), dayOfMonth: readDayOfMonth(element) };
    case 'RelativeMonthlyRecurrence':
      return { is: 'RelativeMonthly', interval: readInterval(element), ...readNth(element) };
    case 'AbsoluteYearlyRecurrence':
      return { is: 'AbsoluteYearly', month: readMonth(element), dayOfMonth: readDayOfMonth(element) };
    case 'RelativeYearlyRecurrence':
      return { is: 'RelativeYearly', month: readMonth(element), ...readNth(element) };
    default:
      return readRegeneration(element);
  }
}

function readRegeneration(element: XmlElement): Pattern {
  const interval = readInterval(element, DAYS_INTERVAL_MAX);
  switch (element.local) {
    case 'DailyRegeneration':
      return { is: 'Regenerating', every: 'Daily', interval };
    case 'WeeklyRegeneration':
      return { is: 'Regenerating', every: 'Weekly', interval };
    case 'MonthlyRegeneration':
      return { is: 'Regenerating', every: 'Monthly', interval };
    default:
      return { is: 'Regenerating', every: 'Yearly', interval };
  }
}

function readWeekly(element: XmlElement): Pattern {
  const days = textOf(element, 'DaysOfWeek').split(/\s+/).filter(Boolean);
  if (days.length === 0) throw invalid('no day of the week is named');
  const known = WEEKDAYS.filter((day) => days.includes(day));
  if (days.some((day) => !WEEKDAYS.some((weekday) => weekday === day))) {
    throw new ItemRefusal('ErrorCalendarInvalidDayForWeeklyRecurrence', 'A week has seven days and no groups of them.');
  }
  const asked = childOf(element, 'FirstDayOfWeek')?.text.trim() ?? 'Sunday';
  const firstDay: Weekday | undefined = WEEKDAYS.find((day) => day === asked);
  if (firstDay === undefined) throw invalid('no week begins on that day');
  return { is: 'Weekly', interval: readInterval(element), days: known, firstDay };
}

function readRange(element: XmlElement): Range {
  const first = readDay(textOf(element, 'StartDate'));
  switch (element.local) {
    case 'EndDateRecurrence': {
      const last = readDay(textOf(element, 'EndDate'));
      if (last > DAY_LAST) throw new ItemRefusal('ErrorRecurrenceEndDateTooBig', 'The recurrence ends too late.');
      if (last < first) {
        throw new ItemRefusal('ErrorCalendarEndDateIsEarlierThanStartDate', 'The recurrence ends before it starts.');
      }
      return { is: 'EndDate', first, last };
    }
    case 'NumberedRecurrence': {
      const count = Number(textOf(element, 'NumberOfOccurrences'));
      if (count < 1 || count > OCCURRENCES_MAX) throw invalid(`it has ${count} occurrences`);
      return { is: 'Numbered', first, count };
    }
    default:
      return { is: 'NoEnd', first };
  }
}

function readInterval(element: XmlElement, most = INTERVAL_MAX): number {
  const interval = Number(textOf(element, 'Interval'));
  if (interval < 1 || interval > most) throw invalid(`its interval is ${interval}`);
  return interval;
}

function readDayOfMonth(element: XmlElement): number {
  const day = Number(textOf(element, 'DayOfMonth'));
  if (day < 1 || day > 31) throw invalid(`no month has a day ${day}`);
  return day;
}

function readMonth(element: XmlElement): number {
  return MONTHS.findIndex((month) => month === textOf(element, 'Month'));
}

function readNth(element: XmlElement): { readonly day: WeekPart; readonly nth: DayIndex } {
  const day = WEEK_PARTS.find((part) => part === textOf(element, 'DaysOfWeek'));
  const nth = DAY_INDEXES.find((index) => index === textOf(element, 'DayOfWeekIndex'));
  if (day === undefined || nth === undefined) throw invalid('its day of the week is not one');
  return { day, nth };
}

/** An xs:date; its offset says nothing about which day it is. */
function readDay(text: string): number {
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(ms)) throw invalid(`"${text}" is no day`);
  return ms / DAY_MS;
}

function textOf(element: XmlElement, local: string): string {
  return childOf(element, local)?.text.trim() ?? '';
}

function invalid(why: string): ItemRefusal {
  return new ItemRefusal('ErrorCalendarInvalidRecurrence', `The recurrence is not valid: ${why}.`);
}
