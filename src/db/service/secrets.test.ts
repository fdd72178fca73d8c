import { describe, expect, test } from 'vitest';
import { addCustomer, KEY, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { assert } from '../../base/assert.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { systemRandom } from '../../base/random.ts';
import { SealingKey } from '../../base/sealing-key.ts';
import { Secret } from '../../base/secret.ts';
import type { PersonId } from '../../model/organisation.ts';
import { keyUse } from './sealed-tables.ts';
import { openStore } from './store.ts';

const db = await freshDatabase();
const store = testStore(db);
const mine = await addCustomer(store, 'Mine');

describe('passwords', () => {
  test('come back by the key that sealed them, and are nowhere in clear', async () => {
    const found = await store.inTenant(mine.organisation, (tenant) => tenant.passwords(mine.mailbox));
    expect(Object.fromEntries([...found].map(([place, password]) => [place, password.reveal()]))).toEqual({
      'source 0': 'kept-secret-source',
      target: 'kept-secret-target',
    });
    const rows = await db.query<{ sealed: Buffer; key_id: string }>(sql('select sealed, key_id from secrets'));
    expect(rows.map(({ sealed }) => sealed.toString('latin1')).join()).not.toContain('kept-secret');
    expect(new Set(rows.map(({ key_id: keyId }) => keyId))).toEqual(new Set([KEY.id]));
  });

  test('stay closed to another key', async () => {
    const other = openStore(db, {
      keys: new KeyRing([new SealingKey(Buffer.alloc(32, 2))]),
      addJobs: async () => undefined,
    });
    const asked = other.inTenant(mine.organisation, (tenant) => tenant.passwords(mine.mailbox));
    await expect(asked).rejects.toMatchObject({ code: 'secret.other-key' });
  });

  test('stay closed in the row of another mailbox', async () => {
    const { organisation, mailbox } = await addCustomer(store, 'Swapped');
    const text = `
      update secrets set sealed = (select sealed from secrets where mailbox_id = $1 and place = $3)
      where mailbox_id = $2 and place = $3`;
    await db.query({ name: '', text, values: [mine.mailbox, mailbox, 'target'] });
    const asked = store.inTenant(organisation, (tenant) => tenant.passwords(mailbox));
    await expect(asked).rejects.toMatchObject({ code: 'secret.damaged' });
  });
});

describe('the secret of a second factor', () => {
  const person = { name: 'Eve', role: 'operator', organisation: null } as const;
  const [eve, mallory] = [systemRandom.id(), systemRandom.id()] as PersonId[];
  const begin = async (id: PersonId | undefined, secret: string) =>
    store.inHouse(async (house) => {
      assert(id !== undefined, 'there are two');
      await house.addPerson({ ...person, id, address: `${id}@godwit.example` }, 'no hash');
      await house.beginSecondFactor(id, new Secret(secret));
      return id;
    });

  test('opens for its person and with its key alone', async () => {
    const [hers, his] = [await begin(eve, 'hers'), await begin(mallory, 'his')];
    const opened = await store.inHouse((house) => house.secondFactor(hers));
    expect(opened?.secret.reveal()).toBe('hers');
    const other = openStore(db, {
      keys: new KeyRing([new SealingKey(Buffer.alloc(32, 2))]),
      addJobs: async () => undefined,
    });
    await expect(other.inHouse((house) => house.secondFactor(hers))).rejects.toMatchObject({
      code: 'secret.other-key',
    });
    const text = `
      update second_factors set sealed = (select sealed from second_factors where person_id = $1) where person_id = $2`;
    await db.query({ name: '', text, values: [his, hers] });
    await expect(store.inHouse((house) => house.secondFactor(hers))).rejects.toMatchObject({ code: 'secret.damaged' });
  });

  test('keeps its key from being forgotten', async () => {
    await db.query(sql('delete from secrets'));
    expect([...(await keyUse(db)).keys()]).toEqual([KEY.id]);
  });
});

function sql(text: string) {
  return { name: '', text, values: [] };
}
