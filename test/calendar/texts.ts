/** Small calendars for tests of reading, and what reading makes of them in few words. */
import { readCalendarItem } from '../../src/content/calendar/read-calendar.ts';
import type { CalendarTime, EventDetails, EventSeries, NoteDetails, TaskDetails } from '../../src/model/calendar.ts';

/** Lines of one VCALENDAR, with CRLF. */
export function calendarOf(...lines: readonly string[]): Buffer {
  return Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
}

/** One VEVENT with a UID and these lines. */
export function vevent(...lines: readonly string[]): readonly string[] {
  return ['BEGIN:VEVENT', 'UID:a@example.org', ...lines, 'END:VEVENT'];
}

/** A VEVENT that begins on 2 January 2026 at ten o'clock UTC, with these lines. */
export function eventBytes(...lines: readonly string[]): Buffer {
  return calendarOf(...vevent('DTSTART:20260102T100000Z', ...lines));
}

export function readSeries(bytes: Buffer): EventSeries {
  const item = readCalendarItem(bytes);
  if (item.kind !== 'event') throw new Error(`it is a ${item.kind}`);
  return item;
}

/** The event itself, of lines that follow the DTSTART of `eventBytes`. */
export function readEventOf(...lines: readonly string[]): EventDetails {
  return masterOf(readSeries(eventBytes(...lines)));
}

export function masterOf(series: EventSeries): EventDetails {
  if (series.master === null) throw new Error('only occurrences are known');
  return series.master;
}

export function readTaskOf(...lines: readonly string[]): TaskDetails {
  const item = readCalendarItem(calendarOf('BEGIN:VTODO', 'UID:t', ...lines, 'END:VTODO'));
  if (item.kind !== 'task') throw new Error(`it is a ${item.kind}`);
  return item;
}

export function readNoteOf(...lines: readonly string[]): NoteDetails {
  const item = readCalendarItem(calendarOf('BEGIN:VJOURNAL', 'UID:n', ...lines, 'END:VJOURNAL'));
  if (item.kind !== 'note') throw new Error(`it is a ${item.kind}`);
  return item;
}

/** `2026-01-02 10:00:00 Europe/Berlin`; a whole day is its date alone. */
export function shown({ date, time, zone }: CalendarTime): string {
  return time === null ? date : `${date} ${time} ${typeof zone === 'string' ? zone : zone.name}`;
}
