import { describe, expect, test } from 'vitest';
import {
  calendarOf,
  masterOf,
  readEventOf,
  readNoteOf,
  readSeries,
  readTaskOf,
  shown,
  vevent,
} from '../../../test/calendar/texts.ts';
import { readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';
import { instantOf } from './zones.ts';

describe('people', () => {
  test.each([
    ['ATTENDEE:mailto:a@example.org', { name: '', address: 'a@example.org', role: 'required', response: 'none' }],
    [
      'ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:MAILTO:a@example.org',
      { role: 'optional', response: 'accepted' },
    ],
    [
      'ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=DECLINED:mailto:a@example.org',
      { role: 'informed', response: 'declined' },
    ],
    ['ATTENDEE;CUTYPE=ROOM;PARTSTAT=TENTATIVE:mailto:room@example.org', { role: 'resource', response: 'tentative' }],
    ['ATTENDEE;PARTSTAT=DELEGATED:mailto:a@example.org', { response: 'delegated' }],
    [
      'ATTENDEE;CN=Jane;EMAIL=jane@example.org:/principals/users/jane',
      { address: 'jane@example.org', uri: '/principals/users/jane' },
    ],
    ['ATTENDEE;CN=Jane:invalid:nomail', { name: 'Jane', address: '', uri: 'invalid:nomail' }],
    ['ATTENDEE;CN=Jane:urn:uuid:1', { address: '' }],
    [
      'ATTENDEE;ROLE=ATTENDEE;STATUS=CONFIRMED:Jane Doe <jane@example.org>',
      { name: 'Jane Doe', address: 'jane@example.org', response: 'accepted' },
    ],
    ['ATTENDEE:jane@example.org', { address: 'jane@example.org', uri: 'jane@example.org' }],
    ['ATTENDEE:mailto:mailto:jane%2Bcal@example.org?subject=x', { address: 'jane+cal@example.org' }],
    ['ATTENDEE;CN=Jane:', { name: 'Jane', address: '', uri: '' }],
  ])('%s is read', (line, attendee) => {
    expect(readEventOf(line).attendees).toEqual([expect.objectContaining(attendee)]);
  });

  test('what an attendee line says beyond its place is kept, and what all lines say is not', () => {
    const plain = 'ATTENDEE;CUTYPE=INDIVIDUAL;RSVP=TRUE;X-NUM-GUESTS=0;LANGUAGE=en:mailto:a@example.org';
    const delegated = 'ATTENDEE;DELEGATED-FROM="mailto:b@example.org":mailto:a@example.org';
    expect(readEventOf(plain).others).toEqual([]);
    expect(readEventOf(delegated).others).toEqual([`X-GODWIT-KEPT-${delegated}`]);
  });
});

describe('texts', () => {
  test('HTML is found in X-ALT-DESC, in STYLED-DESCRIPTION, in ALTREP and in DESCRIPTION itself', () => {
    const html = '<p>Hi, <b>you</b></p>';
    const escaped = html.replace(',', '\\,');
    const percent = encodeURIComponent(html);
    for (const lines of [
      ['DESCRIPTION:Hi', `X-ALT-DESC;FMTTYPE=text/html:${escaped}`],
      ['DESCRIPTION;DERIVED=TRUE:Hi', `STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:${escaped}`],
      [`DESCRIPTION;ALTREP="data:text/html,${percent}":Hi`],
      ['DESCRIPTION:Hi', `DESCRIPTION;FMTTYPE=text/html:${escaped}`],
    ])
      expect(readEventOf(...lines)).toMatchObject({ description: 'Hi', html, others: [] });
  });

  test('a text that lies elsewhere is kept by its address and not fetched', () => {
    const event = readEventOf('DESCRIPTION;ALTREP="http://example.org/text.html":Hi');
    expect(event).toMatchObject({ description: 'Hi', html: '' });
    expect(event.others).toEqual(['X-GODWIT-KEPT-DESCRIPTION;ALTREP="http://example.org/text.html":Hi']);
  });

  test('categories come from all lines, once each, in any separation', () => {
    const { categories } = readEventOf('CATEGORIES:Work, Home\\, sweet', 'CATEGORIES:work;Trip', 'CATEGORIES:Work,');
    expect(categories).toEqual(['Work', 'Home, sweet', 'work', 'Trip']);
  });

  test('a second summary and unknown properties are kept in the order of the file', () => {
    const { summary, others } = readEventOf(
      'X-ONE;A="b,c":1',
      'SUMMARY:First',
      'GEO:1.5;2',
      'SUMMARY:Second',
      'COMMENT:x\\, y',
    );
    expect(summary).toBe('First');
    expect(others).toEqual(['X-ONE;A="b,c":1', 'GEO:1.5;2', 'X-GODWIT-KEPT-SUMMARY:Second', 'COMMENT:x\\, y']);
  });

  test('components without a place are kept line by line', () => {
    const { others } = readEventOf('BEGIN:VLOCATION', 'UID:l1', 'NAME:Hall', 'END:VLOCATION', 'X-AFTER:1');
    expect(others).toEqual(['X-AFTER:1', 'BEGIN:VLOCATION', 'UID:l1', 'NAME:Hall', 'END:VLOCATION']);
  });
});

describe('reminders', () => {
  const alarmsOf = (...lines: readonly string[]) => readEventOf('BEGIN:VALARM', ...lines, 'END:VALARM');

  test.each([
    [['ACTION:DISPLAY', 'TRIGGER:-PT15M'], { beforeSeconds: 900, anchor: 'start', at: null, action: 'display' }],
    [['ACTION:AUDIO', 'TRIGGER:-P1DT2H'], { beforeSeconds: 93_600, action: 'audio' }],
    [['ACTION:DISPLAY', 'TRIGGER;RELATED=END:PT5M'], { beforeSeconds: -300, anchor: 'end' }],
    [['ACTION:DISPLAY', 'TRIGGER:P0D'], { beforeSeconds: 0 }],
    [['ACTION:DISPLAY', 'TRIGGER:-P1W'], { beforeSeconds: 604_800 }],
    [
      ['ACTION:DISPLAY', 'TRIGGER;VALUE=DATE-TIME:20260101T090000Z'],
      { beforeSeconds: null, at: Date.UTC(2026, 0, 1, 9) },
    ],
    [['ACTION:EMAIL', 'TRIGGER:-PT1H', 'DESCRIPTION:Soon'], { action: 'email', description: 'Soon' }],
    [['ACTION:PROCEDURE', 'TRIGGER:-PT1H'], { action: 'other' }],
    [['TRIGGER:-PT1H'], { action: 'display' }],
    [['ACTION:DISPLAY', 'TRIGGER:-PT1H', 'REPEAT:3', 'DURATION:PT5M'], { repeats: 3 }],
  ])('%j rings', (lines, alarm) => {
    expect(alarmsOf(...lines).alarms).toEqual([expect.objectContaining(alarm)]);
  });

  test("Apple's alarm that says there is none is none", () => {
    const event = alarmsOf('ACTION:NONE', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'X-APPLE-DEFAULT-ALARM:TRUE');
    expect(event).toMatchObject({ alarms: [], others: [] });
  });

  test('what an alarm says beyond its place is kept with its number, and goes back into it when written', () => {
    const event = alarmsOf(
      'ACTION:EMAIL',
      'TRIGGER:-PT1H',
      'SUMMARY:Soon',
      'ATTENDEE:mailto:me@example.org',
      'ACKNOWLEDGED:20260101T000000Z',
    );
    expect(event.others).toEqual([
      'X-GODWIT-ALARM-1-SUMMARY:Soon',
      'X-GODWIT-ALARM-1-ATTENDEE:mailto:me@example.org',
      'X-GODWIT-ALARM-1-ACKNOWLEDGED:20260101T000000Z',
    ]);
    const series = readSeries(
      calendarOf(
        ...vevent('DTSTART:20260102', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:PT0S', 'X-SNOOZE:1', 'END:VALARM'),
      ),
    );
    expect(writeCalendarItem(series).toString()).toMatch(/TRIGGER:PT0S\r\nDESCRIPTION:\r\nX-SNOOZE:1\r\nEND:VALARM/);
  });

  test('an alarm without a time is no alarm, and kept', () => {
    expect(alarmsOf('ACTION:DISPLAY', 'TRIGGER:soon')).toMatchObject({
      alarms: [],
      others: ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:soon', 'END:VALARM'],
    });
  });

  test('alarms of vCalendar 1.0 are read', () => {
    expect(readEventOf('DALARM:20260102T093000Z;PT5M;2;Get up', 'AALARM:20260102T094500Z;;;').alarms).toEqual([
      {
        beforeSeconds: null,
        anchor: 'start',
        at: Date.UTC(2026, 0, 2, 9, 30),
        action: 'display',
        description: 'Get up',
        repeats: 2,
      },
      {
        beforeSeconds: null,
        anchor: 'start',
        at: Date.UTC(2026, 0, 2, 9, 45),
        action: 'audio',
        description: '',
        repeats: 0,
      },
    ]);
  });
});

describe('attachments', () => {
  const bytes = Buffer.from('hello');
  test.each([
    [
      'ATTACH;FMTTYPE=text/plain:https://example.org/a.txt',
      { is: 'link', url: 'https://example.org/a.txt', name: '', mediaType: 'text/plain' },
    ],
    ['ATTACH;FILENAME=a b.txt:cid:1', { is: 'link', url: 'cid:1', name: 'a b.txt', mediaType: '' }],
    [
      'ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.txt:aGVsbG8=',
      { is: 'inline', bytes, name: 'a.txt', mediaType: '' },
    ],
    ['ATTACH;BASE64;X-ORACLE-FILENAME="b;c.txt":aGVs bG8', { is: 'inline', bytes, name: 'b;c.txt', mediaType: '' }],
    ['ATTACH:data:text/plain;base64,aGVsbG8=', { is: 'inline', bytes, name: '', mediaType: 'text/plain' }],
    ['ATTACH:data:,hel%6Co', { is: 'inline', bytes, name: '', mediaType: '' }],
  ])('%s is read', (line, attachment) => {
    expect(readEventOf(line)).toMatchObject({ attachments: [attachment], others: [] });
  });
});

describe('vCalendar 1.0', () => {
  test('quoted-printable in a charset of its own, over several lines, is text', () => {
    const text = [
      'BEGIN:VCALENDAR',
      'VERSION:1.0',
      'BEGIN:VEVENT',
      'DTSTART:20260102T100000Z',
      'SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9 f=FC=',
      'r alle',
      'DESCRIPTION;QUOTED-PRINTABLE:One=0D=0ATwo=',
      '=3D2',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    expect(masterOf(readSeries(Buffer.from(text)))).toMatchObject({
      summary: 'Café für alle',
      description: 'One\nTwo=2',
    });
  });
});

describe('zones of vCalendar 1.0', () => {
  const startIn = (...lines: readonly string[]): string =>
    shown(masterOf(readSeries(calendarOf(...lines, ...vevent('DTSTART:20260702T100000')))).start);

  test('TZ and DAYLIGHT say where all times without a zone are', () => {
    expect(startIn()).toBe('2026-07-02 10:00:00 floating');
    expect(startIn('TZ:+01')).toBe('2026-07-02 10:00:00 Etc/GMT-1');
    const summers = [2025, 2026, 2027].map(
      (year) => `DAYLIGHT:TRUE;+02;${year}0329T020000;${year}1026T030000;CET;CEST`,
    );
    const { start } = masterOf(readSeries(calendarOf('TZ:+01:00', ...summers, ...vevent('DTSTART:20260702T100000'))));
    expect(instantOf(start, 'UTC')).toBe(Date.UTC(2026, 6, 2, 8));
  });
});

describe('tasks', () => {
  test.each([
    [['STATUS:NEEDS-ACTION'], { status: 'open', percent: null }],
    [['STATUS:IN-PROCESS', 'PERCENT-COMPLETE:40'], { status: 'started', percent: 40 }],
    [['STATUS:COMPLETED', 'COMPLETED:20260102T100000Z'], { status: 'done', completed: Date.UTC(2026, 0, 2, 10) }],
    [['COMPLETED:20260102'], { status: 'done', completed: Date.UTC(2026, 0, 2) }],
    [['PERCENT-COMPLETE:100'], { status: 'done' }],
    [['PERCENT-COMPLETE:10'], { status: 'started' }],
    [['STATUS:CANCELLED'], { status: 'cancelled' }],
  ])('%j is read', (lines, task) => {
    expect(readTaskOf(...lines)).toMatchObject(task);
  });

  test('its parent has a place, its other relations are kept', () => {
    expect(readTaskOf('RELATED-TO;RELTYPE=CHILD:c1', 'RELATED-TO:p1')).toMatchObject({
      parentUid: 'p1',
      others: ['X-GODWIT-KEPT-RELATED-TO;RELTYPE=CHILD:c1'],
    });
  });

  test('a task without times has none; DURATION makes it due', () => {
    expect(readTaskOf('SUMMARY:x')).toMatchObject({ start: null, due: null, status: 'open' });
    const { start, due } = readTaskOf('DTSTART;VALUE=DATE:20260105', 'DURATION:P2D');
    expect([start, due].map((time) => time && shown(time))).toEqual(['2026-01-05', '2026-01-07']);
  });

  test('changed occurrences of a task are counted, kept, and written as such', () => {
    const own = ['BEGIN:VTODO', 'UID:t', 'DUE:20260105T100000Z', 'RRULE:FREQ=DAILY', 'END:VTODO'];
    const changed = ['BEGIN:VTODO', 'UID:t', 'RECURRENCE-ID:20260106T100000Z', 'DUE:20260106T120000Z', 'END:VTODO'];
    const task = readCalendarItem(calendarOf(...own, ...changed));
    expect(task).toMatchObject({
      kind: 'task',
      changedOccurrences: 1,
      others: [expect.stringMatching(/^X-GODWIT-KEPT-VTODO:/)],
    });
    expect(
      writeCalendarItem(task)
        .toString()
        .match(/BEGIN:VTODO/g),
    ).toHaveLength(2);
    expect(readCalendarItem(writeCalendarItem(task))).toEqual(task);
  });
});

describe('notes', () => {
  test('several descriptions are one text', () => {
    expect(
      readNoteOf('DTSTART;VALUE=DATE:20260102', 'DESCRIPTION:One', 'DESCRIPTION:Two', 'STATUS:DRAFT'),
    ).toMatchObject({
      start: { date: '2026-01-02' },
      description: 'One\n\nTwo',
      others: ['STATUS:DRAFT'],
    });
  });
});
