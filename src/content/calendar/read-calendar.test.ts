import { describe, expect, test } from 'vitest';
import { calendarOf, eventBytes, masterOf, readSeries, vevent } from '../../../test/calendar/texts.ts';
import { CalendarError } from './calendar-error.ts';
import { readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';

function errorOf(bytes: Buffer): CalendarError {
  try {
    readCalendarItem(bytes);
  } catch (error) {
    if (error instanceof CalendarError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('one item', () => {
  test.each([
    ['no VCALENDAR around it', vevent('DTSTART:20260102', 'SUMMARY:x')],
    ['no END at all', ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:a@example.org', 'DTSTART:20260102', 'SUMMARY:x']],
    [
      'no END of its alarm',
      [
        'BEGIN:VEVENT',
        'UID:a@example.org',
        'DTSTART:20260102',
        'SUMMARY:x',
        'BEGIN:VALARM',
        'TRIGGER:PT0S',
        'END:VEVENT',
      ],
    ],
    [
      'a mail header before it',
      [
        'Subject: x',
        'Content-Type: text/calendar',
        '',
        ...calendarOf(...vevent('DTSTART:20260102', 'SUMMARY:x'))
          .toString()
          .split('\r\n'),
      ],
    ],
  ])('a file with %s is read', (_name, lines) => {
    expect(masterOf(readSeries(Buffer.from(lines.join('\n')))).summary).toBe('x');
  });

  test('without a UID it gets one of its content, the same after every export', () => {
    const of = (stamp: string, summary: string) =>
      readSeries(
        calendarOf('BEGIN:VEVENT', `DTSTAMP:${stamp}`, 'DTSTART:20260102', `SUMMARY:${summary}`, 'UID:', 'END:VEVENT'),
      ).uid;
    expect(of('20260101T000000Z', 'One')).toMatch(/^godwit-[0-9a-f]{40}$/);
    expect(of('20270101T000000Z', 'One')).toBe(of('20260101T000000Z', 'One'));
    expect(of('20260101T000000Z', 'Two')).not.toBe(of('20260101T000000Z', 'One'));
  });

  test.each([
    [
      calendarOf('BEGIN:VFREEBUSY', 'UID:f', 'END:VFREEBUSY'),
      { component: 'VCALENDAR', line: 1, reason: 'it holds no event, task or note, only VFREEBUSY' },
    ],
    [Buffer.alloc(0), { component: 'VCALENDAR', line: 1, reason: 'it holds no event, task or note' }],
    [Buffer.from('["vcalendar", [], []]'), { component: 'VCALENDAR', line: 1, reason: 'it is JSON and no iCalendar' }],
    [calendarOf(...vevent('SUMMARY:x')), { component: 'VEVENT', line: 3, reason: 'it has no DTSTART' }],
    [
      calendarOf(...vevent('SUMMARY:x', ' folded', 'DTSTART:tomorrow')),
      { component: 'VEVENT', line: 7, reason: 'its DTSTART is no date: "tomorrow"' },
    ],
    [
      calendarOf(...vevent('DTSTART:20260102'), 'BEGIN:VTODO', 'UID:a@example.org', 'END:VTODO'),
      { component: 'VTODO', line: 7 },
    ],
    [
      calendarOf(...vevent('DTSTART:20260102'), 'BEGIN:VEVENT', 'UID:b', 'DTSTART:20260102', 'END:VEVENT'),
      { component: 'VEVENT', line: 8, reason: 'there are components of 2 UIDs in one item' },
    ],
  ])('what cannot be read is refused with component, line and reason (%#)', (bytes, error) => {
    expect(errorOf(bytes)).toMatchObject(error);
  });
});

describe('hostile files', () => {
  const big = (count: number, line: (index: number) => string): readonly string[] =>
    Array.from({ length: count }, (_, index) => line(index));

  test.each([
    [
      'components inside each other',
      calendarOf(...vevent('DTSTART:20260102', ...big(100_000, () => 'BEGIN:VLOCATION'))),
      /nested more than/,
    ],
    ['parameters', eventBytes(`X-A${';B=c'.repeat(100_000)}:d`), /more than 1000 parameters/],
    ['values of a parameter', eventBytes(`X-A;B=${'c,'.repeat(100_000)}:d`), /more than 1000 parameters/],
    [
      'components',
      calendarOf(...vevent('DTSTART:20260102', ...big(60_000, () => 'BEGIN:VALARM\r\nEND:VALARM'))),
      /more than 50000 components/,
    ],
    ['properties', eventBytes(...big(130_000, (index) => `X-P:${index}`)), /more than 120000 properties/],
    [
      'left out dates',
      eventBytes('RRULE:FREQ=DAILY', ...big(11, () => `EXDATE:${'20260102T100000Z,'.repeat(10_000)}`)),
      /more than 100000 dates/,
    ],
    ['rules', eventBytes(...big(200, () => 'RRULE:FREQ=DAILY')), /more than 100 of RRULE/],
    ['text in one value', eventBytes(`DESCRIPTION:${'a'.repeat(5_000_000)}`), /DESCRIPTION has more than/],
  ])('too many %s are refused by name', (_name, bytes, reason) => {
    expect(errorOf(bytes).reason).toMatch(reason);
  });

  test.each([
    ['empty lines', Buffer.from('\n'.repeat(1_000_000))],
    ['carriage returns', Buffer.from('\r'.repeat(1_000_000))],
    ['folds', Buffer.from(`BEGIN:VEVENT\nDTSTART:20260102\nSUMMARY:${'\n '.repeat(400_000)}`)],
    ['lines that belong nowhere', Buffer.from(`BEGIN:VEVENT\nDTSTART:20260102\n${'rubbish\n'.repeat(50_000)}`)],
    ['quotes that never end', eventBytes(`X-A${';B="'.repeat(900)}`)],
    ['colons in a time', eventBytes(`DTEND;TZID=${'a:'.repeat(1_900)}20260102`)],
    ['colons in a person', eventBytes(`ATTENDEE;CN=${':mailto:'.repeat(400)}`)],
    ['backslashes', eventBytes(`SUMMARY:${'\\'.repeat(1_000_000)}`, `CATEGORIES:${'\\'.repeat(1_000_000)}`)],
    ['soft line breaks', eventBytes(`SUMMARY;ENCODING=QUOTED-PRINTABLE:${'=\r\n'.repeat(100_000)}`)],
    ['parts of a rule', eventBytes(`RRULE:FREQ=DAILY${';BYDAY=MO'.repeat(100_000)}`)],
    ['numbers in an old rule', eventBytes(`RRULE:MP1 ${'1+ '.repeat(5000)}${'MO '.repeat(1000)}`)],
    [
      'revisions of one event',
      calendarOf(...big(3000, (index) => vevent('DTSTART:20260102', `SEQUENCE:${index}`).join('\r\n'))),
    ],
    [
      'occurrences of one time',
      calendarOf(...big(3000, (index) => vevent('RECURRENCE-ID:20260102T100000Z', `SEQUENCE:${index}`).join('\r\n'))),
    ],
    ['NUL bytes', Buffer.alloc(2_000_000)],
  ])('a file of %s ends soon', (_name, bytes) => {
    const began = performance.now();
    try {
      writeCalendarItem(readCalendarItem(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(CalendarError);
    }
    expect(performance.now() - began).toBeLessThan(4000);
  });
});
