import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { ABOUT } from '../../../test/service/programs.ts';
import { addCustomer, type Customer, NOW } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { urlOf } from '../../../test/setup/database-url.ts';
import { assert } from '../../base/assert.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom as random } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { keyUse, SEALED_COLUMNS, sealAnew } from '../../db/service/sealed-tables.ts';
import { announceKeys, changeSealingKey, HOLDER_SILENT_MS, sealingKeyId } from '../../db/service/sealing.ts';
import { openStore } from '../../db/service/store.ts';
import type { AnswerKey } from '../../model/answer.ts';
import type { PersonId } from '../../model/organisation.ts';
import { keepKeys } from '../service/service-chores.ts';
import { changeKey, runChangeKey } from './change-key.ts';
import { addKeyToFile, openKeys } from './sealing-key-file.ts';

const db = await freshDatabase();
const never = new AbortController().signal;
const environment = {};

async function newFolder(copyOf?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (copyOf !== undefined) await copyKeys(copyOf, folder);
  return folder;
}

async function copyKeys(from: string, to: string): Promise<void> {
  await writeFile(join(to, 'secret.key'), await readFile(join(from, 'secret.key')), { mode: 0o600 });
}

const storeWith = (keys: KeyRing) => openStore(db, { keys, addJobs: async () => undefined });

async function passwordsOf(keys: KeyRing, { organisation, mailbox }: Customer): Promise<string[]> {
  const found = await storeWith(keys).inTenant(organisation, (tenant) => tenant.passwords(mailbox));
  return [...found.values()].map((password) => password.reveal()).sort();
}

/** Columns of bytes with nothing sealed in them: hashes, and what browsers give away. */
const OPEN_BYTES = [
  'sha256',
  'token_hash',
  'code_hash',
  'challenge_hash',
  'visit_hash',
  'digest',
  'credential_id',
  'public_key',
];

test('every column with something sealed is in the list that is gone over when a key is changed', async () => {
  const text = `
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea' and column_name <> all ($1)`;
  const found = await db.query<{ name: string }>({ name: '', text, values: [OPEN_BYTES] });
  const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  expect(found.map(({ name }) => name).sort()).toEqual(listed.sort());
});

test('an answer that is kept for a day is given again after a change of the key, when the old one was removed', async () => {
  const folder = await newFolder();
  const ring = await openKeys(db, { folder, environment, random });
  const at = { now: NOW, keptSince: NOW, underWaySince: NOW };
  const [given, begun] = ['given', 'begun'].map((key) => ({ caller: random.id(), key: `${key} "twice"` }));
  assert(given !== undefined && begun !== undefined, 'both were made');
  const answer = { status: 201, type: 'application/json', body: '{"token":"shown once"}' };
  await storeWith(ring).inHouse(async (house) => {
    for (const asked of [given, begun]) await house.beginAnswer(asked, 'a print', at);
    await house.keepAnswer(given, answer);
  });
  const control = { signal: never, log: silentLog, say: () => undefined };
  const change = await changeKey(db, folder, control, { clock: fakeClock(NOW), random, environment });
  expect(change).toMatchObject({ removable: [ring.newest.id], stuck: 0, isComplete: true });
  const { newest } = await openKeys(db, { folder, environment, random });
  expect(newest.id).toBe(change.id);
  const again = storeWith(new KeyRing([newest]));
  const asks = (asked: AnswerKey, print: string) => again.inHouse((house) => house.beginAnswer(asked, print, at));
  expect(await asks(given, 'a print')).toEqual({ is: 'given', answer });
  expect(await asks(given, 'another print')).toEqual({ is: 'other' });
  expect(await asks(begun, 'a print')).toEqual({ is: 'under-way' });
  for (const table of ['answers', 'sealing_key', 'key_holders'])
    await db.query({ name: '', text: `delete from ${table}`, values: [] });
});

test('the key is changed while two programs go on, on two machines, and rows are added', async () => {
  const { here, there, clock, mine, other, customers, eve, old } = await twoMachines();

  // The other machine does not have the new key: nothing changes, and it is named.
  const deps = { clock, random, environment };
  const said: string[] = [];
  const control = { signal: never, log: silentLog, say: (line: string) => void said.push(line) };
  const refused = changeKey(db, here, control, deps);
  await expect(refused).rejects.toMatchObject({
    code: 'secret.key-not-everywhere',
    message: expect.stringMatching(/here 1, there 1/),
  });
  expect(await sealingKeyId(db)).toBe(old);
  expect(await passwordsOf(other, customers[0] as Customer)).toHaveLength(2);

  // It gets it, as the running program here does, and neither has to start again.
  await copyKeys(here, there);
  const choreDeps = { db, clock, log: silentLog, random, environment, purgePasswordsAfterDays: 30, about: () => ABOUT };
  await keepKeys({ ...choreDeps, ring: mine, stateFolder: here, worker: 'here 1' }, never);
  await keepKeys({ ...choreDeps, ring: other, stateFolder: there, worker: 'there 1' }, never);
  const id = mine.newest.id;
  expect(id).not.toBe(old);
  await changeSealingKey(db, id, clock.now());

  // One that began to seal anew is killed in the middle; meanwhile a row is added by the other.
  await killedInTheMiddle(mine, id);
  const half = await keyUse(db);
  expect(half.get(old)).toBe(21);
  expect(half.get(id)).toBe(100);
  customers.push(await addCustomer(storeWith(other), 'Added meanwhile'));
  expect((await keyUse(db)).get(id)).toBe(102);
  expect(await passwordsOf(other, customers[59] as Customer)).toEqual(['kept-secret-source', 'kept-secret-target']);

  // The same command goes on, makes no third key, and says which one may go.
  const change = await changeKey(db, here, control, deps);
  expect(change).toEqual({ id, removable: [old], stuck: 0, isComplete: true });
  expect((await readFile(join(here, 'secret.key'), 'utf8')).trim().split('\n')).toHaveLength(2);
  expect([...(await keyUse(db)).entries()]).toEqual([[id, 123]]);
  const alone = new KeyRing([other.newest]);
  for (const customer of customers) expect(await passwordsOf(alone, customer)).toHaveLength(2);
  const factor = await storeWith(alone).inHouse((house) => house.secondFactor(eve));
  expect(factor?.secret.reveal()).toBe('hers');
  expect(said.join()).not.toContain((await readFile(join(here, 'secret.key'), 'utf8')).trim().split('\n')[1]);
});

test('a program without the key that seals does not start, and one that is silent is not waited for', async () => {
  const [here, there] = [await newFolder(), await newFolder()];
  await db.query({ name: '', text: 'delete from secrets', values: [] });
  await db.query({ name: '', text: 'delete from second_factors', values: [] });
  await db.query({ name: '', text: 'delete from sealing_key', values: [] });
  await db.query({ name: '', text: 'delete from key_holders', values: [] });
  const mine = await openKeys(db, { folder: here, environment, random });
  await copyKeys(here, there);
  const left = await openKeys(db, { folder: there, environment, random });
  await announceKeys(db, left, 'left behind', NOW);
  mine.replace({ keys: await addKeyToFile({ folder: here, environment, random }) });
  const clock = fakeClock(NOW);
  await expect(changeSealingKey(db, mine.newest.id, clock.now())).rejects.toMatchObject({
    code: 'secret.key-not-everywhere',
  });
  clock.advance(HOLDER_SILENT_MS);
  await changeSealingKey(db, mine.newest.id, clock.now());
  await expect(announceKeys(db, left, 'left behind', clock.now())).rejects.toMatchObject({ code: 'secret.other-key' });
  // It still opens nothing wrongly and seals nothing: what it would seal is refused.
  await expect(addCustomer(storeWith(left), 'By the one left behind')).rejects.toMatchObject({
    code: 'secret.other-key',
  });
});

test('what cannot be opened stays as it is, and does not keep the others back', async () => {
  const folder = await newFolder();
  await db.query({ name: '', text: 'delete from secrets', values: [] });
  await db.query({ name: '', text: 'delete from sealing_key', values: [] });
  await db.query({ name: '', text: 'delete from key_holders', values: [] });
  const ring = await openKeys(db, { folder, environment, random });
  const [one, two] = [await addCustomer(storeWith(ring), 'One'), await addCustomer(storeWith(ring), 'Two')];
  const text = `update secrets set sealed = (select sealed from secrets where mailbox_id = $1 and place = 'target')
    where mailbox_id = $2 and place = 'target'`;
  await db.query({ name: '', text, values: [one.mailbox, two.mailbox] });
  const control = { signal: never, log: silentLog, say: () => undefined };
  const change = await changeKey(db, folder, control, { clock: fakeClock(NOW), random, environment });
  expect(change).toMatchObject({ stuck: 1, isComplete: false, removable: [] });
  expect(await passwordsOf(await openKeys(db, { folder, environment, random }), one)).toHaveLength(2);
});

test('the command has the database until it is done', async () => {
  await db.query({ name: '', text: 'delete from secrets', values: [] });
  await db.query({ name: '', text: 'delete from second_factors', values: [] });
  await db.query({ name: '', text: 'delete from sealing_key', values: [] });
  await db.query({ name: '', text: 'delete from key_holders', values: [] });
  const folder = await newFolder();
  const control = { signal: never, log: silentLog, say: () => undefined };
  const ofServer = { DATABASE_URL: urlOf(db.address) };
  const deps = { clock: fakeClock(NOW), random, environment: ofServer };
  const [first, second] = [await runChangeKey(folder, control, deps), await runChangeKey(folder, control, deps)];
  expect(second.removable).toContain(first.id);
  expect((await readFile(join(folder, 'secret.key'), 'utf8')).trim().split('\n')).toHaveLength(3);
});

/** Two programs with the same key, sixty customers with two passwords each, and a second factor. */
async function twoMachines() {
  const [here, there] = [await newFolder(), await newFolder()];
  const clock = fakeClock(NOW);
  const mine = await openKeys(db, { folder: here, environment, random });
  await copyKeys(here, there);
  const other = await openKeys(db, { folder: there, environment, random });
  const customers: Customer[] = [];
  for (let count = 0; count < 60; count++) customers.push(await addCustomer(storeWith(mine), `Customer ${count}`));
  const eve = random.id() as PersonId;
  await storeWith(other).inHouse(async (house) => {
    await house.addPerson(
      { id: eve, name: 'Eve', address: 'eve@x.example', role: 'operator', organisation: null },
      'no',
    );
    await house.beginSecondFactor(eve, new Secret('hers'));
  });
  await announceKeys(db, mine, 'here 1', clock.now());
  await announceKeys(db, other, 'there 1', clock.now());
  return { here, there, clock, mine, other, customers, eve, old: mine.newest.id };
}

async function killedInTheMiddle(ring: KeyRing, id: string): Promise<void> {
  const killed = new AbortController();
  const dying = { ...db, transaction: dieAfter(1, killed) };
  await sealAnew(dying, ring, id, killed.signal).catch((error: unknown) => expect(String(error)).toContain('killed'));
  expect(killed.signal.aborted).toBe(true);
}

/** Transactions go through so often, and then the process is gone: what it had begun is rolled back. */
function dieAfter(times: number, killed: AbortController): typeof db.transaction {
  let left = times;
  return (run) =>
    db.transaction(async (tx) => {
      const result = await run(tx);
      left -= 1;
      if (left >= 0) return result;
      killed.abort();
      throw new Error('killed');
    });
}
