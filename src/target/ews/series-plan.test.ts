/** What becomes of series: held against what iCalendar says, day by day. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, dayOf } from '../../base/civil-days.ts';
import { instant } from '../../base/clock.ts';
import { expandSeries } from '../../content/calendar/expand.ts';
import { readCalendarItem } from '../../content/calendar/read-calendar.ts';
import { DAY_MS, wallMs } from '../../content/calendar/wall-time.ts';
import { instantOnWall, wallAt, zoneNamed } from '../../content/calendar/zones.ts';
import type { EventSeries } from '../../model/calendar.ts';
import { patternDays } from './pattern-days.ts';
import { planSeries, type SeriesPlan } from './series-plan.ts';

const NOW = instant(Date.UTC(2026, 0, 5));
const BERLIN = zoneNamed('Europe/Berlin');
const HOUR_MS = 3_600_000;

function series(lines: readonly string[], more: readonly (readonly string[])[] = []): EventSeries {
  const event = (of: readonly string[]): readonly string[] => ['BEGIN:VEVENT', 'UID:u', ...of, 'END:VEVENT'];
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event(lines), ...more.flatMap(event), 'END:VCALENDAR'];
  const item = readCalendarItem(Buffer.from(text.join('\r\n')));
  if (item.kind !== 'event') throw new Error('it is an event');
  return item;
}

const planOf = (item: EventSeries): SeriesPlan | null =>
  planSeries(item, { place: BERLIN, homeZone: 'Europe/Berlin', now: NOW });

/** When Exchange would show it, before `until`. */
function shown(plan: SeriesPlan, until: number): readonly number[] {
  const { recurrence } = plan;
  if (recurrence === null) return [plan.start];
  const [year = 0, month = 0, date = 0] = recurrence.startDate.split('-').map(Number);
  const first = dayOf(year, month, date);
  const timeOfDay = wallAt(plan.start, BERLIN, 'UTC') - first * DAY_MS;
  const deleted = new Set(plan.deleted.map(({ slot }) => slot.index));
  const changed = new Map(plan.changed.map((one) => [one.slot.index, one.occurrence.start]));
  const lastChanged = Math.max(0, ...changed.keys());
  const starts: number[] = [];
  let index = 0;
  for (const day of patternDays(recurrence.pattern, first)) {
    index += 1;
    const { range } = recurrence;
    if (range.is === 'numbered' && index > range.count) break;
    if (range.is === 'until' && dateText(day) > range.endDate) break;
    const regular = instantOnWall(wallMs(day * DAY_MS + timeOfDay), BERLIN, 'UTC');
    // A moved one may lie years before its slot.
    if (regular > until && index > lastChanged) break;
    if (!deleted.has(index)) starts.push(changed.get(index) ?? regular);
  }
  return starts.filter((start) => start < until).sort((one, other) => one - other);
}

function wanted(item: EventSeries, until: number): readonly number[] {
  const options = { from: instant(0), until: instant(until), homeZone: 'Europe/Berlin', occurrencesMax: 5000 };
  return expandSeries(item, options).map(({ start }) => start);
}

const UNTIL = Date.UTC(2031, 0, 1);
const start = 'DTSTART;TZID=Europe/Berlin:20260302T090000';

describe('a series that Exchange can express', () => {
  test.each([
    { rule: 'FREQ=DAILY;INTERVAL=3', pattern: 'daily' },
    { rule: 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', pattern: 'weekly' },
    { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU', pattern: 'weekly' },
    { rule: 'FREQ=MONTHLY;BYDAY=MO,TH', pattern: 'weekly' },
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=2;INTERVAL=5', pattern: 'absolute-monthly' },
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=-1', pattern: 'relative-monthly' },
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1', pattern: 'absolute-monthly' },
    { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1', pattern: 'relative-monthly' },
    { rule: 'FREQ=MONTHLY;BYDAY=1MO', pattern: 'relative-monthly' },
    { rule: 'FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1,2,3,4,5,6,7', pattern: 'relative-monthly' },
    { rule: 'FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=2', pattern: 'absolute-monthly' },
    { rule: 'FREQ=YEARLY', pattern: 'absolute-yearly' },
    { rule: 'FREQ=YEARLY;INTERVAL=2', pattern: 'absolute-monthly' },
    { rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=1MO', pattern: 'relative-yearly' },
    { rule: 'FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=2', pattern: 'absolute-monthly' },
  ])('$rule is a pattern that is $pattern', ({ rule, pattern }) => {
    for (const end of ['', ';COUNT=7', ';UNTIL=20300101T000000Z']) {
      const item = series([start, `RRULE:${rule}${end}`]);
      const plan = planOf(item);
      expect(plan?.recurrence?.pattern.is).toBe(pattern);
      expect(plan).toMatchObject({ missing: [], deleted: [] });
      if (plan !== null) expect(shown(plan, UNTIL)).toEqual(wanted(item, UNTIL));
    }
  });

  test.each([
    {
      what: 'dates that follow no rule',
      lines: ['RDATE;TZID=Europe/Berlin:20260305T090000,20260401T170000,20270102T090000'],
    },
    { what: 'a fifth Monday that most months lack', lines: ['RRULE:FREQ=MONTHLY;BYDAY=5MO;COUNT=9'] },
    { what: 'a 31st that most months lack', lines: ['RRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=9'] },
    { what: 'weeks of the year', lines: ['RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=8'] },
    { what: 'several days of a month', lines: ['RRULE:FREQ=MONTHLY;BYMONTHDAY=2,11,23;COUNT=20'] },
    { what: 'a start that the rule does not have', lines: ['RRULE:FREQ=WEEKLY;BYDAY=WE'] },
    { what: 'a start that shows its rule wrong only years later', lines: ['RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=1'] },
    {
      what: 'days that are moved by years',
      lines: ['RRULE:FREQ=DAILY;BYMONTH=3;BYMONTHDAY=2,16;BYSETPOS=-1;COUNT=25'],
    },
    { what: 'two rules', lines: ['RRULE:FREQ=WEEKLY;COUNT=5', 'RRULE:FREQ=MONTHLY;COUNT=5;BYMONTHDAY=5'] },
    {
      what: 'a date added where one was taken out',
      lines: [
        'RRULE:FREQ=WEEKLY',
        'EXDATE;TZID=Europe/Berlin:20260316T090000',
        'RDATE;TZID=Europe/Berlin:20260317T110000',
      ],
    },
    { what: 'a rule of exceptions', lines: ['RRULE:FREQ=DAILY;COUNT=40', 'EXRULE:FREQ=WEEKLY;BYDAY=SA,SU;COUNT=8'] },
  ])('has $what, day by day', ({ lines }) => {
    const item = series([start, ...lines]);
    const plan = planOf(item);
    expect(plan?.missing).toEqual([]);
    if (plan !== null) expect(shown(plan, UNTIL)).toEqual(wanted(item, UNTIL));
  });

  test('is as it was changed to, before and after a change for all later occurrences', () => {
    const later = [
      'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260316T090000',
      'DTSTART;TZID=Europe/Berlin:20260316T110000',
      'SUMMARY:Later',
    ];
    const item = series([start, 'SUMMARY:Before', 'RRULE:FREQ=WEEKLY'], [later]);
    const plan = planOf(item);
    expect(plan).toMatchObject({ base: { summary: 'Later' }, missing: [] });
    expect(plan?.changed.map(({ slot, occurrence }) => [slot.index, occurrence.details.summary])).toEqual([
      [1, 'Before'],
      [2, 'Before'],
    ]);
    if (plan !== null) expect(shown(plan, UNTIL)).toEqual(wanted(item, UNTIL));
  });
});

describe('a series that Exchange cannot express', () => {
  test.each([
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=31', missing: ['later days'], pattern: 'absolute-monthly' },
    { rule: 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', missing: ['later days'], pattern: 'relative-monthly' },
    { rule: 'FREQ=MONTHLY;BYMONTHDAY=2,16', missing: ['recurrence'], pattern: 'absolute-monthly' },
    { rule: 'FREQ=HOURLY;INTERVAL=12', missing: ['recurrence'], pattern: 'daily' },
    { rule: 'FREQ=YEARLY;RSCALE=HEBREW', missing: ['recurrence'], pattern: undefined },
  ])('$rule has the nearest pattern, and says what is missing', ({ rule, missing, pattern }) => {
    const item = series(['DTSTART;TZID=Europe/Berlin:20260302T090000', `RRULE:${rule}`]);
    const plan = planOf(item);
    expect(plan?.missing).toEqual(missing);
    expect(plan?.recurrence?.pattern.is).toBe(pattern);
    if (plan === null || pattern === undefined) return;
    const all = new Set(wanted(item, UNTIL));
    // Nothing is shown that is not there; for ten years, nothing is missing where single days were mended.
    expect(shown(plan, UNTIL).filter((one) => !all.has(one))).toEqual([]);
    if (missing.includes('later days')) expect(shown(plan, UNTIL)).toEqual([...all]);
  });

  test('is nothing when all of its occurrences are taken out', () => {
    expect(planOf(series([start, 'RRULE:FREQ=DAILY;COUNT=1', 'EXDATE;TZID=Europe/Berlin:20260302T090000']))).toBeNull();
  });

  test('is an event of its own when only one of its occurrences is known', () => {
    const plan = planOf(series([start, 'RECURRENCE-ID;TZID=Europe/Berlin:20260302T080000']));
    expect(plan).toMatchObject({ recurrence: null, missing: ['its series'] });
  });
});

describe('whatever a rule says', () => {
  const days = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
  const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
    fc.option(fc.uniqueArray(one, { minLength: 1, maxLength: 3 }), { nil: [], freq: 2 });
  const nth = fc.option(fc.constantFrom(1, 2, 3, 4, 5, -1, -2), { nil: null, freq: 2 });
  const rule = fc
    .record({
      freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
      interval: fc.integer({ min: 1, max: 4 }),
      byDay: some(days),
      nth,
      byMonthDay: some(fc.constantFrom(1, 2, 13, 15, 28, 29, 30, 31, -1)),
      byMonth: some(fc.integer({ min: 1, max: 12 })),
      setPos: fc.option(fc.constantFrom(1, 2, -1), { nil: null, freq: 3 }),
      end: fc.constantFrom('', ';COUNT=6', ';COUNT=25', ';UNTIL=20271231T000000Z'),
      weekStart: fc.constantFrom('MO', 'SU'),
    })
    .map((one) => {
      const isMonths = one.freq === 'MONTHLY' || (one.freq === 'YEARLY' && one.byMonth.length > 0);
      const dayTexts = one.byDay.map((name) => `${isMonths && one.nth !== null ? one.nth : ''}${name}`);
      const isNumbered = isMonths && one.nth !== null && one.byDay.length > 0;
      const monthDays = one.freq === 'WEEKLY' || isNumbered ? [] : one.byMonthDay;
      const hasList = dayTexts.length + monthDays.length > 0;
      return [
        `FREQ=${one.freq};INTERVAL=${one.interval};WKST=${one.weekStart}`,
        dayTexts.length > 0 ? `;BYDAY=${dayTexts.join(',')}` : '',
        monthDays.length > 0 ? `;BYMONTHDAY=${monthDays.join(',')}` : '',
        one.byMonth.length > 0 ? `;BYMONTH=${one.byMonth.join(',')}` : '',
        one.setPos !== null && hasList && !isNumbered ? `;BYSETPOS=${one.setPos}` : '',
        one.end,
      ].join('');
    });

  test('Exchange shows exactly what iCalendar says, or what is missing is said', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(rule, fc.integer({ min: 0, max: 400 }), (text, offset) => {
        const first = dateText(dayOf(2026, 1, 1) + offset).replaceAll('-', '');
        const item = series([`DTSTART;TZID=Europe/Berlin:${first}T090000`, `RRULE:${text}`]);
        const plan = planOf(item);
        if (plan === null || plan.missing.includes('recurrence')) return;
        expect(shown(plan, UNTIL)).toEqual(wanted(item, UNTIL));
      }),
      { numRuns: 120 },
    );
  });

  test('hours of the wall stay the same when the clock changes', () => {
    const item = series(['DTSTART;TZID=Europe/Berlin:20260320T090000', 'RRULE:FREQ=DAILY;COUNT=20']);
    const plan = planOf(item);
    expect(plan?.changed).toEqual([]);
    const starts = plan === null ? [] : shown(plan, UNTIL);
    expect((starts[19] ?? 0) - (starts[0] ?? 0)).toBe(19 * DAY_MS - HOUR_MS);
  });
});
