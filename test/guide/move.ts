/** The guide, fourth part: the day itself. People are kept out, everything is copied, mail goes on arriving, and all of it is proven. */
import { expect } from 'vitest';
import { instant } from '../../src/base/clock.ts';
import { deliver } from '../servers/deliver.ts';
import { mailBytes } from './old-system.ts';
import { mailTo } from './order.ts';
import { ANN, BEN, CAT, MOVING, OUTSIDE } from './people.ts';
import { planText } from './prepare.ts';
import type { Step } from './step.ts';
import type { GuideWorld } from './world.ts';

const DAY_MS = 86_400_000;
const BEGINS = Date.parse('2026-12-04T17:00:00Z');

export const MOVE: readonly Step[] = [
  {
    of: 'R53',
    says: 'A date that nobody confirmed cannot pass silently: everybody is warned before, and told why on the day',
    play: async (world) => {
      const second = await unconfirmed(world);
      await world.program.until(BEGINS - DAY_MS);
      expect(await noticesOf(world, second)).toContain('date-unconfirmed');
      expect(await noticesOf(world, world.project)).toContain('reminder');
      expect(mailTo(world, OUTSIDE)).toMatch(/not confirmed/i);
      await world.post(`${second}/acts`, { act: 'cancel', reason: 'it was for this step' });
    },
  },
  {
    of: 'R57',
    says: 'Items, sizes and users decide how long it takes: a range is foretold from what was counted',
    play: async (world) => {
      const { duration, moves } = await world.get(`${world.mailboxes.get(ANN)}/survey`);
      expect([moves.items > 0, duration.lowMs <= duration.highMs]).toEqual([true, true]);
      expect(await planText(world)).toMatch(/items/);
    },
  },
  {
    of: 'R58',
    says: 'Nothing speeds a running move up, and the plan says what would shorten it before',
    play: async (world) => {
      expect(await planText(world)).toContain('A faster machine: servers and lines decide');
    },
  },
  {
    of: 'R54',
    says: 'From the start users cannot get in: Dovecot refuses the password that they know',
    play: async (world) => {
      const { old, project, program, clock } = world;
      for (const user of MOVING) expect(await old.mayEnter(user, old.passwords[user] ?? '')).toBe(true);
      await program.until(BEGINS - 3_600_000);
      await world.post(`${project}/checks`);
      await program.settle();
      const { findings } = await world.post(`${project}/pre-flight`);
      expect(findings).toEqual([]);
      const lockedOut = watchedLock(world);
      clock.jumpTo(BEGINS);
      await program.settle();
      await lockedOut;
      const { locks } = await world.get(`${project}/locks`);
      expect(locks.map(({ how }: { readonly how: string }) => how)).toEqual(['password', 'password']);
      for (const user of MOVING) expect(await old.mayEnter(user, old.passwords[user] ?? '')).toBe(false);
    },
  },
  {
    of: 'R52',
    says: 'Told in the ticket and by mail that it began',
    play: async (world) => {
      expect(await noticesOf(world, world.project)).toContain('started');
      expect(mailTo(world, OUTSIDE)).toMatch(/has begun|began/i);
    },
  },
  {
    of: 'R56',
    says: 'It is not instant: how far it is, and a delay, are told',
    play: async (world) => {
      const { progress, total } = await world.get(world.project);
      expect([progress.itemsVerified, progress.itemsFailed]).toEqual([total.items, 0]);
      expect(progress.itemsFound).toBeGreaterThan(20);
    },
  },
  {
    of: 'R55',
    says: 'Mail goes on arriving, and is there afterwards: during the lock, and late in the hold',
    play: async (world) => {
      expect(subjectsAt(world, ANN)).toContain('Arrived while locked out');
      await deliver(world.dovecot, BEN, mailBytes('A straggler', BEN), world.clock.now());
      await world.program.until(world.clock.now() + DAY_MS);
      expect(subjectsAt(world, BEN)).toContain('A straggler');
    },
  },
  {
    of: 'R59',
    says: 'Told in the ticket and by mail that all is done, with a report of each mailbox',
    play: async (world) => {
      expect(await world.get(world.project)).toMatchObject({ state: 'completed', mailboxes: { verified: 2 } });
      expect(await noticesOf(world, world.project)).toContain('completed');
      for (const path of world.mailboxes.values())
        expect(await world.get(`${path}/report`)).toMatchObject({ exceptionsCount: 0 });
    },
  },
  {
    of: 'R26',
    says: 'All mail of webmail is in the new mailbox, once each, in its folders',
    play: async (world) => {
      const counts = Object.fromEntries(
        world.target.exchange.inspect(ANN).map(({ path, items }) => [path.join('/'), items.length]),
      );
      expect(counts).toMatchObject({ '1.Inbox': 3, 'R&D, plans': 2, 'Clients/Swan': 2, 'Sent Items': 4, Inbox: 8 });
      expect(world.target.exchange.counters.sentMail).toBe(0);
    },
  },
  {
    of: 'R28',
    says: 'Calendar and contacts are there too',
    play: async (world) => {
      expect(subjectsAt(world, ANN)).toEqual(expect.arrayContaining(['Board', 'Eve Swan']));
    },
  },
  {
    of: 'R31',
    says: 'Tasks, which the guide leaves behind, move',
    play: async (world) => expect(subjectsAt(world, ANN)).toContain('Tax return'),
  },
  {
    of: 'R32',
    says: 'Groups of contacts, which the guide leaves behind, move',
    play: async (world) => expect(subjectsAt(world, ANN)).toContain('Team'),
  },
  {
    of: 'R33',
    says: 'Flags, which the guide leaves behind, move',
    play: async (world) => {
      const items = world.target.exchange.inspect(ANN).flatMap((folder) => folder.items);
      const flagged = items.filter(({ state }) => JSON.stringify(state).includes('lagged'));
      expect(flagged.map(({ subject }) => subject)).toContain('Please answer');
    },
  },
  {
    of: 'R34',
    says: 'Passwords do not move: the old one opens nothing new',
    play: async ({ target, old }) => {
      for (const user of MOVING) expect(await target.mayEnter(user, old.passwords[user] ?? '')).toBe(false);
    },
  },
];

export function subjectsAt({ target }: GuideWorld, address: string): readonly string[] {
  return target.exchange.inspect(address).flatMap(({ items }) => items.map(({ subject }) => subject));
}

/** While nobody gets in, a mail arrives for somebody who is kept out. */
async function watchedLock({ old, dovecot, clock }: GuideWorld): Promise<void> {
  const password = old.passwords[ANN] ?? '';
  while (await old.mayEnter(ANN, password)) await clock.sleep(50, new AbortController().signal);
  await deliver(dovecot, ANN, mailBytes('Arrived while locked out', ANN), instant(clock.now()));
}

/** Another project, whose wished date nobody confirms. */
async function unconfirmed(world: GuideWorld): Promise<string> {
  const { id } = await world.post(`${world.organisation}/projects`, { name: 'The drivers' });
  const url = `${world.organisation}/projects/${id}`;
  const source = { address: 'imaps://mail.example.com', user: CAT, password: 'unused' };
  const target = { address: `ews+https://exchange.example.com/?mailbox=${CAT}`, password: 'unused' };
  const [mailbox] = await world.post(`${url}/mailboxes`, { mailboxes: [{ name: CAT, sources: [source], target }] });
  await world.post(`${url}/mailboxes/${mailbox.id}/acts`, { act: 'finish-preparing' });
  for (const act of ['assess', 'decide', 'finish-preparing']) await world.post(`${url}/acts`, { act });
  await world.put(`${url}/domains/finch.test`, { is: 'passed', reason: 'as in the other project' });
  const { movingContacts: _derived, ...arrangement } = await world.get(`${url}/arrangement`);
  await world.put(`${url}/arrangement`, { ...arrangement, contacts: [OUTSIDE], reason: 'as agreed' }, world.operator);
  await world.post(`${url}/ticket/request`, {});
  await world.post(`${url}/ticket/plan`, {}, world.operator);
  const wished = { at: '2026-12-03T10:00', zone: 'Europe/Berlin' };
  const acknowledged = { version: 1, name: 'Ada Finch' };
  await world.post(`${url}/ticket/answer`, { acknowledged, wished, addresses: 'all' });
  return url;
}

export async function noticesOf({ get }: GuideWorld, project: string): Promise<readonly string[]> {
  const { items } = await get(`${project}/ticket?limit=500`);
  return items.flatMap(({ part }: { readonly part: { readonly kind?: string } }) => part.kind ?? []);
}
