import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { addCustomer, type Customer, newMailbox, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { seededRandom, systemRandom } from '../base/random.ts';
import type { Actor } from '../model/event.ts';
import type { MailboxEvent } from '../model/mailbox-states.ts';
import type { PersonId, Role } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';
import type { ProjectEvent } from '../model/project-states.ts';
import { addMailboxes } from './add-mailboxes.ts';
import { createProject } from './create-project.ts';
import { moveByWorker, moveMailbox } from './move-mailbox.ts';
import { moveProject } from './move-project.ts';

const db = await freshDatabase();
const store = testStore(db);
const deps = { clock: fakeClock(), random: systemRandom };
const names = seededRandom(1);

const customer = () => addCustomer(store, `Customer ${names.id()}`);
const person = (role: Role = 'operator'): Actor => ({ is: 'person', id: systemRandom.id() as PersonId, role });

function act({ organisation, project }: Customer, event: ProjectEvent, reason: string | null = null, by = person()) {
  return store.inTenant(organisation, (tenant) => moveProject(tenant, project, { event, by, reason }, deps));
}

function actOn(
  { organisation, project, mailbox }: Customer,
  event: MailboxEvent,
  reason: string | null = null,
  by = person(),
) {
  const where = { project, mailbox };
  return store.inTenant(organisation, (tenant) => moveMailbox(tenant, where, { event, by, reason }, deps));
}

function work({ organisation, mailbox }: Customer, event: MailboxEvent, term: number) {
  const move = { event, term, worker: 'w', problem: null, goesOnAt: null, facts: {} };
  return store.inTenant(organisation, (tenant) => moveByWorker(tenant, mailbox, move, deps));
}

function claim({ organisation, mailbox }: Customer): Promise<number> {
  return store.inTenant(organisation, (tenant) => tenant.claimMailbox(mailbox, 'w', deps.clock.now()));
}

async function look({ organisation, project, mailbox }: Customer) {
  return store.inTenant(organisation, async (tenant) => ({
    project: (await tenant.project(project))?.state,
    mailbox: (await tenant.mailbox(mailbox))?.state,
    events: (await tenant.events(0, 100)).map(({ name, from, to }) => `${name}: ${from} → ${to}`),
    jobs: store.jobs.filter((job) => job.organisation === organisation).map(({ kind, rank }) => `${kind} ${rank}`),
  }));
}

describe('starting a project', () => {
  test('queues its mailboxes and gives each to the workers, in one transaction', async () => {
    const mine = await customer();
    await act(mine, 'start');
    expect(await look(mine)).toEqual({
      project: 'running',
      mailbox: 'queued',
      events: ['start: draft → running', 'queue: listed → queued'],
      jobs: ['mailbox.copy 1'],
    });
  });

  test('changes nothing when the job cannot be added', async () => {
    const mine = await customer();
    store.failNextJob();
    await expect(act(mine, 'start')).rejects.toThrow('the queue is broken');
    expect(await look(mine)).toEqual({ project: 'draft', mailbox: 'listed', events: [], jobs: [] });
  });

  test('happens once, however many ask at the same time', async () => {
    const mine = await customer();
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => act(mine, 'start')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await look(mine)).jobs).toEqual(['mailbox.copy 1']);
  });

  test('is refused to an administrator, without a mailbox, and in words', async () => {
    const mine = await customer();
    await expect(act(mine, 'start', null, person('administrator'))).rejects.toMatchObject({
      code: 'project.move-refused',
      message: 'The project cannot start now. Only an operator may do this.',
    });
    await actOn(mine, 'cancel', 'left the company');
    await expect(act(mine, 'start')).rejects.toThrow(/has no mailbox that could move/);
  });

  test('ranks the first mailboxes of a small organisation before the later ones of a large one', async () => {
    const [large, small] = [await customer(), await customer()];
    await store.inTenant(large.organisation, async (tenant) => {
      for (let count = 1; count < 40; count++) {
        await tenant.addMailbox(newMailbox(systemRandom.id() as MailboxId, large.project, `user ${count}`));
      }
    });
    await act(large, 'start');
    await act(small, 'start');
    const ranks = (of: Customer) =>
      store.jobs.filter(({ organisation }) => organisation === of.organisation).map(({ rank }) => rank);
    expect(ranks(large)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(ranks(small)).toEqual([1]);
  });
});

describe('a running project', () => {
  test('stands still when it is paused, and gives out the work again when it goes on', async () => {
    const mine = await customer();
    await act(mine, 'start');
    await act(mine, 'pause');
    expect(await work(mine, 'copy-began', await claim(mine))).toBe('copying');
    expect(await work(mine, 'set-aside', await claim(mine))).toBe('queued');
    expect((await look(mine)).jobs).toEqual(['mailbox.copy 1']);
    await act(mine, 'resume');
    expect((await look(mine)).jobs).toEqual(['mailbox.copy 1', 'mailbox.copy 1']);
  });

  test('is complete when its last mailbox has settled', async () => {
    const mine = await customer();
    await act(mine, 'start');
    const term = await claim(mine);
    for (const event of ['copy-began', 'bulk-copied', 'caught-up', 'verify-began'] as const) {
      await work(mine, event, term);
      expect((await look(mine)).project).toBe('running');
    }
    await work(mine, 'proved', term);
    const { project, mailbox, events, jobs } = await look(mine);
    expect({ project, mailbox }).toEqual({ project: 'completed', mailbox: 'verified' });
    expect(events.at(-1)).toBe('all-settled: running → completed');
    expect(jobs).toEqual(['mailbox.copy 1', 'mailbox.verify 0']);
  });

  test('takes no mailbox once it is over, and none by a name that it has', async () => {
    const mine = await customer();
    const { settings, sourceHost, passwords } = newMailbox(mine.mailbox, mine.project, '');
    const add = (name: string) =>
      store.inTenant(mine.organisation, (tenant) =>
        addMailboxes(tenant, mine.project, [{ name, settings, sourceHost, passwords }], person(), deps),
      );
    await expect(add('ann@example.com')).rejects.toMatchObject({ code: 'service.taken' });
    await act(mine, 'cancel', 'they stay');
    await expect(add('ben@example.com')).rejects.toThrow(/is over/);
  });
});

describe('a mailbox', () => {
  test('is not moved by a worker whose term is over, nor after people took it away', async () => {
    const mine = await customer();
    await act(mine, 'start');
    const term = await claim(mine);
    await work(mine, 'copy-began', term);
    const next = await claim(mine);
    expect(await work(mine, 'bulk-copied', term)).toBeNull();
    await actOn(mine, 'pause');
    expect(await work(mine, 'bulk-copied', next)).toBeNull();
    expect((await look(mine)).mailbox).toBe('paused');
    await actOn(mine, 'resume');
    expect((await look(mine)).jobs).toEqual(['mailbox.copy 1', 'mailbox.copy 1']);
  });

  test('is cancelled only with a reason, which is kept', async () => {
    const mine = await customer();
    await expect(actOn(mine, 'cancel', '  ')).rejects.toMatchObject({ code: 'project.reason-missing' });
    await actOn(mine, 'cancel', 'left the company');
    const events = await store.inTenant(mine.organisation, (tenant) => tenant.events(0, 10));
    expect(events.map(({ name, reason }) => ({ name, reason }))).toEqual([
      { name: 'cancel', reason: 'left the company' },
    ]);
  });

  test('is not found in another project of the same organisation', async () => {
    const mine = await customer();
    const other = await store.inTenant(mine.organisation, (tenant) => createProject(tenant, 'Other', person(), deps));
    await expect(actOn({ ...mine, project: other }, 'pause')).rejects.toMatchObject({ code: 'service.not-found' });
  });
});
