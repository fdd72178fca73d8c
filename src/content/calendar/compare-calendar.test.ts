import { describe, expect, test } from 'vitest';
import { details, note, rule, series, task, time } from '../../../test/calendar/series.ts';
import { instant } from '../../base/clock.ts';
import type { Alarm, Attendee, EventDetails, EventSeries, TaskDetails } from '../../model/calendar.ts';
import { describeDifference } from '../difference.ts';
import { withKept } from '../kept-below.ts';
import { CALENDAR_FIELDS } from './calendar-fields.ts';
import { type ComparedItem, compareCalendarItems } from './compare-calendar.ts';
import { readCalendarItem } from './read-calendar.ts';

const BERLIN = 'Europe/Berlin';

/** `must: subject differs`, one for each difference. */
function differences(source: ComparedItem, copy: ComparedItem, ...lost: readonly string[]): readonly string[] {
  return compareCalendarItems(source, copy, new Set(lost)).map(
    (difference) => `${difference.level}: ${describeDifference(difference)}`,
  );
}

const bell: Alarm = {
  beforeSeconds: 900,
  anchor: 'start',
  at: null,
  action: 'display',
  description: 'Reminder',
  repeats: 0,
};
const jane: Attendee = {
  name: 'Jane',
  address: 'jane@example.org',
  uri: 'mailto:jane@example.org',
  role: 'required',
  response: 'accepted',
};
const host = { name: 'Hans', address: 'hans@example.org', uri: 'mailto:hans@example.org' };
const file = (name: string, text: string) => ({
  is: 'inline' as const,
  bytes: Buffer.from(text),
  name,
  mediaType: 'text/plain',
});

const FULL: Partial<EventDetails> = {
  summary: 'Meeting',
  description: 'Agenda:\n1. Begin',
  location: 'Room 1',
  url: 'https://example.org/agenda',
  categories: ['Work', 'Blue'],
  sensitivity: 'private',
  priority: 1,
  alarms: [bell],
  organizer: host,
  attendees: [jane, { ...jane, address: 'joe@example.org', uri: 'mailto:joe@example.org', role: 'optional' }],
  attachments: [file('plan.txt', 'the plan')],
  conferences: [{ url: 'https://meet.example.org/1', label: 'Video' }],
};

/** The meeting on 2 March, with something else about it. */
const event = (more: Partial<EventDetails> = {}): EventSeries =>
  series('20260302T090000', '20260302T100000', BERLIN, { more: { ...FULL, ...more } });

describe('damage to an event is named', () => {
  test.each<[string, Partial<EventDetails>, readonly string[]]>([
    ['subject', { summary: 'Eating' }, ['must: subject differs']],
    ['subject', { summary: '' }, ['must: subject is missing']],
    ['subject', { summary: 'Meet' }, ['must: subject is there in part']],
    ['location', { location: 'Room 2' }, ['must: location differs']],
    ['description', { description: 'Agenda:' }, ['must: description is there in part']],
    ['description', { description: '' }, ['must: description is missing']],
    [
      'a begin',
      { start: time('20260302T100000', BERLIN), end: time('20260302T110000', BERLIN) },
      ['must: time differs'],
    ],
    ['an end', { end: time('20260302T103000', BERLIN) }, ['must: time differs']],
    [
      'a zone',
      { start: time('20260302T090000', 'Europe/London'), end: time('20260302T100000', 'Europe/London') },
      ['must: time differs', 'may: time zone was written anew by the target'],
    ],
    ['a whole day', { start: time('20260302'), end: time('20260303') }, ['must: time differs']],
    ['a category', { categories: ['Work'] }, ['must: categories is there in part']],
    ['a new category', { categories: ['Work', 'Blue', 'Red'] }, ['must: categories was added']],
    ['sensitivity', { sensitivity: 'normal' }, ['must: sensitivity differs']],
    ['availability', { busy: 'free' }, ['must: availability differs']],
    ['status', { status: 'tentative' }, ['must: status differs']],
    ['importance', { priority: 5 }, ['must: importance differs']],
    ['a reminder', { alarms: [] }, ['must: reminder is missing']],
    ['another reminder', { alarms: [{ ...bell, beforeSeconds: 600 }] }, ['must: reminder differs']],
    ['a reminder by mail', { alarms: [{ ...bell, action: 'email' }] }, ['must: reminder differs']],
    ['an organizer', { organizer: null }, ['must: organizer is missing']],
    ['another organizer', { organizer: { ...host, address: 'eve@example.org' } }, ['must: organizer differs']],
    ['an attendee', { attendees: [jane] }, ['must: attendees "joe@example.org" is missing']],
    [
      'a role',
      { attendees: [jane, { ...jane, address: 'joe@example.org' }] },
      ['must: attendees "joe@example.org" differs'],
    ],
    ['a file', { attachments: [] }, ['must: attachments "plan.txt" is missing']],
    [
      'a file of another content',
      { attachments: [file('plan.txt', 'a plan')] },
      ['must: attachments "plan.txt" differs'],
    ],
    ['a file of another name', { attachments: [file('a.txt', 'the plan')] }, ['must: attachments "plan.txt" differs']],
    ['a link', { url: '' }, ['must: links is missing']],
    ['a conference', { conferences: [] }, ['must: conference is missing']],
  ])('%s', (_name, more, expected) => {
    expect(differences(event(), event(more))).toEqual(expected);
  });

  test('an answer', () => {
    const unanswered = (FULL.attendees ?? []).map((attendee) => ({ ...attendee, response: 'none' as const }));
    expect(differences(event(), event({ attendees: unanswered.slice(0, 2) }))).toEqual([
      'must: responses "jane@example.org" is missing',
      'must: responses "joe@example.org" is missing',
    ]);
  });

  test('a second reminder', () => {
    const two = event({ alarms: [bell, { ...bell, beforeSeconds: 60 }] });
    expect(differences(two, event())).toEqual(['must: further reminders is there in part']);
    expect(differences(event(), two)).toEqual(['must: further reminders was added']);
  });

  test('the HTML form, and a link in it', () => {
    const html = '<p>Agenda: <b>1. Begin</b> <a href="https://example.org/">here</a></p>';
    const description = 'Agenda: 1. Begin here';
    const formatted = event({ html, description });
    expect(differences(formatted, event({ description }))).toEqual(['must: formatted description is missing']);
    expect(
      differences(formatted, event({ html: html.replace('<a href="https://example.org/">', '<a>'), description })),
    ).toEqual(['must: formatted description is there in part']);
    expect(differences(formatted, event({ html: '<p>Nothing</p>', description: 'Nothing' }))).toEqual([
      'must: description differs',
      'must: formatted description differs',
    ]);
  });

  test('that it is another one, or another kind of thing', () => {
    expect(differences(event(), { ...event(), uid: 'other@example.org' })).toEqual(['must: identity differs']);
    expect(differences(event(), task({}))).toEqual(['must: kind differs']);
  });

  test('that time floats no more, though the wall says the same', () => {
    const floating = series('20260302T090000', '20260302T100000', 'floating');
    const placed = series('20260302T090000', '20260302T100000', BERLIN);
    expect(differences(floating, placed)).toEqual(['must: time zone differs']);
    expect(differences(floating, placed, 'time zone')).toEqual(['may: time zone differs']);
    expect(differences(floating, series('20260302T100000', '20260302T110000', BERLIN))).toContain('must: time differs');
  });
});

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

  test('another text of the same calendar file', () => {
    const lines = (order: readonly string[], vtimezone: readonly string[]): Buffer =>
      Buffer.from(
        [
          'BEGIN:VCALENDAR',
          'VERSION:2.0',
          ...vtimezone,
          'BEGIN:VEVENT',
          ...order,
          'END:VEVENT',
          'END:VCALENDAR',
          '',
        ].join('\r\n'),
      );
    const zone = (...halves: readonly (readonly string[])[]): readonly string[] => [
      'BEGIN:VTIMEZONE',
      'TZID:Europe/Berlin',
      ...halves.flat(),
      'END:VTIMEZONE',
    ];
    const summer = [
      'BEGIN:DAYLIGHT',
      'DTSTART:19810329T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'END:DAYLIGHT',
    ];
    const winter = [
      'BEGIN:STANDARD',
      'DTSTART:19961027T030000',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
      'TZOFFSETTO:+0100',
      'TZOFFSETFROM:+0200',
      'END:STANDARD',
    ];
    const one = [
      'UID:1',
      'DTSTAMP:20260101T000000Z',
      'DTSTART;TZID=Europe/Berlin:20260302T090000',
      'DTEND;TZID=Europe/Berlin:20260302T100000',
      'RRULE:FREQ=WEEKLY',
      'SUMMARY:One\\, two',
      'DESCRIPTION:A long text that somebody folded',
    ];
    const other = [
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
    const [source, copy] = [lines(one, zone(summer, winter)), lines(other, zone(winter, summer))].map(readCalendarItem);
    expect(source !== undefined && copy !== undefined && differences(source, copy)).toEqual([]);
  });
});

describe('series', () => {
  const weekly = (parts: Parameters<typeof series>[3] = {}, zone = BERLIN): EventSeries =>
    series('20260302T090000', '20260302T100000', zone, { rules: [rule('FREQ=WEEKLY')], more: FULL, ...parts });
  const on = (date: string): EventDetails =>
    details(time(`${date}T090000`, BERLIN), time(`${date}T100000`, BERLIN), FULL);
  const change = (date: string, more: Partial<EventDetails> = {}, andFuture = false) => ({
    at: time(`${date}T090000`, BERLIN),
    andFuture,
    details: { ...on(date), ...more },
  });

  test.each<[string, Parameters<typeof series>[3], readonly string[]]>([
    ['another weekday', { rules: [rule('FREQ=WEEKLY;BYDAY=TU')] }, ['must: recurrence differs']],
    ['an end that was not there', { rules: [rule('FREQ=WEEKLY;COUNT=9')] }, ['must: recurrence is there in part']],
    [
      'an end in twenty years',
      { rules: [rule('FREQ=WEEKLY;UNTIL=20460302T080000Z')] },
      ['must: recurrence is there in part'],
    ],
    ['no repetition at all', { rules: [] }, ['must: recurrence is missing']],
    ['a date too few', { exceptDates: [time('20260309T090000', BERLIN)] }, ['must: recurrence is there in part']],
    ['a date too many', { dates: [time('20260310T090000', BERLIN)] }, ['must: recurrence was added']],
    [
      'another subject of one',
      { changed: [change('20260309', { summary: 'x' })] },
      ['must: changed occurrences "2026-03-09" differs'],
    ],
    [
      'another time of one',
      { changed: [change('20260309', { end: time('20260309T110000', BERLIN) })] },
      ['must: changed occurrences "2026-03-09" differs'],
    ],
    [
      'one that is cancelled',
      { changed: [change('20260309', { status: 'cancelled' })] },
      ['must: recurrence is there in part'],
    ],
    ['another subject of all', { more: { ...FULL, summary: 'x' } }, ['must: subject differs']],
  ])('a copy with %s is damaged', (_name, parts, expected) => {
    expect(differences(weekly(), weekly(parts))).toEqual(expected);
  });

  test('a copy in the zone of another half of the year is damaged, though the first occurrence is right', () => {
    const copy = series('20260302T030000', '20260302T040000', 'America/New_York', {
      rules: [rule('FREQ=WEEKLY')],
      more: FULL,
    });
    expect(differences(weekly(), copy)).toEqual([
      'must: time differs',
      'may: time zone was written anew by the target',
    ]);
  });

  test('a copy in another zone with the same clock is right', () => {
    expect(differences(weekly(), weekly({}, 'Europe/Vienna'))).toEqual([
      'may: time zone was written anew by the target',
    ]);
  });

  test.each<[string, Parameters<typeof series>[3], Parameters<typeof series>[3]]>([
    ['a rule in other words', { rules: [rule('FREQ=WEEKLY;BYDAY=MO;WKST=SU')] }, {}],
    [
      'COUNT or UNTIL',
      { rules: [rule('FREQ=WEEKLY;COUNT=5')] },
      { rules: [rule('FREQ=WEEKLY;UNTIL=20260330T070000Z')] },
    ],
    [
      'UNTIL later on the same day',
      { rules: [rule('FREQ=WEEKLY;UNTIL=20260330T070000Z')] },
      { rules: [rule('FREQ=WEEKLY;UNTIL=20260330T215959Z')] },
    ],
    [
      'left out or cancelled',
      { exceptDates: [time('20260309T080000Z')] },
      { changed: [change('20260309', { status: 'cancelled' })] },
    ],
    ['a change that changes nothing', { changed: [change('20260309')] }, {}],
    [
      'one rule or two',
      { rules: [rule('FREQ=WEEKLY;BYDAY=MO,WE')] },
      { rules: [rule('FREQ=WEEKLY;BYDAY=MO'), rule('FREQ=WEEKLY;BYDAY=WE')] },
    ],
    [
      'moved, or left out and added',
      { changed: [{ ...change('20260309'), details: on('20260310') }] },
      { exceptDates: [time('20260309T090000', BERLIN)], dates: [time('20260310T090000', BERLIN)] },
    ],
  ])('%s is the same', (_name, one, other) => {
    expect(differences(weekly(one), weekly(other))).toEqual([]);
    expect(differences(weekly(other), weekly(one))).toEqual([]);
  });

  test('a change that is lost is named with its day, also years later', () => {
    const source = weekly({
      changed: [change('20260309', { location: 'Room 7' }), change('20410304', { location: 'Hut' })],
    });
    const copy = weekly({ changed: [change('20260309', { location: 'Room 7' })] });
    expect(differences(source, copy)).toEqual(['must: changed occurrences "2041-03-04" differs']);
    expect(differences(source, copy, 'changed occurrences')).toEqual(['may: changed occurrences "2041-03-04" differs']);
  });

  test('what is lost of the series is lost of its changes too', () => {
    const source = weekly({ changed: [change('20260309', { categories: ['Red'] })] });
    const copy = weekly({ changed: [change('20260309')] });
    expect(differences(source, copy)).toEqual(['must: changed occurrences "2026-03-09" differs']);
    expect(differences(source, copy, 'categories')).toEqual(['may: changed occurrences "2026-03-09" differs']);
  });

  test('a change for all later ones is the same as one for each', () => {
    const rules = [rule('FREQ=WEEKLY;COUNT=4')];
    const days = ['20260309', '20260316', '20260323'];
    const future = weekly({ rules, changed: [change('20260309', { summary: 'x' }, true)] });
    const each = weekly({ rules, changed: days.map((day) => change(day, { summary: 'x' })) });
    expect(differences(future, each)).toEqual([]);
    expect(differences(future, weekly({ rules, changed: [change('20260309', { summary: 'x' })] }))).toHaveLength(2);
  });

  test('of two occurrences that begin at once each is compared with itself', () => {
    const rules = [rule('FREQ=WEEKLY;COUNT=4')];
    const moved = { ...change('20260309', { summary: 'x' }), details: { ...on('20260316'), summary: 'x' } };
    const source = weekly({ rules, changed: [moved] });
    expect(differences(source, source)).toEqual([]);
    expect(differences(source, weekly({ rules, changed: [{ ...moved, details: on('20260316') }] }))).toEqual([
      'must: changed occurrences "2026-03-09" differs',
    ]);
  });

  test('a series in another calendar is compared by its rule', () => {
    const chinese = weekly({ rules: [rule('FREQ=YEARLY;RSCALE=CHINESE')] });
    expect(differences(chinese, chinese)).toEqual([]);
    expect(differences(chinese, weekly())).toEqual(['must: recurrence differs']);
    expect(differences(chinese, weekly({ rules: [] }), 'recurrence')).toEqual(['may: recurrence is missing']);
  });

  test.each([
    'FREQ=SECONDLY',
    'FREQ=SECONDLY;COUNT=900000000',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3',
    'FREQ=MINUTELY;UNTIL=29990101T000000Z',
  ])('%s is compared within moments', (text) => {
    const begun = performance.now();
    expect(differences(weekly({ rules: [rule(text)] }), weekly({ rules: [rule(text)] }))).toEqual([]);
    expect(differences(weekly({ rules: [rule(text)] }), weekly({ rules: [rule('FREQ=DAILY')] }))).not.toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('tasks and notes', () => {
  const FULL_TASK: Partial<TaskDetails> = {
    summary: 'Write',
    start: time('20260302'),
    due: time('20260309'),
    status: 'started',
    percent: 40,
    recurrence: { rules: [rule('FREQ=WEEKLY')], exceptRules: [], dates: [], exceptDates: [] },
    alarms: [{ ...bell, anchor: 'end' }],
    parentUid: 'parent@example.org',
    changedOccurrences: 1,
  };
  test.each<[string, Partial<TaskDetails>, readonly string[]]>([
    ['nothing', {}, []],
    ['a start', { start: null, alarms: FULL_TASK.alarms ?? [] }, ['must: start date is missing']],
    ['a due date', { due: time('20260310') }, ['must: reminder differs', 'must: due date differs']],
    ['status', { status: 'open' }, ['must: status differs']],
    ['progress', { percent: 50 }, ['must: progress differs']],
    [
      'a rule',
      { recurrence: { rules: [], exceptRules: [], dates: [], exceptDates: [] } },
      ['must: recurrence is missing'],
    ],
    [
      'another rule',
      { recurrence: { rules: [rule('FREQ=MONTHLY')], exceptRules: [], dates: [], exceptDates: [] } },
      ['must: recurrence differs'],
    ],
    ['a parent', { parentUid: '' }, ['must: parent task is missing']],
    ['changed occurrences', { changedOccurrences: 0 }, ['must: changed occurrences is missing']],
  ])('of a task %s is found', (_name, more, expected) => {
    const found = differences(task(FULL_TASK), task({ ...FULL_TASK, ...more }));
    expect(found.filter((text) => expected.includes(text))).toEqual(expected);
    if (expected.length === 0) expect(found).toEqual([]);
  });

  test('the hour of a due date counts for itself', () => {
    const hour = task({ due: time('20260309T170000', BERLIN) });
    expect(differences(hour, task({ due: time('20260309') }))).toEqual(['must: time of day is missing']);
    expect(differences(hour, task({ due: time('20260309') }), 'time of day')).toEqual(['may: time of day is missing']);
    expect(differences(hour, task({ due: time('20260309T160000Z') }))).toEqual([]);
  });

  test('a task that is done was done on a day', () => {
    const done = { status: 'done', completed: instant(Date.UTC(2026, 2, 9, 17)) } as const;
    expect(differences(task(done), task({ ...done, percent: 100, completed: instant(Date.UTC(2026, 2, 9)) }))).toEqual(
      [],
    );
    expect(differences(task(done), task({ ...done, completed: instant(Date.UTC(2026, 2, 1)) }))).toEqual([
      'must: completion date differs',
    ]);
    expect(differences(task(done), task({ ...done, completed: null }))).toEqual(['must: completion date is missing']);
  });

  test('a note is its text, its categories and its day', () => {
    const text = note({ summary: 'a', description: 'b', categories: ['c'], start: time('20260302') });
    expect(differences(text, text)).toEqual([]);
    expect(differences(text, note({}))).toEqual([
      'must: subject is missing',
      'must: description is missing',
      'must: categories is missing',
      'must: start date is missing',
    ]);
  });
});

test('what is known to be lost is a may, and all else stays a must', () => {
  const bare = series('20260302T090000', '20260302T100000', BERLIN, { more: { summary: 'Meeting' } });
  const found = compareCalendarItems(event(), bare, new Set());
  expect(found.every(({ field }) => CALENDAR_FIELDS.some((known) => known === field))).toBe(true);
  const fields = new Set(found.map(({ field }) => field));
  expect(fields.size).toBeGreaterThan(8);
  expect(compareCalendarItems(event(), bare, fields).map(({ level }) => level)).not.toContain('must');
  fields.delete('location');
  const left = compareCalendarItems(event(), bare, fields).filter(({ level }) => level === 'must');
  expect(left.map(({ field }) => field)).toEqual(['location']);
});
