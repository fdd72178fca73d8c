import { expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { type Script, scriptedEngine } from '../../test/service/engine.ts';
import { addCustomer, type Customer, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { assert } from '../base/assert.ts';
import { silentLog } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { seededRandom } from '../base/random.ts';
import type { Actor } from '../model/event.ts';
import type { PersonId } from '../model/organisation.ts';
import type { Store } from '../model/store.ts';
import { moveProject } from '../project/move-project.ts';
import { doJob } from './do-job.ts';

const store = testStore(await freshDatabase());
const random = seededRandom(5);
const clock = fakeClock();
const never = new AbortController().signal;
const gone = new Failure('database.unreachable', { reason: 'restarted' });

async function started(): Promise<Customer> {
  const mine = await addCustomer(store, random.id());
  const by: Actor = { is: 'person', id: random.id() as PersonId, role: 'operator' }; // nobody looks him up
  const act = { event: 'start', by, reason: null } as const;
  await store.inTenant(mine.organisation, (tenant) => moveProject(tenant, mine.project, act, { clock, random }));
  return mine;
}

async function doFirst({ organisation, mailbox }: Customer, on: Script['on'], through: Store = store) {
  const job = store.jobs.findLast((one) => one.organisation === organisation);
  assert(job !== undefined && on !== undefined, 'a project that began has work');
  const about = { clock, random, log: silentLog, worker: 'w', stopping: never, signal: never, perHostMax: () => 9 };
  await doJob(job, never, { ...about, store: through, engine: scriptedEngine({ on }) });
  return store.inTenant(organisation, (tenant) => tenant.mailbox(mailbox));
}

const RESTING = { state: 'queued', problem: { code: 'database.unreachable' } };

test('what became of a mailbox is written down as soon as the database is back', async () => {
  let leftAway = 0;
  const falling: Store = {
    ...store,
    inTenant: (organisation, run) => {
      if (leftAway === 0) return store.inTenant(organisation, run);
      leftAway -= 1;
      return Promise.reject(gone);
    },
  };
  const on = (): Promise<never> => {
    leftAway = 4;
    return Promise.reject(gone);
  };
  expect(await doFirst(await started(), on, falling)).toMatchObject(RESTING);
});
