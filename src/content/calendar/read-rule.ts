/** Recurrence rules: the grammar of RFC 5545 §3.3.10 as files have it, and the older one of vCalendar 1.0. */
import type { CalendarTime, Frequency, RecurrenceRule, Weekday } from '../../model/calendar.ts';
import type { ReadRule } from './plain-rule.ts';
import { readOldRule } from './read-old-rule.ts';
import { readTime } from './read-times.ts';
import { WEEKDAYS } from './wall-time.ts';

/** Characters of one rule. Longest of all are lists of BYYEARDAY, with some 1,800. */
const RULE_MAX = 20_000;

/** Null when there is no frequency that means anything. */
export function readRule(text: string): ReadRule | null {
  if (text.length > RULE_MAX) return null;
  return /FREQ\s*=/i.test(text) ? new RuleReader(text).read() : readOldRule(text);
}

const FREQUENCIES: readonly Frequency[] = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

class RuleReader {
  readonly #parts = new Map<string, string>();
  #isWhole = true;

  constructor(text: string) {
    for (const part of text.split(';')) {
      const [name = '', value = ''] = part.split('=', 2).map((piece) => piece.trim().toUpperCase());
      if (name === '' || value === '') continue;
      if (this.#parts.has(name)) this.#isWhole = false;
      else this.#parts.set(name, value);
    }
  }

  read(): ReadRule | null {
    const frequencyName = this.#take('FREQ');
    const frequency = FREQUENCIES.find((name) => name === frequencyName);
    if (frequency === undefined) return null;
    const weekStart = this.#take('WKST');
    const until = this.#until();
    const count = this.#number('COUNT', 1, 999_999_999);
    const rule: RecurrenceRule = {
      frequency,
      interval: this.#number('INTERVAL', 1, 999_999) ?? 1,
      // A date is what people set and see; COUNT beside it is against RFC 5545 §3.3.10.
      count: until === null ? count : null,
      until,
      weekStart: WEEKDAYS.find((day) => day === weekStart) ?? 'MO',
      byDay: this.#days(frequency),
      byMonthDay: this.#numbers('BYMONTHDAY', 31, 'both'),
      byYearDay: this.#numbers('BYYEARDAY', 366, 'both'),
      byWeekNo: this.#numbers('BYWEEKNO', 53, 'both'),
      byMonth: this.#numbers('BYMONTH', 12, 'from 1'),
      bySetPos: this.#numbers('BYSETPOS', 366, 'both'),
      byHour: this.#numbers('BYHOUR', 23, 'from 0'),
      byMinute: this.#numbers('BYMINUTE', 59, 'from 0'),
      bySecond: this.#numbers('BYSECOND', 59, 'from 0'),
      scale: this.#scale(),
    };
    const isDoubled = until !== null && count !== null;
    return { rule, isWhole: this.#isWhole && !isDoubled && this.#parts.size === 0 };
  }

  #take(name: string): string | null {
    const value = this.#parts.get(name) ?? null;
    this.#parts.delete(name);
    return value;
  }

  #until(): CalendarTime | null {
    const text = this.#take('UNTIL');
    const until = text === null ? null : readTime(text, 'floating', false);
    if (text !== null && until === null) this.#isWhole = false;
    return until;
  }

  #number(name: string, min: number, max: number): number | null {
    const text = this.#take(name);
    if (text === null) return null;
    const value = /^\+?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.#isWhole = false;
    return null;
  }

  /** `max` is the largest number; 'both' allows negative ones too, and never zero. */
  #numbers(name: string, max: number, range: 'both' | 'from 0' | 'from 1'): readonly number[] {
    const texts = this.#take(name)?.split(',') ?? [];
    const numbers = texts
      .map((text) => text.trim())
      .filter((text) => /^[+-]?\d{1,3}$/.test(text))
      .map((text) => Number(text) + 0)
      .filter((value) => value <= max && value >= (range === 'both' ? -max : range === 'from 1' ? 1 : 0))
      .filter((value) => value !== 0 || range === 'from 0');
    if (numbers.length < texts.length) this.#isWhole = false;
    return numbers;
  }

  #days(frequency: Frequency): RecurrenceRule['byDay'] {
    const texts = this.#take('BYDAY')?.split(',') ?? [];
    const days = texts.flatMap((text) => readDay(text) ?? []);
    if (days.length < texts.length) this.#isWhole = false;
    // RFC 5545 §3.3.10 allows numbers with MONTHLY and YEARLY only; elsewhere programs pass over them.
    if (frequency === 'MONTHLY' || frequency === 'YEARLY' || days.every(({ nth }) => nth === null)) return days;
    this.#isWhole = false;
    return days.map(({ day }) => ({ day, nth: null }));
  }

  #scale(): string | null {
    const scale = this.#take('RSCALE');
    const skip = this.#take('SKIP');
    // What has no such day is left out anyhow, unless the rule says otherwise (RFC 7529 §4.1).
    if (skip !== null && skip !== 'OMIT') this.#isWhole = false;
    return scale === null || /^GREGORI(AN|US)$/.test(scale) ? null : scale;
  }
}

function readDay(text: string): { readonly day: Weekday; readonly nth: number | null } | null {
  const match = /^\s*([+-]?\d{1,2})?\s*(SU|MO|TU|WE|TH|FR|SA)\s*$/.exec(text);
  const day = WEEKDAYS.find((name) => name === match?.[2]);
  if (day === undefined) return null;
  const nth = match?.[1] === undefined ? null : Number(match[1]);
  return nth !== null && (nth === 0 || Math.abs(nth) > 53) ? null : { day, nth };
}
