import { expect, test } from 'vitest';
import { newDomain, newMailbox } from '../../../sim/rackspace/organisation.ts';
import { fastClock, KEYS, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { addCustomer, NOW, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { keptInventory } from '../../project/papers/kept-papers.ts';
import { paperChore } from './paper-chore.ts';

const store = testStore(await freshDatabase());
const rigOf = rigsOfFile();
const clock = fastClock();
const never = new AbortController().signal;

/** A project whose inventory is waited for. */
async function asked(secretKey = KEYS.secretKey) {
  const domain = newDomain('example.com', { mailboxes: [newMailbox('ann', { displayName: 'planted name' })] });
  const { rackspace } = await rigOf({ organisation: { domains: [domain] } });
  const { organisation, project } = await addCustomer(store, systemRandom.id());
  const keys = { userKey: new Secret(KEYS.userKey), secretKey: new Secret(secretKey) };
  await store.inTenant(organisation, async (tenant) => {
    await tenant.keepConnection(project, {
      url: rackspace.url,
      account: KEYS.account,
      requestsPerMinute: 1000,
      ...keys,
    });
    await tenant.askPaper(project, 'inventory', '', { target: null }, NOW);
  });
  const rules = { authorities: [], nameServers: [], isInsecureLoopbackAllowed: true, webPorts: null };
  const chore = paperChore({ store, clock, random: systemRandom, log: silentLog, worker: 'w', ...rules });
  const paper = () => store.inTenant(organisation, (tenant) => tenant.paper(project, 'inventory', ''));
  return { organisation, project, chore, rackspace, paper };
}

test('an inventory is read from the admin API once, and without what people wrote', async () => {
  const { organisation, project, chore, rackspace, paper } = await asked();
  await Promise.all([chore.run(never), chore.run(never)]);
  const requests = rackspace.counters.requests;
  await chore.run(never);
  expect(rackspace.counters.requests).toBe(requests);
  const known = await store.inTenant(organisation, (tenant) => keptInventory(tenant, project));
  expect(known?.mailboxes).toMatchObject([{ address: 'ann@example.com', bytesMax: expect.any(Number) }]);
  expect(await paper()).toMatchObject({ askedAt: null, problem: null });
  expect(JSON.stringify(await paper())).not.toContain('planted');
});

test('keys that are refused are told with the paper, and nobody asks again by itself', async () => {
  const { chore, rackspace, paper } = await asked('sK+another');
  await chore.run(never);
  expect(await paper()).toMatchObject({
    madeAt: null,
    askedAt: null,
    problem: { code: expect.stringMatching(/^inventory\./) },
  });
  const requests = rackspace.counters.requests;
  await chore.run(never);
  expect(rackspace.counters.requests).toBe(requests);
});
