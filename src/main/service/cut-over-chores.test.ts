import { expect, test } from 'vitest';
import { newDomain, newMailbox } from '../../../sim/rackspace/organisation.ts';
import { fastClock, KEYS, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { addCustomer, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { cutOverChores } from './cut-over-chores.ts';

const store = testStore(await freshDatabase());
const rigOf = rigsOfFile();
const clock = fastClock();

/** A running project; looks at the old system, as every program does each minute. */
async function running() {
  const mine = await addCustomer(store, systemRandom.id());
  const { organisation, project } = mine;
  await store.inTenant(organisation, (tenant) => tenant.setProjectState(project, 'draft', 'running'));
  const deps = { store, clock, random: systemRandom, log: silentLog, worker: 'w', authorities: [], nameServers: [] };
  const look = async () => {
    const freeze = cutOverChores(deps).find(({ name }) => name === 'freeze');
    await freeze?.run(new AbortController().signal);
  };
  const changes = () => store.inTenant(organisation, (tenant) => tenant.cutOverPart(project, 'changes'));
  const complete = () =>
    store.inTenant(organisation, (tenant) => tenant.setProjectState(project, 'running', 'completed'));
  return { ...mine, look, changes, complete };
}

test('what was changed in the old system is named at the end, by its admin API', async () => {
  const ann = newMailbox('ann');
  const domain = newDomain('example.com', { mailboxes: [ann] });
  const { rackspace } = await rigOf({ organisation: { domains: [domain] } });
  const { organisation, project, look, changes, complete } = await running();
  const [userKey, secretKey] = [new Secret(KEYS.userKey), new Secret(KEYS.secretKey)];
  const connection = { url: rackspace.url, account: KEYS.account, requestsPerMinute: 1000, userKey, secretKey };
  await store.inTenant(organisation, (tenant) => tenant.keepConnection(project, connection));
  await look();
  ann.emailForwardingAddressList = ['ann@elsewhere.example'];
  domain.mailboxes.push(newMailbox('late'));
  await look();
  expect(await changes()).toBeNull();
  await complete();
  await look();
  expect((await changes())?.differences).toEqual([
    'ann@example.com: forwarding was off, and is ann@elsewhere.example.',
    'late@example.com is new.',
  ]);
});

test('without a connection the counts are compared, and a connection that comes later changes nothing of that', async () => {
  const { look, changes, complete } = await running();
  await look();
  await complete();
  await look();
  expect((await changes())?.differences).toEqual([]);
});
