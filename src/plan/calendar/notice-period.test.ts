import { describe, expect, test } from 'vitest';
import { dateText } from '../../base/civil-days.ts';
import { instant } from '../../base/clock.ts';
import { momentOf, wallAt } from '../../base/wall-clock.ts';
import { answerDueAt, answerWords, earliestDay, noticeWords } from './notice-period.ts';
import { holidayTrouble, publicHolidays } from './public-holidays.ts';

const at = (text: string) => instant(Date.parse(text));

async function holidaysOf(country: string | null, region: string | null = null, extra: readonly string[] = []) {
  return new Set((await publicHolidays({ country, region, extra }, 2025, 2029)).keys());
}

describe('five full business days between the request and the move', () => {
  test.each([
    // Each of the days from the request to the first that can be chosen was counted on a printed calendar of the country.
    ['DE', null, 'Europe/Berlin', '2026-12-21T09:00:00Z', '2026-12-30', 'two days of Christmas'],
    ['DE', null, 'Europe/Berlin', '2027-01-04T09:00:00Z', '2027-01-12', 'no Epiphany in the whole of Germany'],
    ['DE', 'BY', 'Europe/Berlin', '2027-01-04T09:00:00Z', '2027-01-13', 'Epiphany in Bavaria'],
    ['US', null, 'America/New_York', '2026-11-20T15:00:00Z', '2026-12-01', 'Thanksgiving'],
    [
      'GB',
      'ENG',
      'Europe/London',
      '2026-12-23T12:00:00Z',
      '2027-01-05',
      'Boxing Day on a Saturday, a day in its stead',
    ],
    ['FR', null, 'Europe/Paris', '2027-05-03T08:00:00Z', '2027-05-12', 'Ascension'],
    ['JP', null, 'Asia/Tokyo', '2027-04-28T01:00:00Z', '2027-05-12', 'four days of the golden week'],
    ['AU', 'NSW', 'Australia/Sydney', '2027-03-25T01:00:00Z', '2027-04-06', 'Easter'],
    ['ZA', null, 'Africa/Johannesburg', '2027-03-19T08:00:00Z', '2027-04-01', 'a Sunday moved to Monday, and Easter'],
    ['PL', null, 'Europe/Warsaw', '2026-12-18T08:00:00Z', '2026-12-30', 'Christmas Eve, free since 2025'],
    ['SE', null, 'Europe/Stockholm', '2027-01-05T08:00:00Z', '2027-01-14', 'Epiphany'],
    ['BR', null, 'America/Sao_Paulo', '2026-11-18T15:00:00Z', '2026-11-27', 'Consciência Negra'],
    ['IN', null, 'Asia/Kolkata', '2027-01-22T05:00:00Z', '2027-02-02', 'Republic Day'],
  ])('%s %s: asked for at %s %s, the first day is %s (%s)', async (country, region, zone, asked, first, why) => {
    const requestedOn = wallAt(zone, at(asked)).day;
    expect(dateText(earliestDay(requestedOn, 5, await holidaysOf(country, region))), why).toBe(first);
  });

  test.each([
    // One moment, which is another day elsewhere.
    ['2026-11-23T23:30:00Z', 'America/Los_Angeles', '2026-12-01'],
    ['2026-11-23T23:30:00Z', 'UTC', '2026-12-01'],
    ['2026-11-23T23:30:00Z', 'Europe/Berlin', '2026-12-02'],
    ['2026-11-23T23:30:00Z', 'Pacific/Kiritimati', '2026-12-02'],
    ['2026-11-23T10:30:00Z', 'Pacific/Pago_Pago', '2026-11-28'],
    // The last and the first minute of a day.
    ['2026-11-23T22:59:59Z', 'Europe/Berlin', '2026-12-01'],
    ['2026-11-23T23:00:00Z', 'Europe/Berlin', '2026-12-02'],
    // On a Friday, a Saturday and a Sunday: none of them counts, and the first day may be a Saturday.
    ['2026-11-20T12:00:00Z', 'UTC', '2026-11-28'],
    ['2026-11-21T12:00:00Z', 'UTC', '2026-11-28'],
    ['2026-11-22T12:00:00Z', 'UTC', '2026-11-28'],
    // Over a leap day, and over the end of a year.
    ['2028-02-22T12:00:00Z', 'UTC', '2028-03-01'],
    ['2026-12-28T12:00:00Z', 'UTC', '2027-01-05'],
  ])('asked for at %s by the clock of %s, the first day is %s', (asked, zone, first) => {
    expect(dateText(earliestDay(wallAt(zone, at(asked)).day, 5, new Set()))).toBe(first);
  });

  test('begin with the first minute of the first day, by the clock of the zone on that day', () => {
    // Clocks are set forward on 28 March 2027 in Berlin, and back on 1 November 2026 in New York.
    const first = (zone: string, asked: string) =>
      new Date(
        momentOf(zone, { day: earliestDay(wallAt(zone, at(asked)).day, 5, new Set()), minute: 0 }),
      ).toISOString();
    expect(first('Europe/Berlin', '2027-03-15T12:00:00Z')).toBe('2027-03-22T23:00:00.000Z');
    expect(first('Europe/Berlin', '2027-03-22T12:00:00Z')).toBe('2027-03-29T22:00:00.000Z');
    expect(first('America/New_York', '2026-10-26T12:00:00Z')).toBe('2026-11-03T05:00:00.000Z');
  });

  test('are none, or as many as the arrangement says', () => {
    const monday = wallAt('UTC', at('2026-11-23T12:00:00Z')).day;
    expect([0, 1, 4, 5, 10].map((days) => dateText(earliestDay(monday, days, new Set())))).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-28',
      '2026-12-01',
      '2026-12-08',
    ]);
  });

  test('are told in words that name the days', () => {
    const requestedOn = wallAt('UTC', at('2026-11-23T12:00:00Z')).day;
    const earliest = earliestDay(requestedOn, 5, new Set());
    expect(noticeWords({ requestedOn, noticeDays: 5, earliest, zone: 'Europe/Berlin' })).toBe(
      'Between the day of the request and the move lie at least 5 full business days. The day of the request, Monday, 23 November ' +
        '2026, does not count, and neither do Saturdays, Sundays and holidays. So the first day that can be chosen is Tuesday, ' +
        '1 December 2026, from its first minute on, by the clock of Europe/Berlin.',
    );
  });
});

describe('a confirmation within five business days', () => {
  test.each([
    ['2026-11-23T08:00:00Z', 'Europe/Berlin', '2026-11-30T23:00:00Z'],
    ['2026-11-23T22:59:59Z', 'Europe/Berlin', '2026-11-30T23:00:00Z'],
    ['2026-11-23T23:00:00Z', 'Europe/Berlin', '2026-12-01T23:00:00Z'],
    ['2026-11-21T12:00:00Z', 'Europe/Berlin', '2026-11-27T23:00:00Z'],
    ['2027-03-22T08:00:00Z', 'Europe/Berlin', '2027-03-29T22:00:00Z'],
    ['2026-10-26T12:00:00Z', 'America/New_York', '2026-11-03T05:00:00Z'],
    // Clocks go from 24:00 to 1:00 when the last day ends: it ends in the same moment.
    ['2027-04-22T12:00:00Z', 'Africa/Cairo', '2027-04-29T22:00:00Z'],
    ['2026-12-29T12:00:00Z', 'Asia/Kathmandu', '2027-01-05T18:15:00Z'],
  ])('to an answer at %s by the clock of %s is due before %s', (answered, zone, due) => {
    expect(new Date(answerDueAt(at(answered), 5, new Set(), zone)).toISOString()).toBe(due.replace('Z', '.000Z'));
  });

  test('leaves out holidays, and is told in words', async () => {
    const holidays = await holidaysOf('DE', null, ['2026-12-24', '2026-12-31']);
    const due = answerDueAt(at('2026-12-21T12:00:00Z'), 5, holidays, 'Europe/Berlin');
    expect(answerWords(due, 5, 'Europe/Berlin')).toBe(
      'The date is confirmed within 5 business days. The day on which the answer was complete does not count, and neither do ' +
        'Saturdays, Sundays and holidays: the last moment is the end of Wednesday, 30 December 2026 (Europe/Berlin).',
    );
    expect(new Date(answerDueAt(at('2026-12-21T12:00:00Z'), 0, holidays, 'UTC')).toISOString()).toContain(
      '2026-12-22T00:00',
    );
  });
});

describe('holidays', () => {
  test('that last for days are free on each of them, and extra days have a name', async () => {
    const named = await publicHolidays({ country: 'CN', region: null, extra: ['2027-02-12'] }, 2027, 2027);
    const february = [...named].filter(([day]) => dateText(day).startsWith('2027-02'));
    expect(february.map(([day]) => dateText(day))).toEqual(['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-12']);
    expect(february.at(-1)?.[1]).toBe('free by decision');
  });

  test('are of nobody where nobody chose a country', async () => {
    expect(await publicHolidays({ country: null, region: null, extra: [] }, 2026, 2027)).toEqual(new Map());
  });

  test.each([
    [{ country: 'DE', region: 'BY' }, null],
    [{ country: null, region: null }, null],
    [{ country: null, region: 'BY' }, 'A region needs its country.'],
    [{ country: 'XX', region: null }, 'No holidays of XX are known; DE is Germany.'],
    [{ country: 'DE', region: 'XX' }, expect.stringContaining('DE has no region XX; it has BB,')],
    [{ country: 'constructor', region: null }, expect.stringContaining('No holidays')],
  ])('of %j are known, or it is said what is not', async (choice, trouble) => {
    expect(await holidayTrouble({ ...choice, extra: [] })).toEqual(trouble);
  });
});
