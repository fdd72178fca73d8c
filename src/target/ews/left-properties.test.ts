import { describe, expect, test } from 'vitest';
import { calendarFiles, itemsIn, whyNoCalendarCorpus } from '../../../test/calendar/corpus.ts';
import { mustNotSkip, skipped } from '../../../test/servers/with-dovecot.ts';
import { CalendarError } from '../../content/calendar/calendar-error.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';
import { leftProperties } from './left-properties.ts';
import { otherLines } from './shared-parts.ts';

const names = (...others: readonly string[]): readonly string[] => leftProperties(others).map(({ name }) => name);

describe('of properties without a place', () => {
  test.each([
    'X-MS-OLK-CONFTYPE:0',
    'X-MICROSOFT-DISALLOW-COUNTER:TRUE',
    'X-MOZ-GENERATION:2',
    'X-MOZ-LASTACK:20241023T173630Z',
    'X-GODWIT-ALARM-1-UID:alarm-1',
    'X-GODWIT-ALARM-12-X-WR-ALARMUID:0CF835D0',
    'X-GODWIT-KEPT-X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY',
    'X-LIC-ERROR;X-LIC-ERRORTYPE=VALUE_PARSE_ERROR:no',
  ])('the bookkeeping of programs is not told: %s', (line) => {
    expect(otherLines([line])).toEqual({ kept: [], losses: [] });
  });

  test.each([
    ['UID:of an event within an event', 'UID'],
    ['X-SHOE-SIZE:42', 'X-SHOE-SIZE'],
    ['X-MOZ-SIZE:42', 'X-MOZ-SIZE'],
    ['x-trumba-customfield;NAME=Room:5', 'X-TRUMBA-CUSTOMFIELD'],
    ['X-GODWIT-KEPT-SUMMARY:Bastille Day', 'SUMMARY'],
    ['X-GODWIT-ALARM-1-ATTACH:http://example.com/a.au', 'ATTACH of a reminder'],
    ['X-GODWIT-ALARM-1-X-GODWIT-KEPT-DESCRIPTION:b', 'DESCRIPTION of a reminder'],
    ['X-GODWIT-UNREADABLE:DTS@TAMP:1', 'unreadable lines'],
  ])('what somebody could miss is told by the name that the file has for it: %s', (line, name) => {
    expect(names(line)).toEqual([name]);
  });

  test('what people wrote is kept for people, also where it stood beside its place', () => {
    const { kept, losses } = otherLines([
      'X-GODWIT-KEPT-COMMENT;ALTREP="cid:x":Bring cake\\, please',
      'X-A:1',
      'X-B:2',
    ]);
    expect(kept).toEqual(['Comment: Bring cake, please']);
    expect(losses.map(({ how, detail }) => [how, detail ?? ''])).toEqual([
      ['changed', ''],
      ['dropped', 'X-A, X-B'],
    ]);
    expect(new Set([...losses, ...otherLines(['X-C:1']).losses].map(({ why }) => why)).size).toBe(2);
  });
});

const why = whyNoCalendarCorpus();
if (why !== null && !mustNotSkip()) skipped('names of losses in the corpus of calendars', why);
else {
  test('no loss in the corpus of calendars is told in words of our own reader', () => {
    const told = calendarFiles().flatMap(({ bytes }) => {
      try {
        return itemsIn(bytes)
          .flatMap(othersOf)
          .flatMap((line) => names(line));
      } catch (error) {
        if (error instanceof CalendarError) return [];
        throw error;
      }
    });
    expect(told.length).toBeGreaterThan(500);
    expect(told.filter((name) => /GODWIT|^X-MS-OLK|^X-MICROSOFT/.test(name))).toEqual([]);
  });
}

function othersOf(bytes: Buffer): readonly string[] {
  try {
    const item = readCalendarItem(bytes);
    if (item.kind !== 'event') return item.others;
    return [item.master, ...item.changed.map(({ details }) => details)].flatMap((details) => details?.others ?? []);
  } catch (error) {
    if (error instanceof CalendarError) return [];
    throw error;
  }
}
