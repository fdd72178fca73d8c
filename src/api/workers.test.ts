import { afterAll, expect, test } from 'vitest';
import { apiRig, firstOperator, newOrganisation, program, TOKEN } from '../../test/service/api.ts';
import { ABOUT } from '../../test/service/programs.ts';
import { addCustomer, KEY, NOW, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { type Instant, instant } from '../base/clock.ts';
import { KeyRing } from '../base/key-ring.ts';
import { announceKeys, withdrawKeys } from '../db/service/sealing.ts';
import { PROGRAM_FORGOTTEN_MS, PROGRAM_SILENT_MS } from '../model/program.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
const { api } = rig;
afterAll(() => api.close());
const ring = new KeyRing([KEY]);
const operator = await firstOperator(rig);

/** The program spoke at that moment of its own clock, which was right, so long ago. */
async function speak(name: string, agoMs: number, at: Instant = NOW): Promise<void> {
  await announceKeys(db, ring, name, at, { ...ABOUT, host: name.split(' ')[0] ?? '' });
  const text = 'update key_holders set seen_at_ms = seen_at_ms - $2::bigint where holder = $1';
  await db.query({ name: '', text, values: [name, agoMs] });
}

async function workers() {
  const answer = await operator.ask('GET', '/api/workers');
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().items;
}

test('the programs are listed as they speak, with what they have in hand; silent ones as such, and old ones not at all', async () => {
  const { organisation, project, mailbox } = await addCustomer(store, 'Finch');
  await store.inTenant(organisation, (tenant) => tenant.claimMailbox(mailbox, 'there 7', NOW));
  await db.query({ name: '', text: "update project_mailboxes set state = 'copying'", values: [] });
  await speak('here 1', 0);
  await speak('there 7', PROGRAM_SILENT_MS + 5000);
  await speak('elsewhere 3', PROGRAM_FORGOTTEN_MS + 5000);
  await announceKeys(db, ring, 'rotate-key 5', NOW);

  const [here, there, ...more] = await workers();
  expect(more).toEqual([]);
  expect(here).toMatchObject({
    name: 'here 1',
    does: 'serve',
    host: 'here',
    version: '9.9.9',
    silent: false,
    inHand: [],
  });
  expect(here).toMatchObject({ bounds: ABOUT.bounds, since: '2027-01-15T08:00:00Z' });
  expect(there).toMatchObject({ name: 'there 7', silent: true });
  const held = { organisation, project, mailbox, state: 'copying', notedAt: '2027-01-15T08:00:00Z' };
  expect(there.inHand).toEqual([held]);

  await withdrawKeys(db, 'there 7');
  expect((await workers()).map(({ name }: { name: string }) => name)).toEqual(['here 1']);
});

test('a program whose clock is wrong is not taken for silent, and how wrong it is stands there', async () => {
  const [{ now }] = (await db.query<{ now: number }>({
    name: '',
    text: 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
    values: [],
  })) as [{ now: number }];
  await speak('slow 1', 0, instant(now - 3_600_000));
  const slow = (await workers()).find(({ name }: { name: string }) => name === 'slow 1');
  expect(slow.silent).toBe(false);
  expect(slow.clockAheadSeconds).toBeGreaterThan(-3605);
  expect(slow.clockAheadSeconds).toBeLessThan(-3595);
});

test('nobody but operators learns of them, whatever token they have', async () => {
  const { admin, url } = await newOrganisation(api, operator, 'Heron');
  expect((await admin.ask('GET', '/api/workers')).statusCode).toBe(403);
  const { token } = (await admin.ask('POST', `${url}/tokens`, TOKEN)).json();
  expect((await program(api, token).ask('GET', '/api/workers')).statusCode).toBe(403);
});
