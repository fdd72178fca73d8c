import { describe, expect, test } from 'vitest';
import { bell, differences, event, FULL, file, host, jane } from '../../../test/calendar/meeting.ts';
import { time } from '../../../test/calendar/series.ts';
import { instant } from '../../base/clock.ts';
import type { EventDetails } from '../../model/calendar.ts';
import { withKept } from '../kept-below.ts';
import { readCalendarItem } from './read-calendar.ts';

describe('what does not change the meaning of an event is no difference', () => {
  test.each<[string, Partial<EventDetails>, readonly string[]]>([
    ['the same', {}, []],
    [
      'SEQUENCE, CREATED, LAST-MODIFIED and properties without a place',
      { sequence: 7, created: instant(1), modified: instant(2), others: ['X-A:b'] },
      [],
    ],
    ['line ends and blanks at the end', { description: 'Agenda:  \r\n1. Begin\r\n\r\n' }, []],
    ['one of several forms of a character', { summary: 'Meeting '.trimEnd().normalize('NFD') }, []],
    ['order and case of categories', { categories: ['blue', 'work'] }, []],
    [
      'order of attendees and case of their addresses',
      {
        attendees: (FULL.attendees ?? [])
          .map((one) => ({ ...one, name: '', address: one.address.toUpperCase() }))
          .toReversed(),
      },
      [],
    ],
    ['the organizer among the attendees', { attendees: [...(FULL.attendees ?? []), { ...jane, ...host }] }, []],
    ['importance in another step of the same kind', { priority: 3 }, []],
    [
      'the words of a reminder, and twice the same one',
      { alarms: [{ ...bell, description: 'x', action: 'audio' }, bell] },
      [],
    ],
    ['a reminder counted from the end', { alarms: [{ ...bell, anchor: 'end', beforeSeconds: 4500 }] }, []],
    [
      'a reminder at an instant',
      { alarms: [{ ...bell, beforeSeconds: null, at: instant(Date.UTC(2026, 2, 2, 7, 45)) }] },
      [],
    ],
    [
      'the same instants under another name',
      { start: time('20260302T080000Z'), end: time('20260302T090000Z') },
      ['may: time zone was written anew by the target'],
    ],
    [
      'a zone with the same clock',
      { start: time('20260302T090000', 'Europe/Vienna'), end: time('20260302T100000', 'Europe/Vienna') },
      ['may: time zone was written anew by the target'],
    ],
    ['lines that are joined', { description: 'Agenda: 1. Begin' }, ['may: description was written anew by the target']],
    [
      'HTML made of the text',
      { html: '<html><body>Agenda:<br>1. Begin</body></html>' },
      ['may: formatted description was added'],
    ],
    [
      'HTML instead of the text',
      { html: '<p>Agenda:</p><p>1. Begin</p>', description: '' },
      ['may: formatted description was added'],
    ],
    ['what was kept below the text', { description: withKept('Agenda:\n1. Begin', ['Second reminder: 1 h']) }, []],
    [
      'the whole item kept as a file',
      { attachments: [...(FULL.attachments ?? []), file('original.ics', 'BEGIN')] },
      [],
    ],
  ])('%s', (_name, more, expected) => {
    expect(differences(event(), event(more))).toEqual(expected);
  });

  test('an organizer where nobody was named', () => {
    expect(differences(event({ organizer: null }), event())).toEqual(['may: organizer was added']);
  });

  test('a plain text that only repeats the HTML', () => {
    const html = '<p>A &amp; B</p>';
    expect(differences(event({ html, description: 'A & B' }), event({ html, description: 'A & B\n' }))).toEqual([]);
    expect(differences(event({ html, description: 'poor' }), event({ html, description: 'A & B' }))).toEqual([
      'may: description was written anew by the target',
    ]);
  });
});

const textOf = (order: readonly string[], vtimezone: readonly string[]): Buffer =>
  Buffer.from(
    ['BEGIN:VCALENDAR', 'VERSION:2.0', ...vtimezone, 'BEGIN:VEVENT', ...order, 'END:VEVENT', 'END:VCALENDAR', ''].join(
      '\r\n',
    ),
  );
const zoneOf = (...halves: readonly (readonly string[])[]): readonly string[] => [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  ...halves.flat(),
  'END:VTIMEZONE',
];
const SUMMER = [
  'BEGIN:DAYLIGHT',
  'DTSTART:19810329T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
];
const WINTER = [
  'BEGIN:STANDARD',
  'DTSTART:19961027T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'TZOFFSETTO:+0100',
  'TZOFFSETFROM:+0200',
  'END:STANDARD',
];
const ONE = [
  'UID:1',
  'DTSTAMP:20260101T000000Z',
  'DTSTART;TZID=Europe/Berlin:20260302T090000',
  'DTEND;TZID=Europe/Berlin:20260302T100000',
  'RRULE:FREQ=WEEKLY',
  'SUMMARY:One\\, two',
  'DESCRIPTION:A long text that somebody folded',
];
const OTHER = [
  'DESCRIPTION:A long te',
  ' xt that somebody folded',
  'SUMMARY:One, two',
  'RRULE:INTERVAL=1;FREQ=WEEKLY;BYDAY=MO',
  'DURATION:PT1H',
  'DTSTART;TZID="Europe/Berlin":20260302T090000',
  'DTSTAMP:20270101T000000Z',
  'SEQUENCE:4',
  'UID:1',
];

test('another text of the same calendar file is no difference', () => {
  const [source, copy] = [textOf(ONE, zoneOf(SUMMER, WINTER)), textOf(OTHER, zoneOf(WINTER, SUMMER))].map(
    readCalendarItem,
  );
  expect(source !== undefined && copy !== undefined && differences(source, copy)).toEqual([]);
});
