import { expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { addCustomer, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { systemRandom } from '../base/random.ts';
import { type MailboxMeasure, NO_PROGRESS } from '../model/project.ts';
import { tellDelay } from './tell-delay.ts';

const store = testStore(await freshDatabase());
const clock = fakeClock();
const deps = { clock, random: systemRandom };
const HOUR_MS = 3_600_000;

/** A project whose one mailbox is being copied, and what its worker says of the time that is left. */
async function running() {
  const mine = await addCustomer(store, systemRandom.id());
  const { organisation, project, mailbox } = mine;
  const term = await store.inTenant(organisation, async (tenant) => {
    await tenant.setProjectState(project, 'draft', 'running');
    await tenant.moveMailbox(mailbox, { from: 'listed', to: 'copying', problem: null, goesOnAt: null, term: null });
    return tenant.claimMailbox(mailbox, 'w', clock.now());
  });
  let copied = 0;
  const left = (hours: number, isMoving = true): Promise<boolean> => {
    if (isMoving) copied += 1;
    const ms = hours * HOUR_MS;
    const worked = { items: 1, bytes: 1, startMs: 0, copyMs: 1, proofMs: null };
    const pace = { rate: null, rest: { lowMs: ms, highMs: ms }, waiting: null, worked };
    const progress = { ...NO_PROGRESS, itemsFound: 100, itemsCopied: copied };
    const measure: MailboxMeasure = { at: clock.now(), progress, isListed: true, pace };
    return store.inTenant(organisation, (tenant) => tenant.noteProgress(mailbox, term, measure));
  };
  const look = () => store.inTenant(organisation, (tenant) => tellDelay(tenant, project, deps));
  const notice = () => store.inTenant(organisation, (tenant) => tenant.lastEntry(project, 'notice'));
  return { left, look, notice };
}

test('an end that slips by more than two hours, or a fifth of what was left, is told once', async () => {
  const { left, look, notice } = await running();
  await left(10);
  expect(await look()).toBe(false);
  await left(11.5);
  expect(await look()).toBe(false);
  const was = new Date(clock.now() + 10 * HOUR_MS).toISOString().slice(0, 19);
  await left(12.5);
  expect(await look()).toBe(true);
  const now = new Date(clock.now() + 12.5 * HOUR_MS).toISOString().slice(0, 19);
  expect((await notice())?.part).toMatchObject({ kind: 'prolonged', facts: { was: `${was}Z`, now: `${now}Z` } });
  expect(await look()).toBe(false);
  clock.advance(11.5 * HOUR_MS);
  await left(1);
  expect(await look()).toBe(false);
  clock.advance(HOUR_MS);
  await left(1);
  expect(await look()).toBe(false);
});

test('where nothing moves for half an hour that is told, once until it moves again', async () => {
  const { left, look, notice } = await running();
  await left(1);
  expect(await look()).toBe(false);
  clock.advance(HOUR_MS / 2 + 60_000);
  await left(1, false);
  expect(await look()).toBe(true);
  expect((await notice())?.part).toMatchObject({ kind: 'prolonged', facts: { now: 'not known' } });
  expect(await look()).toBe(false);
  await left(0.5);
  expect(await look()).toBe(false);
  clock.advance(HOUR_MS);
  await left(0.5, false);
  expect(await look()).toBe(true);
});
