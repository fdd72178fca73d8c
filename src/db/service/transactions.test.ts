import { describe, expect, test } from 'vitest';
import { addCustomer, measureOf, NOW, projectEvent, testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const store = testStore(db);

describe('a transaction', () => {
  test('keeps neither state nor event when the job cannot be added', async () => {
    const { organisation, project, mailbox } = await addCustomer(store, 'Broken queue');
    store.failNextJob();
    const failing = store.inTenant(organisation, async (tenant) => {
      await tenant.setProjectState(project, 'draft', 'running');
      tenant.append(projectEvent(project, 'start'));
      tenant.addJob({ kind: 'mailbox.copy', mailbox, rank: 0, sourceHost: 'mail.example.com', notBefore: null });
    });
    await expect(failing).rejects.toThrow('the queue is broken');
    const [found, events] = await store.inTenant(organisation, async (tenant) => [
      await tenant.project(project),
      await tenant.events(0, 10),
    ]);
    expect(found?.state).toBe('draft');
    expect(events).toEqual([]);
  });

  test('of another one at the same time never makes an event visible behind a reader', async () => {
    const { organisation, project } = await addCustomer(store, 'Busy');
    let seen = 0;
    let count = 0;
    let reading = Promise.resolve();
    /** One reader, who asks again while others write. */
    const read = (): Promise<void> => {
      reading = reading.then(readOn);
      return reading;
    };
    const readOn = async (): Promise<void> => {
      const events = await store.inTenant(organisation, (tenant) => tenant.events(seen, 1000));
      expect(events.every(({ number }) => number > seen)).toBe(true);
      seen = events.at(-1)?.number ?? seen;
      count += events.length;
    };
    const write = () =>
      store.inTenant(organisation, async (tenant) => tenant.append(projectEvent(project, 'something')));
    await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? read() : write())));
    await read();
    expect(count).toBe(26);
  });
});

describe('events', () => {
  test.each(['update events set reason = null', 'delete from events', 'truncate events'])(
    'refuse: %s',
    async (text) => {
      await expect(db.query({ name: '', text, values: [] })).rejects.toThrow(/never changed and never removed/);
    },
  );
});

describe('a worker whose term is over', () => {
  test('moves nothing and notes nothing', async () => {
    const { organisation, mailbox } = await addCustomer(store, 'Two workers');
    const say = (term: number) =>
      store.inTenant(organisation, async (tenant) => [
        await tenant.noteProgress(mailbox, term, measureOf({ itemsFound: term })),
        await tenant.moveMailbox(mailbox, { from: 'listed', to: 'queued', problem: null, goesOnAt: null, term }),
      ]);
    const first = await store.inTenant(organisation, (tenant) => tenant.claimMailbox(mailbox, 'first', NOW));
    const second = await store.inTenant(organisation, (tenant) => tenant.claimMailbox(mailbox, 'second', NOW));
    expect(await say(first)).toEqual([false, false]);
    expect(await say(second)).toEqual([true, true]);
  });
});
