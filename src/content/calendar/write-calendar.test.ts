import { isUtf8 } from 'node:buffer';
import { assert, property } from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarItems } from '../../../test/calendar/calendar-items.ts';
import { calendarOf, eventBytes, vevent } from '../../../test/calendar/texts.ts';
import type { CalendarTime } from '../../model/calendar.ts';
import { type CalendarItem, readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';

describe('writeCalendarItem', () => {
  test('reading what was written gives the same item, whatever the item is', () => {
    assert(
      property(calendarItems(), (item) => {
        expect(readCalendarItem(writeCalendarItem(item))).toEqual(item);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the bytes', () => {
  test('hold no line over 75 octets, no character cut in two, and no line end but CRLF', () => {
    assert(
      property(calendarItems(), (item) => {
        const bytes = writeCalendarItem(item);
        for (const line of bytes.toString('latin1').split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
          expect(isUtf8(Buffer.from(line, 'latin1'))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('mean the same to another reader', () => {
    assert(
      property(calendarItems(), (item) => {
        const calendar = new ICAL.Component(ICAL.parse(writeCalendarItem(withoutOthers(item)).toString()));
        const [first] = calendar.getAllSubcomponents().filter((component) => component.name !== 'vtimezone');
        const details = item.kind === 'event' ? (item.master ?? item.changed[0]?.details) : item;
        expect(first?.getFirstPropertyValue('uid')).toBe(item.uid);
        expect(first?.getFirstPropertyValue('summary') ?? '').toBe(details?.summary);
        expect(first?.getFirstPropertyValue('description') ?? '').toBe(details?.description);
        expect(first?.getAllSubcomponents('valarm')).toHaveLength(details?.alarms.length ?? 0);
        const attendees = first?.getAllProperties('attendee') ?? [];
        expect(attendees).toHaveLength(details?.attendees.length ?? 0);
        for (const [index, { name }] of details?.attendees.entries() ?? []) {
          // A backslash in a parameter is one (RFC 6868); ical.js takes it for the escape that texts have.
          if (!name.includes('\\')) expect(attendees[index]?.getFirstParameter('cn') ?? '').toBe(name);
        }
        const start = first?.getFirstPropertyValue('dtstart')?.toString() ?? null;
        expect(start).toBe(details?.start == null ? null : isoTime(details.start));
      }),
      { numRuns: 150 },
    );
  });

  test('name every zone that is in use once, and no other', () => {
    const text = writeCalendarItem(
      readCalendarItem(
        calendarOf(
          ...vevent(
            'DTSTART;TZID=Europe/Berlin:20260105T100000',
            'DTEND;TZID=Asia/Tokyo:20260105T200000',
            'RRULE:FREQ=DAILY',
          ),
          ...vevent('RECURRENCE-ID;TZID=Europe/Berlin:20260106T100000', 'DTSTART:20260106T100000Z'),
        ),
      ),
    ).toString();
    expect(text.match(/BEGIN:VTIMEZONE\r\nTZID:.*/g)).toEqual([
      'BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin',
      'BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo',
    ]);
  });

  test('write UNTIL in UTC and a zero length without DTEND, as RFC 5545 demands', () => {
    const bytes = calendarOf(
      ...vevent('DTSTART;TZID=Europe/Berlin:20260105T100000', 'RRULE:FREQ=DAILY;UNTIL=20260110T100000'),
    );
    const text = writeCalendarItem(readCalendarItem(bytes)).toString();
    expect(text).toContain('RRULE:FREQ=DAILY;UNTIL=20260110T090000Z\r\n');
    expect(text).not.toContain('DTEND');
  });

  test('keep a line break in an unknown property from beginning a property of its own', () => {
    const item = readCalendarItem(eventBytes('X-ONE:1'));
    if (item.kind !== 'event' || item.master === null) throw new Error('it is an event');
    const hostile = { ...item, master: { ...item.master, others: ['X-ONE:1\r\nATTENDEE:mailto:x@example.org'] } };
    expect(readCalendarItem(writeCalendarItem(hostile))).toMatchObject({ master: { attendees: [] } });
  });
});

/** Without lines that are not ours: ical.js fails at lists of quoted parameters. */
function withoutOthers(item: CalendarItem): CalendarItem {
  if (item.kind !== 'event') return { ...item, others: [] };
  const changed = item.changed.map((one) => ({ ...one, details: { ...one.details, others: [] } }));
  return { ...item, master: item.master === null ? null : { ...item.master, others: [] }, changed };
}

/** As ical.js writes times. */
function isoTime({ date, time, zone }: CalendarTime): string {
  return time === null ? date : `${date}T${time}${zone === 'UTC' ? 'Z' : ''}`;
}
