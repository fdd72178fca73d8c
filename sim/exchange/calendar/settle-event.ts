/** What Exchange makes of a calendar item once all its elements are known: zones, days, the series, the reminder. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState, Reminder } from '../item.ts';
import type { Reading } from '../kinds/kind.ts';
import { type EventState, eventOf } from './event.ts';
import { daysOf, type Recurrence } from './recurrence.ts';
import { DAY_MS, instantAt, knownZone, readInstant, UTC, wallAt } from './zones.ts';

/** Throws `ItemRefusal`. See `Kind.settled`. */
export function settledEvent(
  state: ItemState,
  before: ItemState | null,
  touched: ReadonlySet<string>,
  reading: Reading,
): ItemState {
  const old = before === null ? null : eventOf(before);
  const timed = refusedDuration(wholeDays(readTimes(eventOf(state), old, touched, reading)));
  const event = settledSeries(timed, old, touched);
  return { ...state, own: event, reminder: settledReminder(state, before, touched, event) };
}

const HALF_HOUR_MS = 1_800_000;

/** Reads Start and End in the zone that the request names, else in that of TimeZoneContext, else in UTC. */
function readTimes(
  { unread = {}, ...event }: EventState,
  before: EventState | null,
  touched: ReadonlySet<string>,
  { now, zone }: Reading,
): EventState {
  const context = knownZone(zone ?? UTC);
  const isZoneNamed = touched.has('StartTimeZone') || touched.has('MeetingTimeZone');
  const startZone = isZoneNamed ? event.startZone : context;
  const endZone = touched.has('EndTimeZone') ? event.endZone : startZone;
  const nextHalfHour = Math.ceil(now / HALF_HOUR_MS) * HALF_HOUR_MS;
  const start = unread.start === undefined ? (before?.start ?? nextHalfHour) : readInstant(unread.start, startZone);
  const end = unread.end === undefined ? (before?.end ?? start + HALF_HOUR_MS) : readInstant(unread.end, endZone);
  const isFirst = before === null;
  return {
    ...event,
    start,
    end,
    startZone: isFirst ? startZone : event.startZone,
    endZone: isFirst ? endZone : event.endZone,
  };
}

/** A whole-day event is moved to midnights of the zone it is made in: the start down, the end up. */
function wholeDays(event: EventState): EventState {
  if (!event.isAllDay) return event;
  const { startZone: zone } = event;
  const first = Math.floor(wallAt(event.start, zone) / DAY_MS);
  const last = Math.max(first + 1, Math.ceil(wallAt(event.end, zone) / DAY_MS));
  return { ...event, start: instantAt(first * DAY_MS, zone), end: instantAt(last * DAY_MS, zone) };
}

const YEARS_MAX = 5;

function refusedDuration(event: EventState): EventState {
  if (event.end < event.start) {
    throw new ItemRefusal('ErrorCalendarEndDateIsEarlierThanStartDate', 'The end is before the start.');
  }
  const latest = new Date(event.start);
  latest.setUTCFullYear(latest.getUTCFullYear() + YEARS_MAX);
  if (event.end > latest.getTime()) {
    throw new ItemRefusal('ErrorCalendarDurationIsTooLong', 'A calendar item lasts five years at most.');
  }
  return event;
}

/**
 * The master of a series lies on its first occurrence. A change of the pattern, of the hours or of the zone makes a new series,
 * which has no exceptions.
 */
function settledSeries(event: EventState, before: EventState | null, touched: ReadonlySet<string>): EventState {
  const { recurrence } = event;
  if (recurrence === null) return { ...event, exceptions: {}, deleted: [] };
  const isMoved = event.start !== before?.start || event.end !== before.end || event.startZone !== before.startZone;
  if (before !== null && !isMoved && !touched.has('Recurrence')) return event;
  const day = Math.floor(wallAt(event.start, event.startZone) / DAY_MS);
  const series = touched.has('Recurrence') ? recurrence : startingAt(recurrence, day);
  refuseOverlap(event, series);
  const first = daysOf(series).next().value ?? day;
  const shift = (first - day) * DAY_MS;
  const moved = (instant: number): number => instantAt(wallAt(instant, event.startZone) + shift, event.startZone);
  return {
    ...event,
    start: moved(event.start),
    end: moved(event.end),
    recurrence: startingAt(series, first),
    exceptions: {},
    deleted: [],
  };
}

/** As many occurrences as show every distance that a pattern has. */
const LOOKED_AT_MAX = 100;

/** Two occurrences of a series may touch and not overlap; how long one lasts is what clocks show. */
function refuseOverlap({ start, end, startZone }: EventState, series: Recurrence): void {
  const lastsMs = wallAt(end, startZone) - wallAt(start, startZone);
  let before: number | null = null;
  let looked = 0;
  for (const day of daysOf(series)) {
    if (before !== null && lastsMs > (day - before) * DAY_MS) {
      const text = 'One occurrence of the series overlaps with another one.';
      throw new ItemRefusal('ErrorOccurrenceTimeSpanTooBig', text);
    }
    before = day;
    looked += 1;
    if (looked === LOOKED_AT_MAX) return;
  }
}

function startingAt({ pattern, range }: Recurrence, first: number): Recurrence {
  return { pattern, range: { ...range, first } };
}

/** What Exchange sets where nobody says anything about a reminder. */
const DEFAULT_REMINDER_MINUTES = 15;

/** Minutes or their absence alone say nothing about whether somebody is reminded. */
function settledReminder(
  state: ItemState,
  before: ItemState | null,
  touched: ReadonlySet<string>,
  { start }: EventState,
): Reminder {
  const asked = state.reminder;
  const isSaid = before !== null || touched.has('ReminderIsSet');
  const isMinuteSaid = before !== null || touched.has('ReminderMinutesBeforeStart');
  return {
    isSet: isSaid ? (asked?.isSet ?? true) : true,
    minutesBefore: isMinuteSaid ? (asked?.minutesBefore ?? 0) : DEFAULT_REMINDER_MINUTES,
    dueBy: start,
  };
}
