import { describe, expect, test } from 'vitest';
import { time } from '../../../test/calendar/series.ts';
import { instant, isoSeconds } from '../../base/clock.ts';
import { canonicalZone } from '../../base/iana-offsets.ts';
import type { Zone } from '../../model/calendar.ts';
import { instantOf, resolveZone, vtimezoneOf, wallTimeAt, windowsZoneOf, zoneOfWindows } from './zones.ts';

function nameOf(zone: Zone): string {
  return typeof zone === 'string' ? zone : `${zone.is === 'custom' ? 'custom ' : ''}${zone.name}`;
}

/** A VTIMEZONE of two halves of the year; `summer` and `winter` are offset, rule and hour. */
function halves(summer: readonly [string, string], winter: readonly [string, string, string?]): string {
  const half = (
    kind: string,
    before: string,
    [after, rule, hour = '02']: readonly [string, string, string?],
  ): readonly string[] => [
    `BEGIN:${kind}`,
    `DTSTART:19700101T${hour}0000`,
    `TZOFFSETFROM:${before}`,
    `TZOFFSETTO:${after}`,
    `RRULE:FREQ=YEARLY;${rule}`,
    `END:${kind}`,
  ];
  const lines = [...half('DAYLIGHT', winter[0], summer), ...half('STANDARD', summer[0], winter)];
  return ['BEGIN:VTIMEZONE', 'TZID:x', ...lines, 'END:VTIMEZONE', ''].join('\r\n');
}

function fixed(offset: string): string {
  const lines = ['DTSTART:19700101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`];
  return ['BEGIN:VTIMEZONE', 'TZID:x', 'BEGIN:STANDARD', ...lines, 'END:STANDARD', 'END:VTIMEZONE', ''].join('\r\n');
}

const CENTRAL_EUROPE = halves(['+0200', 'BYMONTH=3;BYDAY=-1SU'], ['+0100', 'BYMONTH=10;BYDAY=-1SU', '03']);
const USA_EAST = halves(['-0400', 'BYMONTH=3;BYDAY=2SU'], ['-0500', 'BYMONTH=11;BYDAY=1SU']);
const USA_EAST_OF_1990 = halves(['-0400', 'BYMONTH=4;BYDAY=1SU'], ['-0500', 'BYMONTH=10;BYDAY=-1SU']);
const NOWHERE = halves(['+0217', 'BYMONTH=5;BYDAY=1TU'], ['+0117', 'BYMONTH=9;BYDAY=3WE']);

describe('names of zones', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['"Europe/Berlin"', 'Europe/Berlin'],
    ['Europe/Kyiv', canonicalZone('Europe/Kiev')],
    ['America/Los Angeles', 'America/Los_Angeles'],
    ['America-Chicago', 'America/Chicago'],
    ['US--Eastern', 'America/New_York'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Berlin', 'Europe/Berlin'],
    ['/freeassociation.sourceforge.net/Tzfile/America/Argentina/Ushuaia', 'America/Argentina/Ushuaia'],
    ['/citadel.org/20190914_1/America/New_York', 'America/New_York'],
    ['/mozilla.org/20050126_1/Europe/Berlin', 'Europe/Berlin'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['W. EUROPE STANDARD TIME', 'Europe/Berlin'],
    ['W. Europe Daylight Time', 'Europe/Berlin'],
    ['Eastern Standard Time 1', 'America/New_York'],
    ['Romance', 'Europe/Paris'],
    ['Eastern', 'America/New_York'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Amsterdam'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien', 'Europe/Amsterdam'],
    ['(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London', 'Europe/London'],
    ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
    ['(GMT-08:00) Pacific Time (US & Canada); Tijuana', 'America/Los_Angeles'],
    ['(UTC-05:00) Indiana (East)', canonicalZone('America/Indiana/Indianapolis')],
    ['(UTC-06:00) Guadalajara, Mexico City, Monterrey', 'America/Mexico_City'],
    ['(UTC-07:00) La Paz, Mazatlan', 'America/Mazatlan'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', canonicalZone('Asia/Kolkata')],
    ['(UTC+10:30) Lord Howe Island', 'Australia/Lord_Howe'],
    ['Canberra, Melbourne, Sydney', 'Australia/Sydney'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Z', 'UTC'],
    ['GMT+0100', 'Etc/GMT-1'],
    ['UTC-5', 'Etc/GMT+5'],
    ['UTC+05:45', canonicalZone('Asia/Kathmandu')],
    ['GMT+0217', 'custom GMT+0217'],
    ['Customized Time Zone', 'floating'],
    ['tzone://Microsoft/Custom', 'floating'],
    ['Board meeting, London', 'floating'],
    ['', 'floating'],
    ['x/'.repeat(10_000), 'floating'],
  ])('"%.80s" is %s', (tzid, name) => {
    expect(nameOf(resolveZone(tzid, null))).toBe(name);
  });
});

describe('names and rules', () => {
  test.each([
    ['no name, rules of one zone only', 'Customized Time Zone', USA_EAST, 'America/New_York'],
    ['no name, rules of many zones', 'tzone://Microsoft/Custom', CENTRAL_EUROPE, 'Europe/Berlin'],
    ['the name chooses among zones of the same rules', 'Europe/Vienna', CENTRAL_EUROPE, 'Europe/Vienna'],
    ['rules that have been changed by law since', 'America/New_York', USA_EAST_OF_1990, 'America/New_York'],
    ['one half of the year', 'Europe/London', fixed('+0000'), 'Europe/London'],
    ['a name of another place', 'America/New_York', CENTRAL_EUROPE, 'Europe/Berlin'],
    ['a name for winter only', 'GMT+0100', CENTRAL_EUROPE, 'Europe/Berlin'],
    ['a fixed offset', 'Somewhere', fixed('-0800'), 'Etc/GMT+8'],
    ['a fixed offset of half hours', 'Somewhere', fixed('+0545'), canonicalZone('Asia/Kathmandu')],
    ['rules of no zone', 'Somewhere', NOWHERE, 'custom Somewhere'],
    ['rules of no zone under a name that means something', 'Europe/Berlin', NOWHERE, 'custom Europe/Berlin'],
    [
      'rules that cannot be read, a name that can',
      'Europe/Berlin',
      'BEGIN:VTIMEZONE\r\nEND:VTIMEZONE',
      'Europe/Berlin',
    ],
    ['neither a name nor rules', 'Somewhere', 'BEGIN:VTIMEZONE\r\nEND:VTIMEZONE', 'floating'],
  ])('%s', (_name, tzid, vtimezone, zone) => {
    expect(nameOf(resolveZone(tzid, vtimezone))).toBe(zone);
  });

  test('a zone of its own has the offsets of its text', () => {
    const zone = resolveZone('Somewhere', NOWHERE);
    const at = (text: string): string => isoSeconds(instantOf({ ...time(text), zone }, 'UTC'));
    expect(at('20260504T120000')).toBe('2026-05-04T10:43:00Z');
    expect(at('20260506T120000')).toBe('2026-05-06T09:43:00Z');
    expect(at('20260917T120000')).toBe('2026-09-17T10:43:00Z');
  });

  test.each([
    ['changes every second', NOWHERE.replaceAll('FREQ=YEARLY', 'FREQ=SECONDLY')],
    ['changes every day for centuries', NOWHERE.replaceAll(/RRULE:.*/g, 'RRULE:FREQ=DAILY')],
    ['has an offset of days', NOWHERE.replaceAll('+0217', '+9999')],
    ['is very long', `${NOWHERE}${'X-A:b\r\n'.repeat(100_000)}`],
    ['never ends', 'BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\n'.repeat(1000)],
  ])('a VTIMEZONE that %s is answered at once', (_name, vtimezone) => {
    const begun = performance.now();
    resolveZone('Somewhere', vtimezone);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('names for Exchange', () => {
  test.each([
    ['Europe/Berlin', 'W. Europe Standard Time'],
    ['Europe/Kyiv', 'FLE Standard Time'],
    ['Asia/Kolkata', 'India Standard Time'],
    ['America/Ciudad_Juarez', 'Mountain Standard Time'],
    ['Asia/Qostanay', 'West Asia Standard Time'],
    ['Pacific/Kanton', 'UTC+13'],
    ['Etc/GMT-1', 'W. Central Africa Standard Time'],
    ['UTC', 'UTC'],
  ])('%s is "%s"', (name, windows) => {
    expect(windowsZoneOf(resolveZone(name, null))).toBe(windows);
  });

  test('each zone of Intl but one has a Windows name', () => {
    const nameless = Intl.supportedValuesOf('timeZone').filter((name) => windowsZoneOf({ is: 'iana', name }) === null);
    expect(nameless).toEqual(['Antarctica/Troll']);
  });

  test('what floats and zones of their own have none', () => {
    expect(windowsZoneOf('floating')).toBeNull();
    expect(windowsZoneOf(resolveZone('Somewhere', NOWHERE))).toBeNull();
  });

  test('a Windows name means one zone, in any case, and others mean none', () => {
    expect(zoneOfWindows('romance standard time')).toEqual({ is: 'iana', name: 'Europe/Paris' });
    expect(zoneOfWindows('UTC')).toBe('UTC');
    expect(zoneOfWindows('Europe/Paris')).toBeNull();
  });
});

describe('instants and walls', () => {
  test.each([
    ['a winter day in Berlin', 'Europe/Berlin', '20260110T090000', '2026-01-10T08:00:00Z'],
    ['a summer day in Berlin', 'Europe/Berlin', '20260710T090000', '2026-07-10T07:00:00Z'],
    ['an hour that Berlin skips', 'Europe/Berlin', '20260329T023000', '2026-03-29T01:30:00Z'],
    ['an hour that Berlin has twice', 'Europe/Berlin', '20261025T023000', '2026-10-25T00:30:00Z'],
    ['an hour that New York skips', 'America/New_York', '20260308T023000', '2026-03-08T07:30:00Z'],
    ['an hour that New York has twice', 'America/New_York', '20261101T013000', '2026-11-01T05:30:00Z'],
    ['before half an hour is skipped on Lord Howe', 'Australia/Lord_Howe', '20261004T015900', '2026-10-03T15:29:00Z'],
    ['half an hour that Lord Howe skips', 'Australia/Lord_Howe', '20261004T021000', '2026-10-03T15:40:00Z'],
    ['half an hour that Lord Howe has twice', 'Australia/Lord_Howe', '20260405T014500', '2026-04-04T14:45:00Z'],
    ['Ramadan in Casablanca', 'Africa/Casablanca', '20250301T120000', '2025-03-01T12:00:00Z'],
    ['the rest of the year in Casablanca', 'Africa/Casablanca', '20250601T120000', '2025-06-01T11:00:00Z'],
    ['three quarters of an hour in Kathmandu', 'Asia/Kathmandu', '20260601T120000', '2026-06-01T06:15:00Z'],
    ['winter in Dublin, which its law calls the exception', 'Europe/Dublin', '20260101T120000', '2026-01-01T12:00:00Z'],
    ['the day that Apia left out', 'Pacific/Apia', '20111230T120000', '2011-12-30T22:00:00Z'],
    ['the year 9999', 'Europe/Berlin', '99990701T120000', '9999-07-01T10:00:00Z'],
  ])('%s', (_name, zone, wall, at) => {
    expect(isoSeconds(instantOf(time(wall, zone), 'UTC'))).toBe(at);
  });

  test('what floats, and a whole day, are at home', () => {
    expect(isoSeconds(instantOf(time('20260710T090000'), 'America/New_York'))).toBe('2026-07-10T13:00:00Z');
    expect(isoSeconds(instantOf(time('20260710'), 'Asia/Tokyo'))).toBe('2026-07-09T15:00:00Z');
  });

  test('each hour of a year comes back from the wall, but for the second time that a wall shows it', () => {
    for (const name of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ]) {
      const begin = Date.UTC(2025, 0, 1);
      const back = Array.from({ length: 365 * 48 }, (_, index) => {
        const at = instant(begin + index * 1_800_000);
        return instantOf(wallTimeAt(at, name), 'UTC') - at;
      });
      const twice = name === 'Asia/Kathmandu' ? 0 : name === 'Australia/Lord_Howe' ? 1 : 2;
      expect(back.filter((apart) => apart !== 0)).toHaveLength(twice);
    }
  });

  test('a hundred thousand conversions take less than a second', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney'].map((name) =>
      resolveZone(name, null),
    );
    const begun = performance.now();
    for (let index = 0; index < 100_000; index += 1) {
      const zone = zones[index % zones.length] ?? 'UTC';
      instantOf(wallTimeAt(instant(Date.UTC(2020, 0, 1) + index * 1_800_000), zone), 'UTC');
    }
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('a VTIMEZONE that is written', () => {
  test('has rules where the years are alike', () => {
    const lines = vtimezoneOf({ is: 'iana', name: 'Europe/Berlin' }, 2020, 2030).split('\r\n');
    expect(lines.slice(0, 2)).toEqual(['BEGIN:VTIMEZONE', 'TZID:Europe/Berlin']);
    expect(lines.filter((line) => line.startsWith('RRULE'))).toEqual([
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    ]);
    expect(lines.slice(-2)).toEqual(['END:VTIMEZONE', '']);
  });

  test('is not there for UTC and for what floats, and is its own of a zone of its own', () => {
    expect(vtimezoneOf('UTC', 2020, 2030)).toBe('');
    expect(vtimezoneOf('floating', 2020, 2030)).toBe('');
    expect(vtimezoneOf(resolveZone('Somewhere', NOWHERE), 2020, 2030)).toBe(NOWHERE);
  });
});
