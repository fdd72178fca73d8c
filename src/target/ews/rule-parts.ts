/** Rules that have some of the occurrences of a rule and no others, for rules that Exchange cannot express as a whole. */
import { civilDate, weekdayOf } from '../../base/civil-days.ts';
import { WEEKDAYS } from '../../content/calendar/wall-time.ts';
import type { RecurrenceRule } from '../../model/calendar.ts';

/** `start` is the day of DTSTART, in days from 1970-01-01: what it matches is kept. A rule with a number of occurrences has none. */
export function partsOfRule(rule: RecurrenceRule, start: number): readonly RecurrenceRule[] {
  // Fewer of the days would make the number reach further.
  if (rule.count !== null || rule.bySetPos.length > 0 || rule.scale !== null) return [];
  if (rule.frequency !== 'MONTHLY' && rule.frequency !== 'YEARLY') return [];
  const { month, day } = civilDate(start);
  const weekday = WEEKDAYS[weekdayOf(start)];
  const one: RecurrenceRule = {
    ...rule,
    byMonth: kept(rule.byMonth, month),
    byMonthDay: kept(rule.byMonthDay, day),
    byDay: rule.byDay.length < 2 ? rule.byDay : matching(rule.byDay, (value) => value.day === weekday),
  };
  const isSame = JSON.stringify(one) === JSON.stringify(rule);
  return isSame ? [] : [one];
}

function kept(values: readonly number[], own: number): readonly number[] {
  return values.length < 2 ? values : matching(values, (value) => value === own);
}

/** The first that matches, or else the first. */
function matching<T>(values: readonly T[], isOwn: (value: T) => boolean): readonly T[] {
  const found = values.find(isOwn) ?? values[0];
  return found === undefined ? [] : [found];
}
