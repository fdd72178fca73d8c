/** Alarms of iCalendar as the one reminder that Exchange has. */
import { type Instant, instant } from '../../base/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../content/calendar/wall-time.ts';
import type { Alarm } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import { eventLoss } from './event-losses.ts';

/** What the schema allows: five years. */
const MINUTES_MAX = 2_629_800;

export interface Reminder {
  /** When it rings; null: never. */
  readonly at: Instant | null;
  /** The alarm that is kept. */
  readonly alarm: Alarm | null;
  readonly losses: readonly Loss[];
  /** For people: what each alarm that is lost says. */
  readonly kept: readonly string[];
}

/** When an item begins and ends, as far as that is known. */
export interface Span {
  readonly start: Instant | null;
  readonly end: Instant | null;
}

/** The alarm that people would see first and that Exchange can hold; the others are lost. */
export function reminderOf(alarms: readonly Alarm[], span: Span): Reminder {
  const rings = alarms.flatMap((alarm) => {
    const at = ringOf(alarm, span);
    return at === null ? [] : [{ alarm, at }];
  });
  const shown = rings.filter(({ alarm }) => alarm.action === 'display' || alarm.action === 'audio');
  // The latest is the one nearest to the start, which nobody wants to miss.
  const [kept] = (shown.length > 0 ? shown : rings).toSorted((one, other) => other.at - one.at);
  const others = alarms.filter((alarm) => alarm !== kept?.alarm);
  const losses: Loss[] = [];
  if (kept === undefined && others.length > 0) {
    losses.push(eventLoss('reminderUndated'));
  }
  const isShown = kept?.alarm.action === 'display' || kept?.alarm.action === 'audio';
  if (kept !== undefined && !isShown) {
    losses.push(eventLoss('reminderUnshown'));
  }
  const further = kept === undefined ? others.slice(1) : others;
  if (further.length > 0 || (kept?.alarm.repeats ?? 0) > 0) {
    losses.push(eventLoss('furtherReminders'));
  }
  return {
    at: kept?.at ?? null,
    alarm: kept?.alarm ?? null,
    losses,
    kept: others.map((alarm) => `Reminder: ${sentenceOf(alarm)}`),
  };
}

/** Minutes before the start; null when it does not ring before the start, or more than five years before. */
export function minutesBefore(at: Instant, start: Instant): number | null {
  const minutes = Math.floor((start - at) / MINUTE_MS);
  return minutes < 0 || minutes > MINUTES_MAX ? null : minutes;
}

function ringOf({ at, anchor, beforeSeconds }: Alarm, span: Span): Instant | null {
  if (at !== null) return at;
  const base = anchor === 'start' ? span.start : (span.end ?? span.start);
  return base === null || beforeSeconds === null ? null : instant(base - beforeSeconds * SECOND_MS);
}

function sentenceOf({ at, anchor, beforeSeconds, action, description }: Alarm): string {
  const how = action === 'email' ? ' by e-mail' : '';
  const what = description === '' ? '' : ` (${description.split('\n')[0] ?? ''})`;
  if (at !== null) return `at ${new Date(at).toISOString()}${how}${what}`;
  const seconds = beforeSeconds ?? 0;
  const side = seconds < 0 ? 'after' : 'before';
  return `${durationText(Math.abs(seconds))} ${side} the ${anchor}${how}${what}`;
}

function durationText(seconds: number): string {
  const units = [
    ['days', 86_400],
    ['hours', 3600],
    ['minutes', 60],
  ] as const;
  const [name, size] =
    units.find(([, length]) => seconds >= length && seconds % length === 0) ?? (['seconds', 1] as const);
  return `${seconds / size} ${name}`;
}
