/** Days of a task: Exchange keeps days, iCalendar may say hours too. */
import { type Instant, instant } from '../../base/clock.ts';
import { SECOND_MS } from '../../content/calendar/wall-time.ts';
import { instantOf, wallTimeAt } from '../../content/calendar/zones.ts';
import type { Alarm, CalendarTime, TaskDetails } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import { own } from './state.ts';
import { taskLoss } from './task-losses.ts';

/** On a task: what its reminder was before its start, as long as it rings at the moment that it was set to. */
export const REMINDER = own('GodwitReminder');

/** `YYYY-MM-DD`. An hour in UTC is an hour in the zone of the mailbox. */
export function dayOfTime(time: CalendarTime, homeZone: string): string {
  return time.zone === 'UTC' && time.time !== null ? wallTimeAt(instantOf(time, homeZone), homeZone).date : time.date;
}

/** A day as Exchange takes it, whatever the zone of the mailbox. */
export function dayText(day: string): string {
  return `${day}T00:00:00Z`;
}

/** Hours that are lost, as lines for people. */
export function hoursOf({ start, due }: TaskDetails): {
  readonly kept: readonly string[];
  readonly losses: readonly Loss[];
} {
  const timed = [
    ['Start', start],
    ['Due', due],
  ] as const;
  const kept = timed.flatMap(([label, time]) => (time?.time == null ? [] : [`${label}: ${timeText(time)}`]));
  return { kept, losses: kept.length === 0 ? [] : [taskLoss('hour')] };
}

function timeText({ date, time, zone }: CalendarTime): string {
  const name = typeof zone === 'string' ? zone : zone.name;
  return `${date} ${time?.slice(0, 5) ?? ''}${name === 'floating' ? '' : ` (${name})`}`;
}

/** Seconds before the start of the task, or its due time where it has no start; null when it has neither. */
export function secondsBefore({ at, anchor, beforeSeconds }: Alarm, task: TaskDetails): number | null {
  const start = task.start ?? task.due;
  const due = task.due ?? task.start;
  if (start === null || due === null) return null;
  const [from, until] = [instantOf(start, 'UTC'), instantOf(due, 'UTC')];
  if (at !== null) return (from - at) / SECOND_MS;
  return (beforeSeconds ?? 0) - (anchor === 'end' ? (until - from) / SECOND_MS : 0);
}

export function reminderText(ringsAt: Instant, seconds: number): string {
  return `${seconds} ${ringsAt}`;
}

/** The alarm that a found reminder is: the kept one, unless somebody has set it to another moment since. */
export function foundAlarm(ringsAt: Instant, kept: string | null): Alarm {
  const [seconds, at] =
    /^(-?\d{1,12}(?:\.\d{1,3})?) (-?\d{1,15})$/
      .exec(kept ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  const isKept = seconds !== undefined && at !== undefined && sameSecond(instant(at), ringsAt);
  const when = isKept ? { beforeSeconds: seconds, at: null } : { beforeSeconds: null, at: ringsAt };
  return { ...when, anchor: 'start', action: 'display', description: '', repeats: 0 };
}

function sameSecond(one: Instant, other: Instant): boolean {
  return Math.floor(one / SECOND_MS) === Math.floor(other / SECOND_MS);
}
