import { afterAll, describe, expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { apiRig, asker } from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { KeyRing } from '../../base/key-ring.ts';
import { silentLog } from '../../base/log.ts';
import { newKeyBytes, SealingKey } from '../../base/sealing-key.ts';
import { readMigrations } from '../../db/migrate.ts';
import { announceKeys } from '../../db/service/sealing.ts';
import { jobDoor } from '../../db/service/store.ts';
import { openQueue } from '../../work/queue.ts';
import { openReadiness, type ReadinessDeps } from './service-readiness.ts';

const db = await freshDatabase();
const clock = fakeClock();
const queue = await openQueue(jobDoor(db), silentLog);
afterAll(() => queue.close());
const ring = new KeyRing([new SealingKey(newKeyBytes())]);
await announceKeys(db, ring, 'tester', clock.now());
const deps: ReadinessDeps = { db, migrations: await readMigrations(), ring, queue, clock: real(), log: silentLog };
const WELL = { database: true, migrations: true, queue: true, sealingKey: true };

/** Its time stands still, and so does whoever sleeps by it. */
function real() {
  return { now: () => clock.now(), sleep: () => new Promise<void>(() => undefined) };
}

describe('a service that', () => {
  test('has everything is ready', async () => {
    expect(await openReadiness(deps)()).toEqual(WELL);
  });

  test('is older than its database is not', async () => {
    const migrations = deps.migrations.slice(0, -1);
    expect(await openReadiness({ ...deps, migrations })()).toEqual({ ...WELL, migrations: false });
  });

  test('is newer than its database is not', async () => {
    const migrations = [...deps.migrations, { name: '9999-next.sql', text: 'select 1' }];
    expect(await openReadiness({ ...deps, migrations })()).toEqual({ ...WELL, migrations: false });
  });

  test('has another key is not', async () => {
    const other = new KeyRing([new SealingKey(newKeyBytes())]);
    expect(await openReadiness({ ...deps, ring: other })()).toEqual({ ...WELL, sealingKey: false });
  });

  test('has closed its queue is not', async () => {
    const own = await openQueue(jobDoor(db), silentLog);
    await own.close();
    expect(await openReadiness({ ...deps, queue: own })()).toEqual({ ...WELL, queue: false });
  });

  test('has lost its database is not, and says so over HTTP to somebody who is not signed in', async () => {
    const lost = await freshDatabase();
    const { api } = await apiRig(testStore(db), { readiness: openReadiness({ ...deps, db: lost }) });
    await lost.close();
    const [health, ready] = await Promise.all([
      asker(api).ask('GET', '/api/health'),
      asker(api).ask('GET', '/api/ready'),
    ]);
    expect([health.statusCode, health.json()]).toEqual([200, { alive: true }]);
    const parts = { database: false, migrations: false, queue: false, sealingKey: false };
    expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false, parts }]);
    await api.close();
  });
});

test('a database that hangs is not asked again, and nobody waits for it', async () => {
  let asked = 0;
  const hangs = {
    ...db,
    query: <Row>() => {
      asked += 1;
      return new Promise<readonly Row[]>(() => undefined);
    },
  };
  const later = fakeClock();
  const readiness = openReadiness({
    ...deps,
    db: hangs,
    clock: { now: () => later.now(), sleep: async () => undefined },
  });
  expect((await readiness()).database).toBe(false);
  expect(asked).toBe(1);
  later.advance(60_000);
  expect((await readiness()).database).toBe(false);
  expect(asked).toBe(1);
});

test('one look serves all who ask within a second', async () => {
  let asked = 0;
  const counted = {
    isOpen: async () => {
      asked += 1;
      return true;
    },
  };
  const readiness = openReadiness({ ...deps, queue: counted });
  await Promise.all([readiness(), readiness()]);
  await readiness();
  expect(asked).toBe(1);
  clock.advance(1000);
  await readiness();
  expect(asked).toBe(2);
});
