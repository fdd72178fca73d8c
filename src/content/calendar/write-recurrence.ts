/** The lines of a recurrence. The inverse of `readRecurrence`. */
import type { Recurrence, RecurrenceRule } from '../../model/calendar.ts';
import { inUtc } from './read-recurrence.ts';
import { plainLine, timeLines, timeText, type ZonesInUse } from './write-lines.ts';

export function recurrenceLines(recurrence: Recurrence, zones: ZonesInUse): readonly string[] {
  return [
    ...recurrence.rules.map((rule) => plainLine('RRULE', ruleText(rule))),
    ...recurrence.exceptRules.map((rule) => plainLine('EXRULE', ruleText(rule))),
    ...timeLines('RDATE', recurrence.dates, zones),
    ...timeLines('EXDATE', recurrence.exceptDates, zones),
  ];
}

/** RFC 5545 §3.3.10. UNTIL is in UTC wherever it is in a zone. */
function ruleText(rule: RecurrenceRule): string {
  const days = rule.byDay.map(({ day, nth }) => `${nth ?? ''}${day}`);
  const parts: readonly (readonly [string, string])[] = [
    ['RSCALE', rule.scale ?? ''],
    ['FREQ', rule.frequency],
    ['INTERVAL', rule.interval === 1 ? '' : String(rule.interval)],
    ['COUNT', String(rule.count ?? '')],
    ['UNTIL', rule.until === null ? '' : timeText(inUtc(rule.until))],
    ['BYMONTH', rule.byMonth.join(',')],
    ['BYWEEKNO', rule.byWeekNo.join(',')],
    ['BYYEARDAY', rule.byYearDay.join(',')],
    ['BYMONTHDAY', rule.byMonthDay.join(',')],
    ['BYDAY', days.join(',')],
    ['BYHOUR', rule.byHour.join(',')],
    ['BYMINUTE', rule.byMinute.join(',')],
    ['BYSECOND', rule.bySecond.join(',')],
    ['BYSETPOS', rule.bySetPos.join(',')],
    ['WKST', rule.weekStart === 'MO' ? '' : rule.weekStart],
  ];
  return parts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
}
