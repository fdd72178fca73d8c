/**
 * The meaning of an event, task or note as the bytes of one VCALENDAR (RFC 5545, RFC 7986). The inverse of `readCalendarItem`:
 * reading what is written here gives an equal item, if that was itself read.
 */
import type { EventDetails, EventSeries, NoteDetails, TaskDetails } from '../../model/calendar.ts';
import { KEPT } from './placed-lines.ts';
import type { CalendarItem } from './read-calendar.ts';
import { plainText } from './read-text.ts';
import { oneLine, writeDescribed } from './write-described.ts';
import { foldedLines, instantLine, plainLine, textLine, timeLine, ZonesInUse } from './write-lines.ts';
import { recurrenceLines } from './write-recurrence.ts';
import { vtimezoneOf } from './zones.ts';

/** With CRLF, folded, and with the VTIMEZONEs of the zones that are in use. Never throws for an item of its type. */
export function writeCalendarItem(item: CalendarItem): Buffer {
  const zones = new ZonesInUse();
  const components = componentsOf(item, zones);
  const methods = components.filter((line) => line.startsWith('METHOD:')).slice(0, 1);
  const definitions = zones.all().map(({ zone, from, to }) => vtimezoneOf(zone, from, to));
  return foldedLines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Godwit//Godwit//EN',
    ...methods,
    ...definitions.flatMap((text) => text.split(/\r?\n/)).filter((line) => line !== ''),
    ...components.filter((line) => !line.startsWith('METHOD:')),
    'END:VCALENDAR',
  ]);
}

function componentsOf(item: CalendarItem, zones: ZonesInUse): readonly string[] {
  if (item.kind === 'event') return seriesLines(item, zones);
  return item.kind === 'task' ? taskLines(item, zones) : noteLines(item, zones);
}

function seriesLines({ uid, master, recurrence, changed }: EventSeries, zones: ZonesInUse): readonly string[] {
  const own = master === null ? [] : eventLines(uid, master, recurrenceLines(recurrence, zones), zones);
  const isEndless = recurrence.rules.some((rule) => rule.until === null);
  const occurrences = changed.flatMap(({ at, andFuture, details }) => {
    const range: Readonly<Record<string, string>> = andFuture ? { RANGE: 'THISANDFUTURE' } : {};
    return eventLines(uid, details, timeLine('RECURRENCE-ID', at, zones, range), zones);
  });
  if (master !== null && isEndless) zones.goOn(master.start.zone);
  for (const rule of recurrence.rules)
    if (master !== null && rule.until !== null) zones.use({ ...rule.until, zone: master.start.zone });
  return [...own, ...occurrences];
}

function eventLines(
  uid: string,
  event: EventDetails,
  recurrence: readonly string[],
  zones: ZonesInUse,
): readonly string[] {
  const { properties, components } = writeDescribed(uid, event);
  const times = [...timeLine('DTSTART', event.start, zones), ...recurrence, ...endLines(event, zones)];
  return ['BEGIN:VEVENT', ...withTimes(properties, [...times, ...stateLines(event)]), ...components, 'END:VEVENT'];
}

/** The UID and DTSTAMP come first, then times: what people look for in such a file. */
function withTimes(properties: readonly string[], times: readonly string[]): readonly string[] {
  return [...properties.slice(0, 2), ...times, ...properties.slice(2)];
}

/** RFC 5545 §3.8.2.2 allows no DTEND that is not later; without it the event ends when it begins. */
function endLines({ start, end }: EventDetails, zones: ZonesInUse): readonly string[] {
  const isSame = start.time !== null && JSON.stringify(start) === JSON.stringify(end);
  return isSame ? [] : timeLine('DTEND', end, zones);
}

const BUSY_WORDS: Readonly<Record<EventDetails['busy'], string>> = {
  free: 'FREE',
  tentative: 'TENTATIVE',
  busy: 'BUSY',
  away: 'OOF',
  elsewhere: 'WORKINGELSEWHERE',
};

function stateLines({ status, busy, conferences }: EventDetails): readonly string[] {
  return [
    plainLine('STATUS', status.toUpperCase()),
    plainLine('TRANSP', busy === 'free' ? 'TRANSPARENT' : 'OPAQUE'),
    plainLine('X-MICROSOFT-CDO-BUSYSTATUS', BUSY_WORDS[busy]),
    ...conferences.map(({ url, label }) =>
      plainLine('CONFERENCE', url.replaceAll('\n', ''), { VALUE: 'URI', LABEL: label }),
    ),
  ];
}

const TASK_STATUSES: Readonly<Record<TaskDetails['status'], string>> = {
  open: 'NEEDS-ACTION',
  started: 'IN-PROCESS',
  done: 'COMPLETED',
  cancelled: 'CANCELLED',
};
const KEPT_TASK = `${KEPT}VTODO:`;

function taskLines(task: TaskDetails, zones: ZonesInUse): readonly string[] {
  const isOccurrence = (line: string): boolean => line.startsWith(KEPT_TASK);
  const others = task.others.filter((line) => !isOccurrence(line));
  const { properties, components } = writeDescribed(task.uid, { ...task, others });
  const times = [
    ...timeLine('DTSTART', task.start, zones),
    ...timeLine('DUE', task.due, zones),
    ...recurrenceLines(task.recurrence, zones),
    plainLine('STATUS', TASK_STATUSES[task.status]),
    ...instantLine('COMPLETED', task.completed),
    ...(task.percent === null ? [] : [plainLine('PERCENT-COMPLETE', String(task.percent))]),
    ...textLine('RELATED-TO', task.parentUid),
  ];
  const occurrences = task.others
    .filter(isOccurrence)
    .flatMap((line) => plainText(line.slice(KEPT_TASK.length)).split('\n').map(oneLine));
  if (task.recurrence.rules.length > 0 && task.start !== null) zones.goOn(task.start.zone);
  return ['BEGIN:VTODO', ...withTimes(properties, times), ...components, 'END:VTODO', ...occurrences];
}

function noteLines(note: NoteDetails, zones: ZonesInUse): readonly string[] {
  const { properties, components } = writeDescribed(note.uid, note);
  return [
    'BEGIN:VJOURNAL',
    ...withTimes(properties, timeLine('DTSTART', note.start, zones)),
    ...components,
    'END:VJOURNAL',
  ];
}
