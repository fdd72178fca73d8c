import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addCustomer, KEY, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { systemRandom } from '../../base/random.ts';
import { openKeys } from './sealing-key-file.ts';

const db = await freshDatabase();
const random = systemRandom;
/** That of `KEY`, with which the test store seals. */
const SEALED_WITH = Buffer.alloc(32, 1).toString('base64');

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-key-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('before anything is sealed', () => {
  test('a key is made once, in a file that only its owner may read', async () => {
    const folder = await newFolder();
    const made = await Promise.all([1, 2, 3].map(() => openKeys(db, { folder, environment: {}, random })));
    const again = await openKeys(db, { folder, environment: {}, random });
    expect(new Set(made.flatMap(({ ids }) => ids))).toEqual(new Set(again.ids));
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, 'secret.key'), 'utf8')).trim()).toHaveLength(44);
  });

  test('the environment is believed before the file', async () => {
    const folder = await newFolder();
    const key = await openKeys(db, { folder, environment: { GODWIT_SECRET_KEY: SEALED_WITH }, random });
    expect(key.ids).toEqual([KEY.id]);
  });

  test('a file that others may read is refused, and so is what is no key', async () => {
    const folder = await newFolder();
    const file = join(folder, 'secret.key');
    await writeFile(file, SEALED_WITH, { mode: 0o600 });
    await chmod(file, 0o640);
    const asked = () => openKeys(db, { folder, environment: {}, random });
    await expect(asked()).rejects.toMatchObject({
      code: 'secret.key-unusable',
      message: expect.stringMatching(/others may read/),
    });
    await writeFile(file, 'c2hvcnQ=');
    await chmod(file, 0o600);
    await expect(asked()).rejects.toMatchObject({
      code: 'secret.key-unusable',
      message: expect.stringMatching(/not 32 bytes/),
    });
  });
});

describe('once something is sealed', () => {
  test('no other key is made or taken', async () => {
    await addCustomer(testStore(db), 'Sealed');
    const folder = await newFolder();
    const asked = (environment: Record<string, string>) => openKeys(db, { folder, environment, random });
    await expect(asked({})).rejects.toMatchObject({
      code: 'secret.key-unusable',
      message: expect.stringMatching(/there is none/),
    });
    const other = Buffer.alloc(32, 2).toString('base64');
    await expect(asked({ GODWIT_SECRET_KEY: other })).rejects.toMatchObject({ code: 'secret.other-key' });
    expect((await asked({ GODWIT_SECRET_KEY: SEALED_WITH })).ids).toEqual([KEY.id]);
  });
});
