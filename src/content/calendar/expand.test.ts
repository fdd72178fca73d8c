import { describe, expect, test } from 'vitest';
import { details, rule, series, time } from '../../../test/calendar/series.ts';
import { instant, isoSeconds } from '../../base/clock.ts';
import type { EventSeries } from '../../model/calendar.ts';
import { type ExpandOptions, expandSeries } from './expand.ts';
import { ExpansionError } from './expansion-error.ts';

const BERLIN = 'Europe/Berlin';
const OPTIONS = {
  from: instant(Date.UTC(2000, 0, 1)),
  until: instant(Date.UTC(2040, 0, 1)),
  homeZone: BERLIN,
  occurrencesMax: 20,
} as const;

/** Starts: of whole days the date, else the instant without its zeros. */
function starts(given: EventSeries, options: Partial<ExpandOptions> = {}): readonly string[] {
  return expandSeries(given, { ...OPTIONS, ...options }).map(({ start, startTime, isWholeDay }) =>
    isWholeDay ? startTime.date : isoSeconds(start).slice(0, 16),
  );
}

describe('across daylight saving', () => {
  test.each([
    ['Europe/Berlin', '20260328T090000', '2026-03-28T08:00 2026-03-29T07:00 2026-03-30T07:00'],
    ['Europe/Berlin', '20261024T090000', '2026-10-24T07:00 2026-10-25T08:00 2026-10-26T08:00'],
    ['America/New_York', '20260307T090000', '2026-03-07T14:00 2026-03-08T13:00 2026-03-09T13:00'],
    ['Australia/Sydney', '20261003T090000', '2026-10-02T23:00 2026-10-03T22:00 2026-10-04T22:00'],
    ['Australia/Lord_Howe', '20260404T090000', '2026-04-03T22:00 2026-04-04T22:30 2026-04-05T22:30'],
    ['Africa/Casablanca', '20250222T090000', '2025-02-22T08:00 2025-02-23T09:00 2025-02-24T09:00'],
    ['Asia/Kathmandu', '20260328T090000', '2026-03-28T03:15 2026-03-29T03:15 2026-03-30T03:15'],
    ['floating', '20260328T090000', '2026-03-28T08:00 2026-03-29T07:00 2026-03-30T07:00'],
    ['UTC', '20260328T090000', '2026-03-28T09:00 2026-03-29T09:00 2026-03-30T09:00'],
  ])('a daily event in %s from %s stays at its time on the wall', (zone, start, expected) => {
    const daily = series(start, start, zone, { rules: [rule('FREQ=DAILY;COUNT=3')] });
    expect(starts(daily)).toEqual(expected.split(' '));
  });

  test('in an hour that is skipped it is an hour later on the wall, and the days around are as ever', () => {
    const daily = series('20260328T023000', '20260328T030000', BERLIN, { rules: [rule('FREQ=DAILY;COUNT=3')] });
    expect(starts(daily)).toEqual(['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']);
  });

  test('an event over the night of the change lasts as many hours as the first', () => {
    const nightly = series('20260327T230000', '20260328T050000', BERLIN, { rules: [rule('FREQ=DAILY;COUNT=2')] });
    const found = expandSeries(nightly, OPTIONS);
    expect(found.map(({ start, end }) => (end - start) / 3_600_000)).toEqual([6, 6]);
    expect(found.map(({ endTime }) => endTime.time)).toEqual(['05:00:00', '06:00:00']);
  });

  test('an hourly event meets each instant once', () => {
    const hourly = series('20260329T000000', '20260329T003000', BERLIN, { rules: [rule('FREQ=HOURLY;COUNT=5')] });
    expect(starts(hourly)).toEqual(['2026-03-28T23:00', '2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00']);
  });

  test('whole days are days wherever home is', () => {
    const birthday = series('20260328', '20260329', 'floating', { rules: [rule('FREQ=DAILY;COUNT=3')] });
    for (const homeZone of [BERLIN, 'Pacific/Apia', 'America/Los_Angeles'])
      expect(starts(birthday, { homeZone })).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    const [first] = expandSeries(birthday, OPTIONS);
    expect(first).toMatchObject({ isWholeDay: true, end: Date.UTC(2026, 2, 28, 23), endTime: { date: '2026-03-29' } });
  });
});

describe('the dates of a series', () => {
  const weekly = (parts: Parameters<typeof series>[3]): EventSeries =>
    series('20260302T090000', '20260302T100000', BERLIN, { rules: [rule('FREQ=WEEKLY;COUNT=4')], ...parts });
  const ALL = ['2026-03-02T08:00', '2026-03-09T08:00', '2026-03-16T08:00', '2026-03-23T08:00'];
  const without = (...days: readonly number[]): readonly string[] => ALL.filter((_at, index) => !days.includes(index));

  test.each([
    ['on the wall', time('20260309T090000', BERLIN)],
    ['in UTC', time('20260309T080000Z')],
    ['in another zone', time('20260309T040000', 'America/New_York')],
    ['floating', time('20260309T090000')],
    ['as a day', time('20260309')],
  ])('a date that is left out is left out when it is written %s', (_name, date) => {
    expect(starts(weekly({ exceptDates: [date] }))).toEqual(without(1));
  });

  test('a date beside all occurrences leaves out nothing', () => {
    expect(starts(weekly({ exceptDates: [time('20260309T090001', BERLIN), time('20260310')] }))).toEqual(ALL);
  });

  test('a rule of exceptions leaves out what it names', () => {
    expect(starts(weekly({ exceptRules: [rule('FREQ=WEEKLY;INTERVAL=2')] }))).toEqual(without(0, 2));
  });

  test('dates are added, in any zone, each once', () => {
    const dates = [time('20260310T120000Z'), time('20260309T080000Z'), time('20260312')];
    expect(starts(weekly({ dates }))).toEqual([
      ...ALL.slice(0, 2),
      '2026-03-10T12:00',
      '2026-03-12T08:00',
      ...ALL.slice(2),
    ]);
  });

  test('several rules are one series', () => {
    const rules = [rule('FREQ=WEEKLY;COUNT=2'), rule('FREQ=MONTHLY;COUNT=2')];
    expect(starts(weekly({ rules }))).toEqual(['2026-03-02T08:00', '2026-03-09T08:00', '2026-04-02T07:00']);
  });

  test.each([
    ['UNTIL=20260316T080000Z', 3],
    ['UNTIL=20260316T075959Z', 2],
    ['UNTIL=20260316T090000', 3],
    ['UNTIL=20260316T085959', 2],
    ['UNTIL=20260316', 3],
    ['UNTIL=20260315', 2],
    ['UNTIL=20200101', 1],
    ['COUNT=2', 2],
  ])('FREQ=WEEKLY;%s gives %i', (end, count) => {
    expect(starts(weekly({ rules: [rule(`FREQ=WEEKLY;${end}`)] }))).toEqual(ALL.slice(0, count));
  });

  test.each([
    ['UNTIL=20260303', 'Europe/Berlin'],
    ['UNTIL=20260303T000000Z', 'America/New_York'],
    ['UNTIL=20260302T230000Z', 'Europe/Berlin'],
    ['UNTIL=20260304T045959Z', 'America/New_York'],
  ])('whole days with %s written in %s end on the same day', (end, homeZone) => {
    const daily = series('20260301', '20260302', 'floating', { rules: [rule(`FREQ=DAILY;${end}`)] });
    expect(starts(daily, { homeZone })).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
  });
});

describe('changed occurrences', () => {
  const at = time('20260309T090000', BERLIN);
  const moved = details(time('20260310T150000', BERLIN), time('20260310T160000', BERLIN), { summary: 'moved' });
  const weekly = (changed: EventSeries['changed'], text = 'FREQ=WEEKLY;COUNT=4'): EventSeries =>
    series('20260302T090000', '20260302T100000', BERLIN, { rules: [rule(text)], changed, more: { summary: 'usual' } });

  test('a moved one is where it was moved to, and says what it says', () => {
    const found = expandSeries(weekly([{ at, andFuture: false, details: moved }]), OPTIONS);
    expect(found.map(({ start, details: { summary } }) => `${isoSeconds(start).slice(0, 16)} ${summary}`)).toEqual([
      '2026-03-02T08:00 usual',
      '2026-03-10T14:00 moved',
      '2026-03-16T08:00 usual',
      '2026-03-23T08:00 usual',
    ]);
    expect(isoSeconds(found[1]?.at ?? instant(0))).toBe('2026-03-09T08:00:00Z');
  });

  test.each([
    ['UTC', time('20260309T080000Z')],
    ['another zone', time('20260309T170000', 'Asia/Tokyo')],
    ['a day', time('20260309')],
  ])('one that is named in %s is the same one', (_name, named) => {
    expect(starts(weekly([{ at: named, andFuture: false, details: moved }]))).toHaveLength(4);
  });

  test('a cancelled one is not there', () => {
    const cancelled = details(at, at, { status: 'cancelled' });
    expect(starts(weekly([{ at, andFuture: false, details: cancelled }]))).toHaveLength(3);
  });

  test('one that the rule knows nothing of is there', () => {
    const stray = { at: time('20260311T090000', BERLIN), andFuture: false, details: moved };
    expect(starts(weekly([stray]))).toHaveLength(5);
  });

  test('one of a series that is not known is there alone', () => {
    const alone: EventSeries = { ...weekly([{ at, andFuture: false, details: moved }]), master: null };
    expect(starts(alone)).toEqual(['2026-03-10T14:00']);
  });

  test('one that is moved into the time in question is there, one that is moved out of it is not', () => {
    const given = weekly([{ at, andFuture: false, details: moved }]);
    const tenth = { from: instant(Date.UTC(2026, 2, 10)), until: instant(Date.UTC(2026, 2, 11)) };
    expect(starts(given, tenth)).toEqual(['2026-03-10T14:00']);
    const ninth = { from: instant(Date.UTC(2026, 2, 9)), until: instant(Date.UTC(2026, 2, 10)) };
    expect(starts(given, ninth)).toEqual([]);
  });

  test('a change for all later ones moves them as far, across daylight saving, until the next such change', () => {
    const later = details(time('20260324T110000', BERLIN), time('20260324T113000', BERLIN), { summary: 'later' });
    const last = details(time('20260407T080000', BERLIN), time('20260407T081500', BERLIN), { summary: 'last' });
    const changed = [
      { at: time('20260323T090000', BERLIN), andFuture: true, details: later },
      { at: time('20260406T090000', BERLIN), andFuture: true, details: last },
    ];
    const found = expandSeries(weekly(changed, 'FREQ=WEEKLY;COUNT=7'), OPTIONS);
    expect(found.map(({ startTime, endTime }) => `${startTime.date} ${startTime.time}-${endTime.time}`)).toEqual([
      '2026-03-02 09:00:00-10:00:00',
      '2026-03-09 09:00:00-10:00:00',
      '2026-03-16 09:00:00-10:00:00',
      '2026-03-24 11:00:00-11:30:00',
      '2026-03-31 11:00:00-11:30:00',
      '2026-04-07 08:00:00-08:15:00',
      '2026-04-14 08:00:00-08:15:00',
    ]);
  });

  test('a change for all later ones may cancel them, but not those that are changed themselves', () => {
    const changed = [
      { at, andFuture: true, details: details(at, at, { status: 'cancelled' }) },
      { at: time('20260316T090000', BERLIN), andFuture: false, details: moved },
    ];
    expect(starts(weekly(changed))).toEqual(['2026-03-02T08:00', '2026-03-10T14:00']);
  });

  test('of two changes of one occurrence the later revision counts', () => {
    const older = { at, andFuture: false, details: { ...moved, summary: 'older', sequence: 1 } };
    const newer = { at, andFuture: false, details: { ...moved, summary: 'newer', sequence: 2 } };
    for (const changed of [
      [older, newer],
      [newer, older],
    ])
      expect(expandSeries(weekly(changed), OPTIONS).map((one) => one.details.summary)).toContain('newer');
  });
});

describe('limits', () => {
  test('of endless series the first are given, from any day on', () => {
    const secondly = series('19700101T000000', '19700101T000001', 'UTC', { rules: [rule('FREQ=SECONDLY')] });
    const found = starts(secondly, { from: instant(Date.UTC(2026, 0, 1)), occurrencesMax: 3 });
    expect(found).toEqual(['2026-01-01T00:00', '2026-01-01T00:00', '2026-01-01T00:00']);
  });

  test.each([
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=2', 'work'],
    ['FREQ=YEARLY;RSCALE=HEBREW', 'scale'],
  ])('%s is given up with the reason %s', (text, reason) => {
    const given = series('20260101T000000', '20260101T000001', 'UTC', { rules: [rule(text)] });
    const until = instant(Date.UTC(9999, 0, 1));
    expect(() => expandSeries(given, { ...OPTIONS, until })).toThrow(
      new ExpansionError(reason === 'work' ? 'work' : 'scale'),
    );
  });

  test('a hundred thousand left out dates and changes take no more than moments', () => {
    const days = Array.from({ length: 100_000 }, (_, index) => ({
      ...time('20260101T090000Z'),
      date: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    }));
    const changed = days.slice(0, 20_000).map((at) => ({ at, andFuture: true, details: details(at, at) }));
    const rules = [rule('FREQ=DAILY')];
    const given = series('20260101T090000Z', '20260101T100000Z', 'UTC', { rules, exceptDates: days, changed });
    const begun = performance.now();
    expect(starts(given, { until: instant(Date.UTC(2300, 0, 1)) })).toHaveLength(20);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
