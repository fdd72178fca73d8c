/** What both grammars of recurrence rules are read into. */
import type { Frequency, RecurrenceRule } from '../../model/calendar.ts';

/** A rule and whether it says all that was written. */
export interface ReadRule {
  readonly rule: RecurrenceRule;
  /** False when something was left out or put right: both COUNT and UNTIL, a number out of its range, an unknown part. */
  readonly isWhole: boolean;
}

/** A rule without parts. */
export function plainRule(frequency: Frequency, interval = 1): RecurrenceRule {
  return {
    frequency,
    interval,
    count: null,
    until: null,
    weekStart: 'MO',
    byDay: [],
    byMonthDay: [],
    byYearDay: [],
    byWeekNo: [],
    byMonth: [],
    bySetPos: [],
    byHour: [],
    byMinute: [],
    bySecond: [],
    scale: null,
  };
}
