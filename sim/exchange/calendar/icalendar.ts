/**
 * The MIME content of a calendar item: iCalendar with the little that tells which event it is and when. Of a series it says
 * nothing but the first occurrence; nobody should read calendars this way.
 */
import type { ItemView } from '../item-view.ts';
import { eventOf } from './event.ts';
import { wallAt } from './zones.ts';

export function icalendarOf(view: ItemView): Buffer {
  const { uid, start, end, startZone, isAllDay, location } = eventOf(view.state);
  const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = (at: number): string => `;VALUE=DATE:${stamp(wallAt(at, startZone)).slice(0, 8)}`;
  const time = (at: number): string => (isAllDay ? day(at) : `:${stamp(at)}`);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:simulated Exchange',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${stamp(view.state.modified)}`,
    `DTSTART${time(start)}`,
    `DTEND${time(end)}`,
    `SUMMARY:${escaped(view.subject)}`,
    `LOCATION:${escaped(location)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** RFC 5545 §3.3.11. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}
