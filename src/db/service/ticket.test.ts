import { expect, test } from 'vitest';
import { newEntry } from '../../../test/service/project-asked.ts';
import { ALL, addCustomer, NOW, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { announce } from '../../project/announce.ts';

const store = testStore(await freshDatabase());
const { organisation, project } = await addCustomer(store, 'Mine');

test('entries are numbered from one on, and come back as they were added, in order', async () => {
  const acknowledged = { version: 2, name: 'Ada' };
  const answer = { is: 'answer', acknowledged, wishedAt: NOW, addresses: ['a@b.example'], missing: [] } as const;
  const added = [newEntry(project), newEntry(project, { part: answer, at: instant(NOW + 1) })];
  await store.inTenant(organisation, async (tenant) => {
    await tenant.lockProject(project);
    for (const entry of added) await tenant.addEntry(entry);
    await announce(
      tenant,
      { kind: 'closed', project, mailbox: null, facts: { project: 'Move' } },
      { clock: systemClock, random: systemRandom },
    );
  });
  const page = { ...ALL.page, by: 'number' } as const;
  const { items } = await store.inTenant(organisation, (tenant) => tenant.entries(project, page));
  expect(items.slice(0, 2)).toEqual(added.map((entry, at) => ({ ...entry, number: at + 1, authorName: null })));
  const notice = { is: 'notice', kind: 'closed', mailbox: null, facts: { project: 'Move' } };
  expect(items.slice(2)).toMatchObject([{ number: 3, part: notice, author: { is: 'godwit' } }]);
  const last = await store.inTenant(organisation, (tenant) => tenant.lastEntry(project, 'answer'));
  expect(last).toEqual({ ...added[1], number: 2 });
});
