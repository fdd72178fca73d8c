/** The guide, first part: what it is, and whether anybody needs Exchange at all. */
import { expect } from 'vitest';
import { asker } from '../service/api.ts';
import { ANSWERS, DAN } from './people.ts';
import type { Step } from './step.ts';
import type { GuideWorld } from './world.ts';

export const DECIDE: readonly Step[] = [
  {
    of: 'R1',
    says: 'For administrators: strangers get nothing, the administrator an own organisation',
    play: async (world) => {
      expect((await asker(world.rig.api).ask('GET', `${world.organisation}/projects`)).statusCode).toBe(401);
      const made = await world.post(`${world.organisation}/projects`, { name: 'Move of Finch' });
      world.project = `${world.organisation}/projects/${made.id}`;
      expect((await asker(world.rig.api).ask('GET', world.project)).statusCode).toBe(401);
      expect(await world.get(world.project)).toMatchObject({ state: 'draft' });
    },
  },
  {
    of: 'R5',
    says: 'Decide first whether Exchange is needed, group by group',
    play: async (world) => {
      const { groups } = await world.post(`${world.organisation}/advice`, ANSWERS);
      expect(groups.map(({ name, advice }: Named) => [name, advice])).toEqual([
        ['Sales', 'exchange'],
        ['Drivers', 'email-plus'],
        ['Stock', 'rackspace-email'],
      ]);
      await world.put(`${world.project}/answers`, ANSWERS);
    },
  },
  {
    of: 'R6',
    says: 'What Rackspace Email has: 25 GB; Outlook and phones show mail alone, webmail everything',
    play: (world) =>
      expectOffer(world, 'rackspace-email', { mailboxGB: 25, cloudDriveGB: null, hasEditors: false }, [1, 1, 6]),
  },
  {
    of: 'R7',
    says: 'What Email Plus adds: a drive, synchronised files, editors; calendar and contacts on phones',
    play: (world) => expectOffer(world, 'email-plus', { mailboxGB: 25, cloudDriveGB: 30, hasEditors: true }, [1, 3, 6]),
  },
  {
    of: 'R8',
    says: 'What Exchange has: 100 GB; everything in Outlook and in the browser, all but shared calendars on phones',
    play: (world) =>
      expectOffer(world, 'exchange', { mailboxGB: 100, cloudDriveGB: null, hasEditors: false }, [6, 5, 6]),
  },
  {
    of: 'R9',
    says: 'Email Plus needs no migration',
    play: async (world) => {
      const drivers = await groupOf(world, 'Drivers');
      expect([drivers.chosen, drivers.way]).toEqual(['email-plus', 'upgrade']);
    },
  },
  {
    of: 'R10',
    says: 'Whoever needs calendar, contacts, notes and tasks in Outlook is a candidate',
    play: async (world) => {
      const sales = await groupOf(world, 'Sales');
      expect([sales.chosen, sales.way]).toEqual(['exchange', 'migration']);
      expect(sales.reasons.join()).toContain('in Outlook');
    },
  },
  {
    of: 'R11',
    says: 'A full mailbox is no reason: the advice on storage comes first',
    play: async (world) => {
      const stock = await groupOf(world, 'Stock');
      expect([stock.way, stock.people]).toEqual(['stay', [DAN]]);
      expect(stock.reasons.join()).toContain('A full mailbox is no reason to move');
    },
  },
];

interface Named {
  readonly name: string;
  readonly advice: string;
}

async function groupOf(world: GuideWorld, name: string) {
  const { groups } = await world.get(`${world.project}/advice`);
  return groups.find((one: Named) => one.name === name);
}

/** `shown`: how many features are seen in Outlook, on the phone and in the browser. */
async function expectOffer(world: GuideWorld, id: string, has: object, shown: readonly number[]): Promise<void> {
  const { offers } = await world.get(`${world.organisation}/offers`);
  const offer = offers.find((one: { readonly id: string }) => one.id === id);
  expect(offer).toMatchObject(has);
  const { outlook, phone, web } = offer.shows;
  expect([outlook.length, phone.length, web.length]).toEqual(shown);
}
