/** The days of a move, counted from the request and the day of the switch. Pure. Days count from 1970-01-01. */
import { weekdayOf } from '../../base/civil-days.ts';
import type { WayOver } from '../../model/arrangement.ts';
import type { DurationRange } from '../../model/pace.ts';
import { afterBusinessDays, beforeBusinessDays, type Holidays } from './business-days.ts';
import { earliestDay } from './notice-period.ts';

export interface WallTime {
  readonly day: number;
  /** `18:00`. */
  readonly time: string;
}

export interface DateWishes {
  readonly way: WayOver;
  /** The day on which the move was asked for. */
  readonly requestedOn: number;
  /** Full business days between the request and the first day that may be chosen. */
  readonly noticeDays: number;
  /** Null: the first that fits is suggested. */
  readonly switchAt: WallTime | null;
  readonly holidays: Holidays;
  readonly duration: DurationRange;
  /** Business days until the answer, and days of hold; left out: what is usual. */
  readonly answerDays?: number;
  readonly holdDays?: number;
}

export interface PlanDates {
  readonly requestedOn: number;
  /** The team has confirmed until the end of this day. */
  readonly answeredOn: number;
  /** No switch is allowed before. */
  readonly earliest: number;
  readonly switchAt: WallTime;
  readonly isSuggested: boolean;
  /** The trial copy of a few mailboxes, which measures the pace. Null where there is no day for it. */
  readonly pilotOn: number | null;
  /** When copying begins. */
  readonly copyFrom: WallTime;
  /** Records that change at the switch have a short time to live from this day on. */
  readonly ttlOn: number;
  /** Nothing of the old service is given up before. */
  readonly holdUntil: number;
  /** Why these days do not work, as sentences; none when they do. */
  readonly trouble: readonly string[];
}

/** The answer to a complete request comes within so many business days. */
const ANSWER_DAYS = 5;
/** Deleted mailboxes of Rackspace can be brought back for so long. */
const HOLD_DAYS = 14;
/** Records are cached for a day or two by those who do not keep to their time to live. */
const TTL_DAYS = 2;
const DAY_MS = 86_400_000;
const FRIDAY = 5;
const SATURDAY = 6;

export function planDates(wishes: DateWishes): PlanDates {
  const { way, requestedOn, noticeDays, holidays, duration, answerDays = ANSWER_DAYS, holdDays = HOLD_DAYS } = wishes;
  const earliest = earliestDay(requestedOn, noticeDays, holidays);
  const copyDays = Math.ceil(duration.highMs / DAY_MS);
  const pilotOn = afterBusinessDays(requestedOn, 1, holidays);
  const switchAt = wishes.switchAt ?? suggested(wishes, earliest, copyDays, pilotOn);
  // A day is kept for what nobody foresees.
  const wantedFrom = beforeBusinessDays(switchAt.day - copyDays, 1, holidays);
  const copyFrom =
    way === 'lock-out' ? switchAt : { day: Math.max(wantedFrom, Math.min(pilotOn + 1, switchAt.day)), time: '00:00' };
  return {
    requestedOn,
    answeredOn: afterBusinessDays(requestedOn, answerDays, holidays),
    earliest,
    switchAt,
    isSuggested: wishes.switchAt === null,
    pilotOn: pilotOn < switchAt.day ? pilotOn : null,
    copyFrom,
    ttlOn: Math.max(requestedOn, beforeBusinessDays(switchAt.day, TTL_DAYS, holidays)),
    holdUntil: switchAt.day + holdDays,
    trouble: troubleWith(wishes, { earliest, switchAt, copyDays, pilotOn }),
  };
}

/** On a day when few write: a Friday evening without, a Saturday morning with a lock-out. */
function suggested({ way }: DateWishes, earliest: number, copyDays: number, pilotOn: number): WallTime {
  const isNonStop = way === 'non-stop';
  const ready = isNonStop ? Math.max(earliest, pilotOn + 1 + copyDays + 1) : earliest;
  const weekday = isNonStop ? FRIDAY : SATURDAY;
  const day = ready + ((weekday - weekdayOf(ready) + 7) % 7);
  return { day, time: isNonStop ? '18:00' : '08:00' };
}

interface Chosen {
  readonly earliest: number;
  readonly switchAt: WallTime;
  readonly copyDays: number;
  readonly pilotOn: number;
}

function troubleWith(
  { way, noticeDays, duration, switchAt: wished }: DateWishes,
  { earliest, switchAt, copyDays, pilotOn }: Chosen,
): readonly string[] {
  const isEarly = wished !== null && switchAt.day < earliest;
  const isShort = way === 'non-stop' && switchAt.day - copyDays <= pilotOn;
  const isLong = way === 'lock-out' && duration.highMs > LOCK_OUT_MS_MAX;
  return [
    ...(isEarly
      ? [`The wished day lies before the end of the notice of ${noticeDays} business days; it will not be scheduled.`]
      : []),
    ...(isShort ? ['Copying may not be done by then, if it takes as long as the forecast allows.'] : []),
    ...(isLong
      ? ['Nobody may get to their mail for longer than a weekend. Move without a lock-out, or in several steps.']
      : []),
  ];
}

/** From Saturday morning to Monday morning. */
const LOCK_OUT_MS_MAX = 2 * DAY_MS;
