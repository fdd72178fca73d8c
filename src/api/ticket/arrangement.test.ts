import { afterAll, describe, expect, test } from 'vitest';
import type { Asker } from '../../../test/service/api.ts';
import { ticketStage } from '../../../test/service/ticket-stage.ts';

const stage = await ticketStage();
const { operator, admin } = stage;
afterAll(() => stage.api.close());
const WHOLE = { acknowledged: { version: 1, name: 'Ada' }, addresses: 'all' };

async function set(url: string, who: Asker, parts: object) {
  const { movingContacts: _, ...now } = (await admin.ask('GET', `${url}/arrangement`)).json();
  const answer = await who.ask('PUT', `${url}/arrangement`, { ...now, ...parts, reason: 'why' });
  return answer.statusCode === 200 ? answer.json() : answer.json().title;
}

describe('an arrangement', () => {
  test('is usual until somebody decides, and each change is told', async () => {
    const { url } = await stage.drafted();
    const usual = (await admin.ask('GET', `${url}/arrangement`)).json();
    expect(usual).toMatchObject({ way: 'non-stop', noticeDays: 5, answerDays: 5, confirms: 'operator', holdDays: 14 });
    const changed = await set(url, admin, { way: 'lock-out', holidays: { country: 'DE', region: 'BY', extra: [] } });
    expect(changed).toMatchObject({ way: 'lock-out', holidays: { country: 'DE', region: 'BY' } });
    const { items } = (await admin.ask('GET', `${url}/events`)).json();
    const facts = { way: 'non-stop → lock-out', holidays: expect.stringContaining('→ {"country":"DE"') };
    expect(items.at(-1)).toMatchObject({ name: 'arrange', reason: 'why', facts });
    expect(await set(url, admin, {})).toEqual(changed);
    expect((await admin.ask('GET', `${url}/events`)).json().items).toHaveLength(items.length);
  });

  test('is not the administrator’s to decide where it is the team’s promise', async () => {
    const { url } = await stage.drafted();
    expect(await set(url, admin, { noticeDays: 0, confirms: 'by-itself' })).toMatch(
      /Only an operator changes noticeDays, confirms\.$/,
    );
    expect(await set(url, operator, { noticeDays: 0, confirms: 'by-itself' })).toMatchObject({ noticeDays: 0 });
  });

  test('has contacts that do not move, and says so when they begin to', async () => {
    const { url } = await stage.drafted();
    for (const contact of ['ann@example.com', 'info@EXAMPLE.com', 'x@mail.example.com']) {
      expect(await set(url, admin, { contacts: [contact] }), contact).toMatch(/lies in a domain that moves/);
    }
    const outside = { contacts: ['ada@elsewhere.example'], movingContacts: [] };
    expect(await set(url, admin, { contacts: ['Ada@elsewhere.example'] })).toMatchObject(outside);
    const more = { sources: [{ address: 'imaps://m.example.com' }], target: { address: 'ews+https://x.example.com/' } };
    await admin.ask('POST', `${url}/mailboxes`, { mailboxes: [{ name: 'bob@elsewhere.example', ...more }] });
    const now = (await admin.ask('GET', `${url}/arrangement`)).json();
    expect(now.movingContacts).toEqual(['ada@elsewhere.example']);
  });

  test.each([
    [{ holidays: { country: 'XX', region: null, extra: [] } }, 'No holidays of XX'],
    [{ holidays: { country: 'DE', region: 'XX', extra: [] } }, 'no region XX'],
    [{ holidays: { country: 'DE', region: null, extra: ['2026-02-30'] } }, 'extra'],
    [{ holdDays: 13 }, 'holdDays'],
    [{ quietHours: { fromMinute: 1440, untilMinute: 0 } }, 'fromMinute'],
  ])('is not %j', async (parts, why) => {
    const { url } = await stage.drafted();
    expect(await set(url, operator, parts)).toContain(why);
  });

  test('cannot be changed any more in what led to the beginning, once that is over', async () => {
    const { url, say } = await stage.planned();
    await say(admin, 'answer', { ...WHOLE, wished: { at: '2026-12-02T09:00Z' } });
    await say(operator, 'confirmation', {});
    expect(await set(url, operator, { way: 'lock-out' })).toMatchObject({ way: 'lock-out' });
    await operator.ask('POST', `${url}/acts`, { act: 'start' });
    expect(await set(url, operator, { way: 'non-stop' })).toMatch(/It has begun: way cannot be changed/);
    expect(await set(url, operator, { noticeDays: 1, holidays: { country: 'FR', region: null, extra: [] } })).toMatch(
      /noticeDays, holidays/,
    );
    expect(await set(url, admin, { holdDays: 30 })).toMatchObject({ holdDays: 30 });
    await admin.ask('POST', `${url}/acts`, { act: 'cancel', reason: 'they stay' });
    expect(await set(url, admin, { holdDays: 40 })).toMatch(/that is final/);
  });

  test('is not overwritten by somebody who saw an earlier one', async () => {
    const { url } = await stage.drafted();
    const seen = await admin.ask('GET', `${url}/arrangement`);
    const { movingContacts: _, ...now } = seen.json();
    const careful = admin.with({ 'if-match': String(seen.headers['etag']) });
    const put = (holdDays: number) => careful.ask('PUT', `${url}/arrangement`, { ...now, holdDays, reason: null });
    expect((await put(20)).statusCode).toBe(200);
    expect((await put(30)).json()).toMatchObject({ code: 'service.changed-meanwhile' });
    expect((await admin.ask('GET', `${url}/arrangement`)).json().holdDays).toBe(20);
  });
});

describe('the dates of a project', () => {
  test('are the next free ones, with why the others are not', async () => {
    const { url } = await stage.planned();
    const holidays = { country: 'DE', region: null, extra: ['2026-12-03'] };
    await set(url, operator, { startDays: 'business-days', holidays });
    const span = { is: 'once', from: '2026-12-07T12:00:00Z', until: '2026-12-07T20:00:00Z' };
    await admin.ask('POST', `${url}/blackouts`, { reason: 'the line is being repaired', span });
    const { days, words, earliest } = (await admin.ask('GET', `${url}/dates?from=2026-11-30&count=4`)).json();
    expect([earliest, words]).toEqual(['2026-12-01', expect.stringContaining('at least 5 full business days')]);
    expect(days.map((one: Day) => [one.day, ...one.why.map(({ is }) => is)])).toEqual([
      ['2026-11-30', 'early'],
      ['2026-12-01'],
      ['2026-12-02'],
      ['2026-12-03', 'holiday'],
      ['2026-12-04'],
      ['2026-12-05', 'weekend'],
      ['2026-12-06', 'weekend'],
      ['2026-12-07', 'blackout'],
      ['2026-12-08'],
    ]);
    expect(days.at(-1)).toMatchObject({ at: '2026-12-08T17:00:00Z', isFree: true, left: null });
    await set(url, admin, { way: 'lock-out' });
    const morning = (await admin.ask('GET', `${url}/dates?count=1`)).json().days;
    expect(morning).toMatchObject([{ day: '2026-12-01', at: '2026-12-01T07:00:00Z', isFree: true }]);
  });

  test.each([
    ['from=2040-01-01', 'years ahead'],
    ['from=tomorrow', '/from'],
    ['time=25:00', '/time'],
    ['count=0', '/count'],
  ])('are not asked for with %s', async (query, why) => {
    const { url } = await stage.drafted();
    const answer = await admin.ask('GET', `${url}/dates?${query}`);
    expect([answer.statusCode, answer.json().title]).toEqual([400, expect.stringContaining(why)]);
  });
});

interface Day {
  readonly day: string;
  readonly why: readonly { readonly is: string }[];
}

describe('the calendar of a project', () => {
  test('has dates, waves with their lengths, blackouts and holidays of a month in one list', async () => {
    const { url, say } = await stage.planned();
    await set(url, operator, { holidays: { country: 'DE', region: null, extra: ['2026-12-24'] } });
    const wave = { name: 'Sales', startsAt: '2026-12-08T09:00:00Z', cutOverAt: '2026-12-10T09:00:00Z' };
    await admin.ask('POST', `${url}/waves`, wave);
    const span = { is: 'weekly', days: [0], fromMinute: 1320, untilMinute: 120, timeZone: null };
    await admin.ask('POST', `${url}/blackouts`, { reason: 'backups', span });
    await say(admin, 'answer', { ...WHOLE, wished: { at: '2026-12-11T18:00', zone: 'Europe/Berlin' } });
    const month = async (name: string) => (await admin.ask('GET', `${url}/calendar?month=${name}`)).json().items;
    const told = (items: Item[]) => items.map(({ is, from }) => `${is} ${from}`);
    expect(told(await month('2026-12'))).toEqual([
      'blackout 2026-12-06T21:00:00Z',
      'wave 2026-12-08T09:00:00Z',
      'cut-over 2026-12-10T09:00:00Z',
      'wished 2026-12-11T17:00:00Z',
      'blackout 2026-12-13T21:00:00Z',
      'blackout 2026-12-20T21:00:00Z',
      'holiday 2026-12-23T23:00:00Z',
      'holiday 2026-12-24T23:00:00Z',
      'holiday 2026-12-25T23:00:00Z',
      'blackout 2026-12-27T21:00:00Z',
    ]);
    await say(operator, 'confirmation', {});
    const confirmed = (await month('2026-12')).filter(({ is }: Item) => is === 'date' || is === 'hold');
    expect(confirmed).toMatchObject([
      { is: 'date', mailboxes: 1, until: null },
      { is: 'hold', until: '2026-12-25T17:00:00Z' },
    ]);
    expect((await admin.ask('GET', `${url}/calendar`)).json().month).toBe('2026-11');
    expect((await admin.ask('GET', `${url}/calendar?month=2026-13`)).statusCode).toBe(400);
  });
});

interface Item {
  readonly is: string;
  readonly from: string;
}
