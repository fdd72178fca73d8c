import { describe, expect, test } from 'vitest';
import { BERLIN, differences, FULL } from '../../../test/calendar/meeting.ts';
import { details, rule, series, time } from '../../../test/calendar/series.ts';
import type { EventDetails, EventSeries } from '../../model/calendar.ts';

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
