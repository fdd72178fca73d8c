import { describe, expect, test } from 'vitest';
import {
  calendarOf,
  eventBytes,
  masterOf,
  readEventOf,
  readSeries,
  shown,
  vevent,
} from '../../../test/calendar/texts.ts';
import { readCalendarItem } from './read-calendar.ts';

function spanOf(...lines: readonly string[]): string {
  const { start, end } = masterOf(readSeries(calendarOf(...vevent(...lines))));
  return `${shown(start)} to ${shown(end)}`;
}

describe('when an event is', () => {
  test.each([
    [['DTSTART:20260102'], '2026-01-02 to 2026-01-03'],
    [['DTSTART;VALUE=DATE:20260102', 'DTEND;VALUE=DATE:20260102'], '2026-01-02 to 2026-01-03'],
    [['DTSTART;VALUE=DATE:20260102', 'DTEND;VALUE=DATE:20260105'], '2026-01-02 to 2026-01-05'],
    [['DTSTART;VALUE=DATE:20260102T000000', 'DTEND;VALUE=DATE:20260103T000000'], '2026-01-02 to 2026-01-03'],
    [['DTSTART;VALUE=DATE-TIME:20260102'], '2026-01-02 to 2026-01-03'],
    [['DTSTART;VALUE=DATE:20260102', 'DURATION:P1W'], '2026-01-02 to 2026-01-09'],
    [['DTSTART;VALUE=DATE:20260102', 'DURATION:PT36H'], '2026-01-02 to 2026-01-04'],
    [['DTSTART;VALUE=DATE:20260102', 'DTEND:20260103T120000'], '2026-01-02 to 2026-01-04'],
    [['DTSTART:20260102T100000Z'], '2026-01-02 10:00:00 UTC to 2026-01-02 10:00:00 UTC'],
    [['DTSTART:20260102T100000Z', 'DURATION:PT1H30M'], '2026-01-02 10:00:00 UTC to 2026-01-02 11:30:00 UTC'],
    [['DTSTART:20260102T100000Z', 'DURATION:-PT1H'], '2026-01-02 10:00:00 UTC to 2026-01-02 10:00:00 UTC'],
    [['DTSTART:20260102T100000Z', 'DTEND:20260102T090000Z'], '2026-01-02 10:00:00 UTC to 2026-01-02 10:00:00 UTC'],
    [['DTSTART:20260102T100000Z', 'DTEND:20260103'], '2026-01-02 10:00:00 UTC to 2026-01-03 00:00:00 UTC'],
    [
      ['DTSTART;TZID=Europe/Berlin:20260328T120000', 'DURATION:P1D'],
      '2026-03-28 12:00:00 Europe/Berlin to 2026-03-29 12:00:00 Europe/Berlin',
    ],
    [
      ['DTSTART;TZID=Europe/Berlin:20260328T120000', 'DURATION:PT24H'],
      '2026-03-28 12:00:00 Europe/Berlin to 2026-03-29 13:00:00 Europe/Berlin',
    ],
    [
      ['DTSTART;TZID=Europe/London:20260102T100000', 'DTEND;TZID=Europe/Berlin:20260102T103000'],
      '2026-01-02 10:00:00 Europe/London to 2026-01-02 10:00:00 Europe/London',
    ],
    [
      ['DTSTART;TZID=Europe/Berlin:20260102T100000', 'DTEND:20260102T110000'],
      '2026-01-02 10:00:00 Europe/Berlin to 2026-01-02 11:00:00 Europe/Berlin',
    ],
    [
      ['DTSTART:20260102T100000', 'DTEND;TZID=Europe/Berlin:20260102T110000'],
      '2026-01-02 10:00:00 Europe/Berlin to 2026-01-02 11:00:00 Europe/Berlin',
    ],
    [['DTSTART:2026-01-02T10:00:00Z'], '2026-01-02 10:00:00 UTC to 2026-01-02 10:00:00 UTC'],
    [['DTSTART:20260102T100000+0530'], '2026-01-02 04:30:00 UTC to 2026-01-02 04:30:00 UTC'],
    [['DTSTART:20260102T240000'], '2026-01-03 00:00:00 floating to 2026-01-03 00:00:00 floating'],
    [['DTSTART:20261231T235960Z'], '2026-12-31 23:59:59 UTC to 2026-12-31 23:59:59 UTC'],
    [['DTSTART:20240229'], '2024-02-29 to 2024-03-01'],
  ])('%j is from %s', (lines, span) => {
    expect(spanOf(...lines)).toBe(span);
  });

  test('an end before the start is kept as it was written', () => {
    expect(readEventOf('DTEND:20250101T000000Z').others).toEqual(['X-GODWIT-KEPT-DTEND:20250101T000000Z']);
  });

  test('midnight to midnight is whole days where the file says so', () => {
    const midnights = ['DTSTART;TZID=Europe/Berlin:20260102T000000', 'DTEND;TZID=Europe/Berlin:20260104T000000'];
    expect(spanOf(...midnights, 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE')).toBe('2026-01-02 to 2026-01-04');
    expect(spanOf(...midnights, 'X-MICROSOFT-CDO-ALLDAYEVENT:FALSE')).toContain('00:00:00 Europe/Berlin');
  });

  test.each([
    '20140231',
    '20250229',
    '00000101',
    '20261301',
    '20260132T100000',
    '20260102T250000',
    '20260102T106100',
    '',
  ])('a start of %j is refused with its line', (value) => {
    expect(() => readCalendarItem(calendarOf(...vevent('SUMMARY:x', `DTSTART:${value}`)))).toThrow(
      expect.objectContaining({ name: 'CalendarError', component: 'VEVENT', line: 6 }),
    );
  });
});

describe('what an event means for others', () => {
  test.each([
    [['TRANSP:TRANSPARENT'], 'free'],
    [['TRANSP:OPAQUE'], 'busy'],
    [[], 'busy'],
    [['STATUS:TENTATIVE'], 'tentative'],
    [['STATUS:TENTATIVE', 'X-MICROSOFT-CDO-BUSYSTATUS:BUSY'], 'busy'],
    [['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'], 'away'],
    [['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'], 'free'],
    [['X-MICROSOFT-CDO-INTENDEDSTATUS:WORKINGELSEWHERE'], 'elsewhere'],
    [['X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY'], 'tentative'],
  ])('%j is %s', (lines, busy) => {
    expect(readEventOf(...lines).busy).toBe(busy);
  });

  test.each([
    [['STATUS:CANCELLED'], 'cancelled'],
    [['STATUS:Canceled'], 'cancelled'],
    [['STATUS:TENTATIVE'], 'tentative'],
    [[], 'confirmed'],
    [['STATUS:NONSENSE'], 'confirmed'],
  ])('%j is %s', (lines, status) => {
    expect(readEventOf(...lines).status).toBe(status);
  });

  test.each([
    [['CLASS:PUBLIC'], 'normal', []],
    [['CLASS:Private'], 'private', []],
    [['CLASS:CONFIDENTIAL'], 'confidential', []],
    [['CLASS:X-SECRET'], 'private', ['X-GODWIT-KEPT-CLASS:X-SECRET']],
  ])('%j is %s', (lines, sensitivity, others) => {
    expect(readEventOf(...lines)).toMatchObject({ sensitivity, others });
  });

  test.each([
    [['PRIORITY:1'], 1],
    [['X-MICROSOFT-CDO-IMPORTANCE:2'], 1],
    [['X-MICROSOFT-CDO-IMPORTANCE:0'], 9],
    [['PRIORITY:0', 'X-MICROSOFT-CDO-IMPORTANCE:1'], 5],
    [['PRIORITY:2', 'X-MICROSOFT-CDO-IMPORTANCE:0'], 2],
    [['PRIORITY:12'], 0],
  ])('%j is the priority %i', (lines, priority) => {
    expect(readEventOf(...lines).priority).toBe(priority);
  });

  test('the links of a conference are found wherever programs put them, once each', () => {
    const { conferences } = readEventOf(
      'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Join here:https://meet.example.org/1',
      'X-GOOGLE-CONFERENCE:https://meet.example.org/1',
      'X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example.org/2',
    );
    expect(conferences).toEqual([
      { url: 'https://meet.example.org/1', label: 'Join here' },
      { url: 'https://teams.example.org/2', label: '' },
    ]);
  });

  test('METHOD:CANCEL makes it cancelled, REPLY is kept, and REQUEST says nothing about it', () => {
    const read = (method: string) =>
      masterOf(readSeries(calendarOf(`METHOD:${method}`, ...vevent('DTSTART:20260102', 'STATUS:CONFIRMED'))));
    expect(read('CANCEL')).toMatchObject({ status: 'cancelled', others: [] });
    expect(read('REPLY')).toMatchObject({ status: 'confirmed', others: ['METHOD:REPLY'] });
    expect(read('REQUEST')).toMatchObject({ status: 'confirmed', others: [] });
  });

  test('floating times stay that, whatever zone the calendar is shown in', () => {
    const bytes = calendarOf('X-WR-TIMEZONE:Europe/Berlin', ...vevent('DTSTART:20260102T100000'));
    expect(shown(masterOf(readSeries(bytes)).start)).toBe('2026-01-02 10:00:00 floating');
  });

  test('an empty event has no texts and is there', () => {
    expect(readCalendarItem(eventBytes('SUMMARY:', 'DESCRIPTION:', 'LOCATION:', 'URL:'))).toMatchObject({
      master: { summary: '', description: '', location: '', url: '', others: [] },
    });
  });
});
