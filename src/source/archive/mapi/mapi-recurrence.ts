/** What Outlook keeps of a series: its pattern, what was taken out and what was changed (MS-OXOCAL §2.2.1.44). */
import { plainRule } from '../../../content/calendar/plain-rule.ts';
import type { RecurrenceRule, Weekday } from '../../../model/calendar.ts';

/** Minutes since 1601 on the wall of the series. */
export type WallMinutes = number;

export interface MapiException {
  readonly start: WallMinutes;
  readonly end: WallMinutes;
  /** When it would have begun. */
  readonly originalStart: WallMinutes;
  readonly subject: string | null;
  readonly location: string | null;
  readonly busy: number | null;
  readonly reminderMinutes: number | null;
  readonly isReminderSet: boolean | null;
}

export interface MapiSeries {
  readonly rule: Omit<RecurrenceRule, 'until'>;
  /** The last day, in minutes, where the series ends with one. */
  readonly untilDay: WallMinutes | null;
  readonly firstDay: WallMinutes;
  /** Minutes from midnight. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Midnights of the days that were taken out or changed. */
  readonly deletedDays: readonly WallMinutes[];
  readonly changedDays: readonly WallMinutes[];
  readonly exceptions: readonly MapiException[];
}

const WEEKDAYS: readonly Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** Dates of one series; a store that counts more is wrong. */
const DATES_MAX = 50_000;
const MINUTES_A_DAY = 24 * 60;
const MONTHS_A_YEAR = 12;
const YEARLY = 0x200d;
const ENDS = { onDay: 0x2021, afterCount: 0x2022 } as const;

/** Null for bytes that are no pattern, or one of another calendar than the Gregorian. Series of tasks end behind the pattern. */
export function readSeries(bytes: Buffer): MapiSeries | null {
  try {
    return seriesIn(new Reader(bytes));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function seriesIn(reader: Reader): MapiSeries | null {
  if (reader.short() !== 0x3004) return null;
  reader.skip(2);
  const frequency = reader.short();
  const pattern = reader.short();
  const calendar = reader.short();
  reader.skip(4);
  const period = reader.long();
  reader.skip(4);
  const days = [1, 3, 0xb].includes(pattern) ? reader.long() : 0;
  const day = [2, 4, 0xa, 0xc].includes(pattern) ? reader.long() : 0;
  const nth = [3, 0xb].includes(pattern) ? reader.long() : 0;
  const ending = reader.long();
  const count = reader.long();
  const weekStart = WEEKDAYS[reader.long()] ?? 'MO';
  const deleted = reader.dates();
  const changedDays = reader.dates();
  const firstDay = reader.long();
  const lastDay = reader.long();
  if (![0, 1].includes(calendar) || pattern >= 0xa) return null;
  const rule = ruleOf({ frequency, pattern, period, days, day, nth });
  if (rule === null) return null;
  const rest = reader.hasMore ? timesIn(reader) : { startOffset: 0, endOffset: 0, exceptions: [] };
  return {
    rule: { ...rule, count: ending === ENDS.afterCount ? Math.max(1, count) : null, weekStart },
    untilDay: ending === ENDS.onDay ? lastDay : null,
    firstDay,
    deletedDays: deleted.filter((one) => !changedDays.includes(one)),
    changedDays,
    ...rest,
  };
}

interface Pattern {
  readonly frequency: number;
  readonly pattern: number;
  readonly period: number;
  readonly days: number;
  readonly day: number;
  readonly nth: number;
}

function ruleOf({ frequency, pattern, period, days, day, nth }: Pattern): RecurrenceRule | null {
  const byDay = WEEKDAYS.filter((_day, at) => (days & (1 << at)) !== 0).map((one) => ({ day: one, nth: null }));
  const isYearly = frequency === YEARLY && period % MONTHS_A_YEAR === 0;
  const interval = Math.max(1, isYearly ? period / MONTHS_A_YEAR : period);
  const monthly = plainRule(isYearly ? 'YEARLY' : 'MONTHLY', interval);
  switch (pattern) {
    case 0:
      return plainRule('DAILY', Math.max(1, Math.round(period / MINUTES_A_DAY)));
    case 1:
      return { ...plainRule('WEEKLY', Math.max(1, period)), byDay };
    case 2:
      // The 31st of a month that has fewer days is its last day (MS-OXOCAL §2.2.1.44.1.3).
      return day > 28
        ? { ...monthly, byMonthDay: Array.from({ length: day - 27 }, (_day, at) => 28 + at), bySetPos: [-1] }
        : { ...monthly, byMonthDay: [Math.max(1, day)] };
    case 4:
      return { ...monthly, byMonthDay: [-1] };
    case 3: {
      const place = nth === 5 ? -1 : Math.max(1, nth);
      const [only] = byDay;
      if (byDay.length === 1 && only !== undefined) return { ...monthly, byDay: [{ day: only.day, nth: place }] };
      return byDay.length === 0 ? null : { ...monthly, byDay, bySetPos: [place] };
    }
    default:
      return null;
  }
}

const OVERRIDE = {
  subject: 1,
  meeting: 2,
  minutes: 4,
  reminder: 8,
  location: 0x10,
  busy: 0x20,
  attachment: 0x40,
  wholeDay: 0x80,
  color: 0x100,
} as const;

function timesIn(reader: Reader): Pick<MapiSeries, 'startOffset' | 'endOffset' | 'exceptions'> {
  reader.skip(4);
  const version = reader.long();
  const startOffset = reader.long();
  const endOffset = reader.long();
  const count = reader.short();
  const short = Array.from({ length: count }, () => exceptionIn(reader));
  if (reader.hasMore) reader.skip(reader.long());
  const exceptions = short.map((one) => (reader.hasMore ? withWideTexts(reader, one, version) : one));
  return { startOffset, endOffset, exceptions };
}

type FlaggedException = MapiException & { readonly flags: number };

function exceptionIn(reader: Reader): FlaggedException {
  const [start, end, originalStart] = [reader.long(), reader.long(), reader.long()];
  const flags = reader.short();
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const subject = has(OVERRIDE.subject) ? reader.text8() : null;
  if (has(OVERRIDE.meeting)) reader.skip(4);
  const reminderMinutes = has(OVERRIDE.minutes) ? reader.long() : null;
  const isReminderSet = has(OVERRIDE.reminder) ? reader.long() !== 0 : null;
  const location = has(OVERRIDE.location) ? reader.text8() : null;
  const busy = has(OVERRIDE.busy) ? reader.long() : null;
  for (const flag of [OVERRIDE.attachment, OVERRIDE.wholeDay, OVERRIDE.color]) if (has(flag)) reader.skip(4);
  return { start, end, originalStart, subject, location, busy, reminderMinutes, isReminderSet, flags };
}

/** The same texts once more, in Unicode. */
function withWideTexts(reader: Reader, one: FlaggedException, version: number): FlaggedException {
  if (version >= 0x3009) reader.skip(reader.long());
  reader.skip(reader.long());
  const hasTexts = (one.flags & (OVERRIDE.subject | OVERRIDE.location)) !== 0;
  if (!hasTexts) return one;
  reader.skip(12);
  const subject = (one.flags & OVERRIDE.subject) === 0 ? one.subject : reader.text();
  const location = (one.flags & OVERRIDE.location) === 0 ? one.location : reader.text();
  reader.skip(reader.long());
  return { ...one, subject, location };
}

/** Throws a RangeError behind the end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  short(): number {
    const value = this.#bytes.readUInt16LE(this.#at);
    this.#at += 2;
    return value;
  }

  long(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  skip(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the pattern ends too early');
  }

  dates(): readonly number[] {
    const count = this.long();
    if (count > DATES_MAX) throw new RangeError('the pattern counts too many dates');
    return Array.from({ length: count }, () => this.long());
  }

  text8(): string {
    this.skip(2);
    const length = this.short();
    const from = this.#at;
    this.skip(length);
    return this.#bytes.toString('latin1', from, this.#at);
  }

  text(): string {
    const length = this.short() * 2;
    const from = this.#at;
    this.skip(length);
    return this.#bytes.toString('utf16le', from, this.#at);
  }
}
