/** A recurrence as answers hold it. */
import { unreachable } from '../../../src/base/assert.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { MONTHS, type Pattern, type Range, type Recurrence } from './recurrence.ts';
import { dateText } from './zones.ts';

/** Days are shown with the offset of the zone, which says nothing about which day it is. */
export function recurrenceElement({ pattern, range }: Recurrence, zone: string | null): string {
  return xmlElement('t:Recurrence', {}, patternElement(pattern) + rangeElement(range, zone));
}

function patternElement(pattern: Pattern): string {
  switch (pattern.is) {
    case 'Daily':
      return xmlElement('t:DailyRecurrence', {}, interval(pattern));
    case 'Weekly':
      return xmlElement(
        't:WeeklyRecurrence',
        {},
        interval(pattern) +
          xmlText('t:DaysOfWeek', pattern.days.join(' ')) +
          xmlText('t:FirstDayOfWeek', pattern.firstDay),
      );
    case 'AbsoluteMonthly':
      return xmlElement('t:AbsoluteMonthlyRecurrence', {}, interval(pattern) + dayOfMonth(pattern));
    case 'RelativeMonthly':
      return xmlElement('t:RelativeMonthlyRecurrence', {}, interval(pattern) + nth(pattern));
    case 'AbsoluteYearly':
      return xmlElement('t:AbsoluteYearlyRecurrence', {}, dayOfMonth(pattern) + month(pattern));
    case 'RelativeYearly':
      return xmlElement('t:RelativeYearlyRecurrence', {}, nth(pattern) + month(pattern));
    case 'Regenerating':
      return xmlElement(`t:${pattern.every}Regeneration`, {}, interval(pattern));
    default:
      return unreachable(pattern);
  }
}

function rangeElement(range: Range, zone: string | null): string {
  const start = xmlText('t:StartDate', dateText(range.first, zone));
  switch (range.is) {
    case 'NoEnd':
      return xmlElement('t:NoEndRecurrence', {}, start);
    case 'EndDate':
      return xmlElement('t:EndDateRecurrence', {}, start + xmlText('t:EndDate', dateText(range.last, zone)));
    case 'Numbered':
      return xmlElement('t:NumberedRecurrence', {}, start + xmlText('t:NumberOfOccurrences', range.count));
    default:
      return unreachable(range);
  }
}

const interval = (pattern: { readonly interval: number }): string => xmlText('t:Interval', pattern.interval);
const dayOfMonth = (pattern: { readonly dayOfMonth: number }): string => xmlText('t:DayOfMonth', pattern.dayOfMonth);
const month = (pattern: { readonly month: number }): string => xmlText('t:Month', MONTHS[pattern.month] ?? '');
const nth = (pattern: { readonly day: string; readonly nth: string }): string =>
  xmlText('t:DaysOfWeek', pattern.day) + xmlText('t:DayOfWeekIndex', pattern.nth);
