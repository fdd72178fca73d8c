import { describe, expect, test } from 'vitest';
import { calendarOf, masterOf, readSeries, shown, vevent } from '../../../test/calendar/texts.ts';
import type { CalendarTime, EventSeries } from '../../model/calendar.ts';
import { readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';

const BERLIN = 'DTSTART;TZID=Europe/Berlin:20260105T100000';

/** A series that begins on Monday, 5 January 2026 at ten o'clock in Berlin. */
function seriesOf(...lines: readonly string[]): EventSeries {
  return readSeries(calendarOf(...vevent(BERLIN, 'DURATION:PT1H', ...lines)));
}

function allShown(times: readonly CalendarTime[]): readonly string[] {
  return times.map(shown);
}

describe('rules', () => {
  test.each([
    ['FREQ=WEEKLY;BYDAY=MO, WE;INTERVAL=2', { frequency: 'WEEKLY', interval: 2, byDay: [day('MO'), day('WE')] }],
    ['freq=monthly;byday=-1fr', { frequency: 'MONTHLY', byDay: [{ day: 'FR', nth: -1 }] }],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', { frequency: 'YEARLY', byMonth: [2], byMonthDay: [-1] }],
    ['FREQ=DAILY;COUNT=3;WKST=SU', { frequency: 'DAILY', count: 3, weekStart: 'SU' }],
    ['FREQ=YEARLY;RSCALE=GREGORIAN;SKIP=OMIT', { frequency: 'YEARLY', scale: null }],
    ['RSCALE=CHINESE;FREQ=YEARLY', { frequency: 'YEARLY', scale: 'CHINESE' }],
    ['FREQ=DAILY;', { frequency: 'DAILY', interval: 1 }],
  ])('%s is read as a whole', (text, rule) => {
    const series = seriesOf(`RRULE:${text}`);
    expect(series.recurrence.rules).toEqual([expect.objectContaining(rule)]);
    expect(masterOf(series).others).toEqual([]);
  });

  test.each([
    ['FREQ=DAILY;INTERVAL=0', { interval: 1 }],
    ['FREQ=WEEKLY;BYDAY=1MO,TU', { byDay: [day('MO'), day('TU')] }],
    ['FREQ=MONTHLY;BYMONTHDAY=0,5,40', { byMonthDay: [5] }],
    ['FREQ=DAILY;COUNT=5;UNTIL=20260301T000000Z', { count: null }],
    ['FREQ=DAILY;X-PART=1', { frequency: 'DAILY' }],
    ['FREQ=DAILY;COUNT=many', { count: null }],
    ['FREQ=YEARLY;RSCALE=HEBREW;BYMONTH=5L', { byMonth: [], scale: 'HEBREW' }],
  ])('%s is read as far as it makes sense, and kept', (text, rule) => {
    const series = seriesOf(`RRULE:${text}`);
    expect(series.recurrence.rules).toEqual([expect.objectContaining(rule)]);
    expect(masterOf(series).others).toEqual([`X-GODWIT-KEPT-RRULE:${text}`]);
  });

  test.each(['FREQ=FORTNIGHTLY', 'EVERY DAY', 'W0 MO', 'FREQ='])(
    '%s is no rule: the event is one, the line is kept',
    (text) => {
      const series = seriesOf(`RRULE:${text}`);
      expect(series.recurrence.rules).toEqual([]);
      expect(masterOf(series).others).toEqual([`X-GODWIT-KEPT-RRULE:${text}`]);
    },
  );

  test.each([
    ['20260301', '2026-03-01 22:59:59 UTC'],
    ['20260301T100000', '2026-03-01 09:00:00 UTC'],
    ['20260301T090000Z', '2026-03-01 09:00:00 UTC'],
  ])('UNTIL=%s against a start in Berlin ends the series at %s', (until, shownUntil) => {
    const [rule] = seriesOf(`RRULE:FREQ=DAILY;UNTIL=${until}`).recurrence.rules;
    expect(rule?.until && shown(rule.until)).toBe(shownUntil);
  });

  test('UNTIL with a time against days is its day', () => {
    const lines = vevent('DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=DAILY;UNTIL=20260301T225959Z');
    expect(readSeries(calendarOf(...lines)).recurrence.rules[0]?.until).toEqual({
      date: '2026-03-01',
      time: null,
      zone: 'floating',
    });
  });

  test.each([
    ['D1 #10', { frequency: 'DAILY', interval: 1, count: 10 }],
    ['D2 20260301T090000Z', { frequency: 'DAILY', interval: 2, count: null }],
    ['W1 MO #0', { frequency: 'WEEKLY', byDay: [day('MO')], count: null }],
    ['W2 TU TH', { frequency: 'WEEKLY', interval: 2, byDay: [day('TU'), day('TH')], count: 2 }],
    ['MD1 1 15 LD #6', { frequency: 'MONTHLY', byMonthDay: [1, 15, -1], count: 6 }],
    ['MD1', { frequency: 'MONTHLY', byMonthDay: [] }],
    ['MP1 1+ 2- MO FR #3', { frequency: 'MONTHLY', byDay: [nth('MO', 1), nth('MO', -2), nth('FR', 1), nth('FR', -2)] }],
    ['YM1 6 7 #4', { frequency: 'YEARLY', byMonth: [6, 7], count: 4 }],
    ['YD1 1 100 #0', { frequency: 'YEARLY', byYearDay: [1, 100], count: null }],
  ])('%s of vCalendar 1.0 is read', (text, rule) => {
    expect(seriesOf(`RRULE:${text}`).recurrence.rules).toEqual([expect.objectContaining(rule)]);
  });
});

describe('dates of a series', () => {
  test.each([
    [
      'a list',
      ['EXDATE;TZID=Europe/Berlin:20260106T100000,20260107T100000'],
      ['2026-01-06 10:00:00 Europe/Berlin', '2026-01-07 10:00:00 Europe/Berlin'],
    ],
    ['days', ['EXDATE;VALUE=DATE:20260106'], ['2026-01-06 10:00:00 Europe/Berlin']],
    ['times without zone', ['EXDATE:20260106T100000'], ['2026-01-06 10:00:00 Europe/Berlin']],
    ['another zone', ['EXDATE;TZID=America/New_York:20260106T040000'], ['2026-01-06 04:00:00 America/New_York']],
    ['UTC', ['EXDATE:20260106T090000Z'], ['2026-01-06 09:00:00 UTC']],
    [
      'semicolons',
      ['EXDATE:20260106T090000Z;20260107T090000Z'],
      ['2026-01-06 09:00:00 UTC', '2026-01-07 09:00:00 UTC'],
    ],
  ])('EXDATE with %s leaves out %s', (_name, lines, dates) => {
    const series = seriesOf('RRULE:FREQ=DAILY', ...lines);
    expect(allShown(series.recurrence.exceptDates)).toEqual(dates);
    expect(masterOf(series).others).toEqual([]);
  });

  test('what is no date in a list is kept with its line', () => {
    const series = seriesOf('RRULE:FREQ=DAILY', 'EXDATE:20260106T090000Z,20269999T090000Z', 'EXDATE:never');
    expect(allShown(series.recurrence.exceptDates)).toEqual(['2026-01-06 09:00:00 UTC']);
    expect(masterOf(series).others).toEqual([
      'X-GODWIT-KEPT-EXDATE:20260106T090000Z,20269999T090000Z',
      'X-GODWIT-KEPT-EXDATE:never',
    ]);
  });

  test('a period as long as the event is a date, a longer one an occurrence with its own end', () => {
    const series = seriesOf('RDATE;VALUE=PERIOD:20260201T100000Z/PT1H,20260202T100000Z/20260202T123000Z');
    expect(allShown(series.recurrence.dates)).toEqual(['2026-02-01 10:00:00 UTC', '2026-02-02 10:00:00 UTC']);
    expect(series.changed.map(({ at, details }) => [shown(at), shown(details.end)])).toEqual([
      ['2026-02-02 10:00:00 UTC', '2026-02-02 12:30:00 UTC'],
    ]);
  });

  test('EXRULE is a rule of its own', () => {
    const { recurrence } = seriesOf('RRULE:FREQ=DAILY', 'EXRULE:FREQ=WEEKLY;BYDAY=SA,SU');
    expect(recurrence.exceptRules).toEqual([
      expect.objectContaining({ frequency: 'WEEKLY', byDay: [day('SA'), day('SU')] }),
    ]);
  });
});

describe('changed occurrences', () => {
  const master = vevent(BERLIN, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=9', 'SUMMARY:Each day');

  test.each([
    ['RECURRENCE-ID;TZID=Europe/Berlin:20260106T100000', '2026-01-06 10:00:00 Europe/Berlin'],
    ['RECURRENCE-ID:20260106T090000Z', '2026-01-06 09:00:00 UTC'],
    ['RECURRENCE-ID;VALUE=DATE:20260106', '2026-01-06 10:00:00 Europe/Berlin'],
    ['RECURRENCE-ID:20260106T100000', '2026-01-06 10:00:00 Europe/Berlin'],
  ])('%s is the occurrence at %s', (line, at) => {
    const series = readSeries(calendarOf(...vevent(line, 'DTSTART:20260106T120000Z', 'SUMMARY:Moved'), ...master));
    expect(series.changed.map((one) => [shown(one.at), one.details.summary])).toEqual([[at, 'Moved']]);
    expect(masterOf(series).summary).toBe('Each day');
  });

  test('RANGE=THISANDFUTURE holds from there on; THISANDPRIOR, which is no more, is kept', () => {
    const changed = (range: string) =>
      readSeries(
        calendarOf(...master, ...vevent(`RECURRENCE-ID;RANGE=${range}:20260106T090000Z`, 'DTSTART:20260106T120000Z')),
      );
    expect(changed('THISANDFUTURE').changed).toMatchObject([{ andFuture: true, details: { others: [] } }]);
    expect(changed('THISANDPRIOR').changed).toMatchObject([
      { andFuture: false, details: { others: ['X-GODWIT-KEPT-RECURRENCE-ID;RANGE=THISANDPRIOR:20260106T090000Z'] } },
    ]);
  });

  test('an occurrence that says nothing of its times begins when it would have and is as long as the others', () => {
    const series = readSeries(
      calendarOf(...master, ...vevent('RECURRENCE-ID;TZID=Europe/Berlin:20260106T100000', 'STATUS:CANCELLED')),
    );
    const details = series.changed[0]?.details;
    expect(details && [details.status, shown(details.start), shown(details.end)]).toEqual([
      'cancelled',
      '2026-01-06 10:00:00 Europe/Berlin',
      '2026-01-06 11:00:00 Europe/Berlin',
    ]);
  });

  test('of two for one instant the later revision counts, in whatever zone, and the other is named', () => {
    const old = vevent('RECURRENCE-ID:20260106T090000Z', 'DTSTART:20260106T120000Z', 'SEQUENCE:1', 'SUMMARY:Old');
    const later = vevent(
      'RECURRENCE-ID;TZID=Europe/Berlin:20260106T100000',
      'DTSTART:20260106T130000Z',
      'SEQUENCE:2',
      'SUMMARY:New',
    );
    for (const order of [
      [...old, ...later],
      [...later, ...old],
    ]) {
      const series = readSeries(calendarOf(...master, ...order));
      expect(series.changed.map(({ details }) => details.summary)).toEqual(['New']);
      expect(masterOf(series).others).toEqual([expect.stringMatching(/^X-GODWIT-SUPERSEDED:SEQUENCE 1.*SUMMARY Old$/)]);
    }
  });

  test('with equal SEQUENCE the later DTSTAMP counts', () => {
    const first = vevent(BERLIN, 'DTSTAMP:20260101T000000Z', 'RRULE:FREQ=DAILY', 'SUMMARY:First');
    const second = vevent(BERLIN, 'DTSTAMP:20250101T000000Z', 'RRULE:FREQ=DAILY', 'SUMMARY:Second');
    expect(masterOf(readSeries(calendarOf(...first, ...second))).summary).toBe('First');
  });

  test('the same event twice is one, and nothing is said of it', () => {
    const again = [...master.slice(0, -1), 'DTSTAMP:20260101T000000Z', 'END:VEVENT'];
    expect(readSeries(calendarOf(...master, ...again))).toEqual(readSeries(calendarOf(...master)));
  });

  test('events of one UID at different times all count: none is later than another', () => {
    const [one, two] = ['20260105', '20260112'].map((date, index) =>
      vevent(`DTSTART:${date}T100000Z`, `SUMMARY:Part ${index + 1}`),
    );
    const series = readSeries(calendarOf(...(one ?? []), ...(two ?? [])));
    expect(masterOf(series).summary).toBe('Part 1');
    expect(allShown(series.recurrence.dates)).toEqual(['2026-01-12 10:00:00 UTC']);
    expect(series.changed.map(({ at, details }) => [shown(at), details.summary])).toEqual([
      ['2026-01-12 10:00:00 UTC', 'Part 2'],
    ]);
  });

  test('occurrences without their series are read, and written again as such', () => {
    const bytes = calendarOf(
      ...vevent('RECURRENCE-ID:20260106T090000Z', 'DTSTART:20260106T120000Z', 'SUMMARY:Only this'),
    );
    const series = readSeries(bytes);
    expect(series).toMatchObject({ master: null, changed: [{ details: { summary: 'Only this' } }] });
    expect(readCalendarItem(writeCalendarItem(series))).toEqual(series);
  });

  test('an occurrence with a RECURRENCE-ID that is no date is kept, and the series goes on', () => {
    const series = readSeries(calendarOf(...master, ...vevent('RECURRENCE-ID:sometime', 'DTSTART:20260106T120000Z')));
    expect(series.changed).toEqual([]);
    expect(masterOf(series).others).toEqual([expect.stringMatching(/^X-GODWIT-KEPT-VEVENT:BEGIN:VEVENT\\nUID/)]);
  });
});

function day(name: string) {
  return { day: name, nth: null };
}

function nth(name: string, place: number) {
  return { day: name, nth: place };
}
