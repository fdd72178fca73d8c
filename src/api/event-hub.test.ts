import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { apiRig, firstOperator, newOrganisation, TOKEN } from '../../test/service/api.ts';
import { addCustomer, projectEvent, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { assert } from '../base/assert.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { ProjectId } from '../model/project.ts';
import type { Store } from '../model/store.ts';
import { EventHub } from './event-hub.ts';

const store = testStore(await freshDatabase());

/** A clock on which the next sleep ends when it is told to. */
function steppedClock(): Clock & { step(): Promise<void> } {
  let wake: () => void = () => undefined;
  let asleep = Promise.withResolvers<void>();
  return {
    now: () => systemClock.now(),
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('over')), { once: true });
        wake = resolve;
        asleep.resolve();
      }),
    step: async () => {
      await asleep.promise;
      asleep = Promise.withResolvers();
      wake();
      await asleep.promise;
    },
  };
}

test('however many listen, the database is asked once, and news are read once', async () => {
  const mine = await addCustomer(store, 'Mine');
  const quiet = await addCustomer(store, 'Quiet');
  const asked = { house: 0, tenant: 0 };
  const counted: Store = {
    inHouse: (run) => {
      asked.house += 1;
      return store.inHouse(run);
    },
    inTenant: (organisation, run) => {
      asked.tenant += 1;
      return store.inTenant(organisation, run);
    },
  };
  const clock = steppedClock();
  const hub = new EventHub({ store: counted, clock, log: silentLog });
  onTestFinished(() => hub.close());
  const never = new AbortController().signal;
  for (let page = 0; page < 500; page++) hub.listen(page % 2 === 0 ? mine.organisation : quiet.organisation);
  await clock.step();
  asked.house = 0;
  const waiting = Array.from({ length: 250 }, () => hub.news(mine.organisation, never));
  await store.inTenant(mine.organisation, async (tenant) => tenant.append(projectEvent(mine.project, 'news')));
  await clock.step();
  await Promise.all(waiting);
  for (let page = 0; page < 250; page++) {
    const events = await hub.behind(mine.organisation, 0);
    expect(events.map(({ name }) => name)).toEqual(['news']);
  }
  expect(asked).toEqual({ house: 1, tenant: 1 });
});

test('whoever is further behind than what is kept reads from the database, and misses nothing', async () => {
  const { organisation, project } = await addCustomer(store, 'Busy');
  const clock = steppedClock();
  const hub = new EventHub({ store, clock, log: silentLog });
  onTestFinished(() => hub.close());
  hub.listen(organisation);
  await clock.step();
  const names = Array.from({ length: 700 }, (_none, number) => `event-${number}`);
  await store.inTenant(organisation, async (tenant) => {
    for (const name of names) tenant.append(projectEvent(project, name));
  });
  await clock.step();
  const said: string[] = [];
  for (let last = 0; ; ) {
    const events = await hub.behind(organisation, last);
    if (events.length === 0) break;
    said.push(...events.map(({ name }) => name));
    last = events.at(-1)?.number ?? last;
  }
  expect(said).toEqual(names);
});

test('a hundred pages that catch up at once read each piece once, and few at a time', async () => {
  const { organisation, project } = await addCustomer(store, 'Herd');
  await store.inTenant(organisation, async (tenant) => {
    for (let count = 0; count < 250; count++) tenant.append(projectEvent(project, `old ${count}`));
  });
  let [reads, atOnce, atOnceMax] = [0, 0, 0];
  const counted: Store = {
    inHouse: (run) => store.inHouse(run),
    inTenant: async (whose, run) => {
      reads += 1;
      atOnce += 1;
      atOnceMax = Math.max(atOnceMax, atOnce);
      return store.inTenant(whose, run).finally(() => {
        atOnce -= 1;
      });
    },
  };
  const hub = new EventHub({ store: counted, clock: steppedClock(), log: silentLog });
  onTestFinished(() => hub.close());
  const catchUp = async (): Promise<number> => {
    let [last, count] = [0, 0];
    for (;;) {
      const events = await hub.behind(organisation, last);
      if (events.length === 0) return count;
      [last, count] = [events.at(-1)?.number ?? last, count + events.length];
    }
  };
  const counts = await Promise.all(Array.from({ length: 100 }, catchUp));
  // Those of the test, and that of the organisation itself.
  expect(new Set(counts)).toEqual(new Set([counts[0]]));
  expect(counts[0]).toBeGreaterThanOrEqual(250);
  expect(reads).toBeLessThan(20);
  expect(atOnceMax).toBeLessThanOrEqual(2);
});

test('for a reader who takes nothing, nothing more is made', async () => {
  const rig = await apiRig(store, { clock: systemClock });
  const { api } = rig;
  onTestFinished(() => api.close());
  const { admin, url } = await newOrganisation(api, await firstOperator(rig), 'Slow');
  const { token } = (await admin.ask('POST', `${url}/tokens`, TOKEN)).json();
  const project = (await admin.ask('POST', `${url}/projects`, { name: 'Large' })).json().id as ProjectId;
  await store.inTenant(url.split('/').at(-1) as OrganisationId, async (tenant) => {
    const large = { ...projectEvent(project, 'large'), reason: 'x'.repeat(20_000) };
    for (let number = 0; number < 1000; number++) tenant.append(large);
  });
  const served: Socket[] = [];
  api.server.on('connection', (socket: Socket) => served.push(socket));
  const { port } = new URL(await api.listen({ host: '127.0.0.1', port: 0 }));
  const reader = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void reader.destroy());
  await once(reader, 'connect');
  reader.write(`GET ${url}/events/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await once(reader, 'readable');
  reader.pause();
  const [socket] = served;
  assert(socket !== undefined, 'somebody is connected');
  // 20 MB wait to be sent; what the system takes for itself is not counted here.
  const before = socket.bytesWritten;
  await systemClock.sleep(300, new AbortController().signal);
  expect(socket.writableLength).toBeLessThan(4_000_000);
  expect(socket.bytesWritten - before).toBeLessThan(12_000_000);
});
