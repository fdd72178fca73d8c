import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator } from '../../test/service/api.ts';
import { ANY_BYTES } from '../../test/service/programs.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openBudgets } from '../main/service/shared-budgets.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const URL = '/api/settings/work';
const NOTHING = {
  mailboxesAtOnce: null,
  mailboxesPerHost: null,
  connectionsPerHost: null,
  requestsPerAccount: null,
  bytesPerSecondPerHost: null,
  bytesPerSecondPerAccount: null,
};
const STARTED = {
  mailboxesAtOnce: 4,
  mailboxesPerHost: 16,
  connectionsPerHost: 64,
  requestsPerAccount: 16,
  ...ANY_BYTES,
};

test('operators set how much is worked on at once, with a reason, and it is kept who changed what from what', async () => {
  expect((await operator.ask('GET', URL)).json()).toEqual({ ...NOTHING, hosts: {} });
  const first = { mailboxesAtOnce: 8, hosts: { 'IMAP.example.com': { connections: 3 } }, reason: 'the weekend' };
  expect((await operator.ask('PUT', URL, first)).statusCode).toBe(200);
  const second = await operator.ask('PUT', URL, { mailboxesAtOnce: 2, requestsPerAccount: 9, reason: 'Monday' });
  expect(second.json()).toEqual({ ...NOTHING, mailboxesAtOnce: 2, requestsPerAccount: 9, hosts: {} });
  expect((await operator.ask('GET', URL)).json()).toEqual(second.json());
  const events: readonly object[] = (await operator.ask('GET', '/api/events')).json().items;
  expect(events.slice(-2)).toEqual([
    expect.objectContaining({
      name: 'set-work',
      reason: 'the weekend',
      facts: { mailboxesAtOnce: '– → 8', 'connections to imap.example.com': '– → 3' },
    }),
    expect.objectContaining({
      name: 'set-work',
      reason: 'Monday',
      facts: { mailboxesAtOnce: '8 → 2', requestsPerAccount: '– → 9', 'connections to imap.example.com': '3 → –' },
    }),
  ]);
});

test.each([
  ['without a reason', { mailboxesAtOnce: 8 }, 'project.reason-missing'],
  ['with nothing at once', { mailboxesAtOnce: 0, reason: 'why' }, 'service.request-invalid'],
  ['with more than a machine bears', { mailboxesAtOnce: 33, reason: 'why' }, 'service.request-invalid'],
  ['with more than Exchange takes', { requestsPerAccount: 28, reason: 'why' }, 'service.request-invalid'],
  ['with fewer bytes than can be shared', { bytesPerSecondPerHost: 65_535, reason: 'why' }, 'service.request-invalid'],
  ['with a word that nobody knows', { mailboxes: 3, reason: 'why' }, 'service.request-invalid'],
  ['with a host that is none', { hosts: { 'a b': { connections: 1 } }, reason: 'why' }, 'service.request-invalid'],
])('nothing is set %s', async (_, body, code) => {
  const before = (await operator.ask('GET', URL)).json();
  expect((await operator.ask('PUT', URL, body)).json().code).toBe(code);
  expect((await operator.ask('GET', URL)).json()).toEqual(before);
});

test('every program hears of it at once, and its share of a host grows and shrinks with it', async () => {
  await operator.ask('PUT', URL, { reason: 'as it was' });
  await using budgets = await openBudgets({ db, clock: systemClock, log: silentLog, holder: 'one', started: STARTED });
  const { bounds } = budgets;
  const changed = (): Promise<void> => new Promise((resolve) => bounds.watch(() => resolve()));
  const never = new AbortController().signal;
  const share = budgets.connections('Imap.Example.com');
  const places = await Promise.all(Array.from({ length: 5 }, () => share.enter(never, () => undefined)));
  expect([bounds.now, bounds.at('imap.example.com')]).toEqual([
    STARTED,
    { mailboxes: 16, connections: 64, bytesPerSecond: ANY_BYTES.bytesPerSecondPerHost },
  ]);

  const less = changed();
  const askedAt = systemClock.now();
  const hosts = { 'imap.example.com': { connections: 2, mailboxes: 20, bytesPerSecond: 70_000 } };
  const pace = budgets.bytesFrom('IMAP.example.com');
  expect(pace.take(10 ** 9, never)).toBeNull();
  await operator.ask('PUT', URL, { mailboxesAtOnce: 9, hosts, reason: 'the host complains' });
  await less;
  expect(systemClock.now() - askedAt).toBeLessThan(2000);
  expect(bounds.now).toEqual({ ...STARTED, mailboxesAtOnce: 9 });
  expect(bounds.at('imap.example.com')).toEqual({ mailboxes: 20, connections: 2, bytesPerSecond: 70_000 });
  expect(bounds.mailboxesAtAnyHost).toBe(20);
  expect(pace).toBe(budgets.bytesFrom('imap.example.com'));
  // 65,536 pass in this second, and no more.
  const some = pace.take(60_000, never);
  expect(some).not.toBeNull();
  await some;
  expect(budgets.bytesFrom('elsewhere.example.com').take(10 ** 9, never)).toBeNull();
  expect(budgets.bytesTo('imap.example.com', 'ann').take(10 ** 9, never)).toBeNull();
  // What is open stays open; until three are closed there is no other one.
  while (share.limit > 2) await systemClock.sleep(10, never);
  for (const place of places.splice(0, 3)) place.release();
  expect(share.tryEnter()).toBeNull();
  places.shift()?.release();
  expect(share.tryEnter()).not.toBeNull();
});
