import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oracleTimes } from '../../../test/calendar/rule-oracle.ts';
import { rule, time } from '../../../test/calendar/series.ts';
import { dayOf } from '../../base/civil-days.ts';
import type { RecurrenceRule, Weekday } from '../../model/calendar.ts';
import { ExpansionError, WorkBound } from './expansion-error.ts';
import { plainRule } from './plain-rule.ts';
import { ruleTimes } from './rule-times.ts';
import { calendarTimeOf, WEEKDAYS, wallMs, wallMsOf } from './wall-time.ts';

const DAY = 86_400_000;

interface Times {
  readonly until?: string;
  readonly timesMax?: number;
}

/** The first times of a rule as `2026-01-02 03:04:05`. */
function timesOf(text: string, start: string, { until = '99991231', timesMax = 20 }: Times = {}): readonly string[] {
  const begin = time(start);
  const from = wallMsOf(begin);
  const isWholeDay = begin.time === null;
  const search = {
    start: from,
    isWholeDay,
    withStart: true,
    from,
    until: wallMsOf(time(until)),
    work: new WorkBound(),
  };
  const found: string[] = [];
  for (const at of ruleTimes(rule(text), search)) {
    const { date, time: hours } = calendarTimeOf(at, 'floating', isWholeDay);
    found.push(hours === null ? date : `${date} ${hours}`);
    if (found.length >= timesMax) break;
  }
  return found;
}

describe('examples of RFC 5545', () => {
  const START = '19970902T090000';
  test.each([
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', START, '1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12'],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
      START,
      '1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16',
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '19970805T090000',
      '1997-08-05 1997-08-10 1997-08-19 1997-08-24',
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '19970805T090000',
      '1997-08-05 1997-08-17 1997-08-19 1997-08-31',
    ],
    ['FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '19970905T090000', '1997-09-05 1997-10-03 1997-11-07 1997-12-05'],
    [
      'FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU',
      '19970907T090000',
      '1997-09-07 1997-09-28 1997-11-02 1997-11-30',
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '19970922T090000', '1997-09-22 1997-10-20 1997-11-17'],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3', '19970928T090000', '1997-09-28 1997-10-29 1997-11-28'],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1', '19970930T090000', '1997-09-30 1997-10-01 1997-10-31 1997-11-01'],
    [
      'FREQ=YEARLY;INTERVAL=3;COUNT=5;BYYEARDAY=1,100,200',
      '19970101T090000',
      '1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09',
    ],
    ['FREQ=YEARLY;COUNT=3;BYDAY=20MO', '19970519T090000', '1997-05-19 1998-05-18 1999-05-17'],
    ['FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO', '19970512T090000', '1997-05-12 1998-05-11 1999-05-17'],
    ['FREQ=MONTHLY;COUNT=4;BYDAY=FR;BYMONTHDAY=13', '19980213T090000', '1998-02-13 1998-03-13 1998-11-13 1999-08-13'],
    [
      'FREQ=YEARLY;INTERVAL=4;COUNT=3;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '19961105T090000',
      '1996-11-05 2000-11-07 2004-11-02',
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '19970904T090000', '1997-09-04 1997-10-07 1997-11-06'],
    [
      'FREQ=MONTHLY;COUNT=4;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
      '19970929T090000',
      '1997-09-29 1997-10-30 1997-11-27 1997-12-30',
    ],
    [
      'FREQ=MONTHLY;COUNT=5;BYMONTHDAY=15,30',
      '20070115T090000',
      '2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30',
    ],
  ])('%s from %s', (text, start, days) => {
    expect(timesOf(text, start)).toEqual(days.split(' ').map((day) => `${day} 09:00:00`));
  });

  test.each([
    ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000', '09:00:00 12:00:00 15:00:00', '19970902T170000'],
    ['FREQ=MINUTELY;INTERVAL=15;COUNT=6', '09:00:00 09:15:00 09:30:00 09:45:00 10:00:00 10:15:00', '19970903'],
    ['FREQ=MINUTELY;INTERVAL=90;COUNT=4', '09:00:00 10:30:00 12:00:00 13:30:00', '19970903'],
    [
      'FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40',
      '09:00:00 09:20:00 09:40:00 10:00:00 10:20:00 10:40:00',
      '19970902T235959',
    ],
  ])('%s on one day', (text, times, until) => {
    expect(timesOf(text, START, { until })).toEqual(times.split(' ').map((at) => `1997-09-02 ${at}`));
  });
});

describe('what rules leave open', () => {
  test.each([
    [
      'a birthday on a leap day is in leap years',
      'FREQ=YEARLY;COUNT=3',
      '20240229',
      '2024-02-29 2028-02-29 2032-02-29',
    ],
    ['the 31st is skipped in shorter months', 'FREQ=MONTHLY;COUNT=3', '20260131', '2026-01-31 2026-03-31 2026-05-31'],
    [
      'a start beside the rule counts as the first',
      'FREQ=WEEKLY;BYDAY=MO;COUNT=3',
      '20260107',
      '2026-01-07 2026-01-12 2026-01-19',
    ],
    [
      'a week alone has the weekday of the start',
      'FREQ=YEARLY;BYWEEKNO=1;COUNT=3',
      '20260102',
      '2026-01-02 2027-01-08 2028-01-07',
    ],
    [
      'months alone have the day of the start',
      'FREQ=YEARLY;BYMONTH=3,9;COUNT=3',
      '20260305',
      '2026-03-05 2026-09-05 2027-03-05',
    ],
    [
      'the last week of a year may reach into the next',
      'FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR;COUNT=2',
      '20210101',
      '2021-01-01 2027-01-01',
    ],
    ['days of a whole day know no hours', 'FREQ=DAILY;BYHOUR=1,2;COUNT=2', '20260101', '2026-01-01 2026-01-02'],
  ])('%s', (_name, text, start, days) => {
    expect(timesOf(text, start)).toEqual(days.split(' '));
  });

  test('nothing comes after the year 9999', () => {
    expect(timesOf('FREQ=YEARLY', '99980101')).toEqual(['9998-01-01', '9999-01-01']);
    expect(timesOf('FREQ=HOURLY;INTERVAL=12', '99991231T000000', { until: '99991231T235959' })).toHaveLength(2);
  });

  test('an interval beyond all time ends after the start', () => {
    expect(timesOf('FREQ=MONTHLY;INTERVAL=999999', '20260101')).toEqual(['2026-01-01']);
    expect(timesOf('FREQ=YEARLY;INTERVAL=999999', '20260101')).toEqual(['2026-01-01']);
  });
});

const few = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }) },
  );
const bothSigns = (max: number): fc.Arbitrary<number> => fc.integer({ min: -max, max }).filter((value) => value !== 0);
const weekday: fc.Arbitrary<Weekday> = fc.constantFrom(...WEEKDAYS);

function anyRule(frequencies: readonly RecurrenceRule['frequency'][]): fc.Arbitrary<RecurrenceRule> {
  const times = { byHour: few(fc.nat(23)), byMinute: few(fc.nat(59)), bySecond: few(fc.nat(59)) };
  return fc
    .record({
      frequency: fc.constantFrom(...frequencies),
      interval: fc.constantFrom(1, 1, 1, 2, 3, 7),
      weekStart: weekday,
      byDay: few(fc.record({ day: weekday, nth: fc.oneof(fc.constant(null), bothSigns(5), bothSigns(53)) })),
      byMonthDay: few(bothSigns(31)),
      byYearDay: few(bothSigns(366)),
      byWeekNo: few(bothSigns(53)),
      byMonth: few(fc.integer({ min: 1, max: 12 })),
      bySetPos: few(bothSigns(10)),
      ...times,
    })
    .map((parts) => ({ ...plainRule('DAILY'), ...parts }));
}

const startTime = fc.record({
  day: fc.integer({ min: dayOf(1995, 1, 1), max: dayOf(2030, 12, 31) }),
  seconds: fc.nat(86_399),
});

function found(given: RecurrenceRule, start: number, from: number, until: number): readonly number[] {
  const search = { start: wallMs(start), isWholeDay: false, withStart: true, work: new WorkBound() };
  return [...ruleTimes(given, { ...search, from: wallMs(from), until: wallMs(until) })];
}

describe('against every day tried one by one', () => {
  test('rules of days, weeks, months and years name exactly the times that the table of the RFC allows', () => {
    const rules = anyRule(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
    fc.assert(
      fc.property(rules, startTime, (given, { day, seconds }) => {
        const start = day * DAY + seconds * 1000;
        const until = start + 3 * 366 * DAY;
        expect(found(given, start, start, until)).toEqual(oracleTimes(given, start, until));
      }),
      { numRuns: 150 },
    );
  });

  test('rules of hours, minutes and seconds do so too', () => {
    const rules = anyRule(['HOURLY', 'MINUTELY', 'SECONDLY']);
    fc.assert(
      fc.property(rules, startTime, (given, { day, seconds }) => {
        const start = day * DAY + seconds * 1000;
        const days = given.frequency === 'HOURLY' ? 20 : given.frequency === 'MINUTELY' ? 2 : 0.1;
        const until = start + days * DAY;
        expect(found(given, start, start, until)).toEqual(oracleTimes(given, start, until));
      }),
      { numRuns: 40 },
    );
  });

  test('a search that begins late finds what one from the start finds from there on', () => {
    const rules = anyRule(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
    fc.assert(
      fc.property(rules, startTime, fc.nat(3000), (given, { day, seconds }, daysLater) => {
        const start = day * DAY + seconds * 1000;
        const from = start + daysLater * DAY;
        const until = from + 400 * DAY;
        const late = found(given, start, from, until).filter((at) => at >= from);
        expect(late).toEqual(found({ ...given, count: 1e9 }, start, start, until).filter((at) => at >= from));
      }),
      { numRuns: 200 },
    );
  });

  test('COUNT takes that many from the front', () => {
    fc.assert(
      fc.property(
        anyRule(['DAILY', 'WEEKLY', 'MONTHLY']),
        startTime,
        fc.integer({ min: 1, max: 30 }),
        (given, { day }, count) => {
          const start = day * DAY;
          const until = start + 700 * DAY;
          expect(found({ ...given, count }, start, start, until)).toEqual(
            oracleTimes(given, start, until).slice(0, count),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('rules that would take for ever', () => {
  const reasonOf = (text: string, start: string): string => {
    try {
      timesOf(text, start, { timesMax: 1_000_000 });
      return 'none';
    } catch (error) {
      expect(error).toBeInstanceOf(ExpansionError);
      return error instanceof ExpansionError ? error.reason : 'another';
    }
  };
  test.each([
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', '20260101', 'work'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31', '20260101', 'none'],
    ['FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31', '20260101T000000', 'work'],
    ['FREQ=SECONDLY;COUNT=900000000;BYSECOND=1', '20260101T000000', 'work'],
    ['FREQ=YEARLY;RSCALE=CHINESE', '20260101', 'scale'],
    ['FREQ=MINUTELY', '20260101', 'sub-day'],
  ])('%s ends soon, and why is said: %s, %s', (text, start, reason) => {
    const begun = performance.now();
    expect(reasonOf(text, start)).toBe(reason);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
