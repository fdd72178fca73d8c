/** Whether a move may begin at a moment, and the next days on which it may: each no with its reason. Pure. */
import { formatCount } from '../../base/amounts.ts';
import { weekdayOf } from '../../base/civil-days.ts';
import type { Instant } from '../../base/clock.ts';
import { momentOf, wallAt } from '../../base/wall-clock.ts';
import type { StartDays } from '../../model/arrangement.ts';
import { type Blackout, holdAt } from '../../model/blackout.ts';
import { dayWords, momentWords } from '../document/day-words.ts';
import { type NoticeTold, noticeWords } from './notice-period.ts';
import type { NamedHolidays } from './public-holidays.ts';

export interface DateRules extends NoticeTold {
  readonly now: Instant;
  readonly startDays: StartDays;
  readonly holidays: NamedHolidays;
  readonly blackouts: readonly Blackout[];
  readonly capacity: Capacity;
}

/** How many mailboxes may begin on one day, and how many will. */
export interface Capacity {
  /** Null: any number. */
  readonly perDay: number | null;
  /** Of this project, those that begin with it and not with a wave. */
  readonly own: number;
  /** By day: waves of the project, and whatever else the same team begins. */
  readonly taken: ReadonlyMap<number, number>;
}

export interface DateRefusal {
  readonly is: 'past' | 'early' | 'weekend' | 'holiday' | 'blackout' | 'full';
  /** One sentence, or a few. */
  readonly why: string;
}

export interface JudgedDay {
  readonly day: number;
  readonly at: Instant;
  /** None where it is free. */
  readonly refusals: readonly DateRefusal[];
  /** Mailboxes that may begin on that day besides; null: any number. */
  readonly left: number | null;
}

/** None where the move may begin then. */
export function refusalsOf(at: Instant, rules: DateRules): readonly DateRefusal[] {
  const { day } = wallAt(rules.zone, at);
  return [...tooEarly(at, day, rules), ...closed(day, rules), ...blackedOut(at, rules), ...full(day, rules)];
}

function tooEarly(at: Instant, day: number, rules: DateRules): readonly DateRefusal[] {
  if (at <= rules.now) return [{ is: 'past', why: `${momentWords(at, rules.zone)} is over.` }];
  return day < rules.earliest ? [{ is: 'early', why: noticeWords(rules) }] : [];
}

const SUNDAY = 0;
const SATURDAY = 6;

function closed(day: number, { startDays, holidays }: DateRules): readonly DateRefusal[] {
  if (startDays === 'any') return [];
  const holiday = holidays.get(day);
  if (holiday !== undefined) {
    return [{ is: 'holiday', why: `${dayWords(day)} is a holiday (${holiday}), and moves begin on business days.` }];
  }
  const isWeekend = [SATURDAY, SUNDAY].includes(weekdayOf(day));
  return isWeekend ? [{ is: 'weekend', why: `${dayWords(day)} is no business day, and moves begin on those.` }] : [];
}

function blackedOut(at: Instant, { blackouts, zone }: DateRules): readonly DateRefusal[] {
  const hold = holdAt(blackouts, zone, at);
  if (hold === null) return [];
  return [{ is: 'blackout', why: `Nothing moves until ${momentWords(hold.until, zone)}: ${hold.because}.` }];
}

function full(day: number, { capacity }: DateRules): readonly DateRefusal[] {
  const { perDay, own, taken } = capacity;
  const others = taken.get(day) ?? 0;
  if (perDay === null || own + others <= perDay) return [];
  const most = `At most ${formatCount(perDay, 'mailbox begins', 'mailboxes begin')} on one day`;
  const why =
    own > perDay
      ? `${most}, and ${own} would begin with this project: put some of them into waves.`
      : `${most}; ${others} begin on ${dayWords(day)} already, and ${own} would come with this project.`;
  return [{ is: 'full', why }];
}

/** A year and a day: whoever has no free day by then has to change something else. */
export const DAYS_MAX = 367;

/**
 * The days from `fromDay` on at that minute of theirs, judged, until `freeMax` of them are free. A minute that the clocks leave out
 * on a day is the moment at which it would have begun.
 */
export function judgeDays(
  { fromDay, minute, freeMax }: { readonly fromDay: number; readonly minute: number; readonly freeMax: number },
  rules: DateRules,
): readonly JudgedDay[] {
  const days: JudgedDay[] = [];
  const { perDay, own, taken } = rules.capacity;
  for (let day = fromDay, free = 0; day < fromDay + DAYS_MAX && free < freeMax; day += 1) {
    const at = momentOf(rules.zone, { day, minute });
    const refusals = refusalsOf(at, rules);
    const left = perDay === null ? null : Math.max(0, perDay - own - (taken.get(day) ?? 0));
    if (refusals.length === 0) free += 1;
    days.push({ day, at, refusals, left });
  }
  return days;
}

/** The next free moments at the same time of the day, from that day on; fewer, or none, where a year has no more. */
export function nextFree(at: Instant, freeMax: number, rules: DateRules): readonly Instant[] {
  const { day, minute } = wallAt(rules.zone, at);
  const fromDay = Math.max(day, wallAt(rules.zone, rules.now).day, rules.earliest);
  return judgeDays({ fromDay, minute, freeMax }, rules).flatMap((one) => (one.refusals.length === 0 ? [one.at] : []));
}
