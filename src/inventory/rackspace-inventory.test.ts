import { describe, expect, test } from 'vitest';
import { sampleOrganisation } from '../../sim/rackspace/sample.ts';
import { memoryShelf, readInventory, smallOrganisation } from '../../test/rackspace/inventories.ts';
import { DOMAIN, rigsOfFile } from '../../test/rackspace/rig.ts';
import type { Progress } from '../model/progress.ts';

const start = rigsOfFile();
const MINUTE = 60_000;

/** What the API tells of the first domain, in the words of the product. */
const FIRST_DOMAIN = {
  name: DOMAIN,
  platforms: ['rackspace-email', 'exchange'],
  isEmailPlus: true,
  mailboxesMax: 25,
  hasArchiving: true,
  hasPublicFolders: false,
  alternateNames: ['www.example.com'],
  catchAll: 'bob@example.com',
  spam: {
    filter: 'on',
    treatment: 'toFolder',
    forwardsTo: null,
    safe: ['partner.example'],
    blocked: [],
    safeIps: [],
    blockedIps: ['203.0.113.%'],
  },
};

const BOB = {
  address: 'bob@example.com',
  platform: 'rackspace-email',
  displayName: 'Bob',
  isEnabled: true,
  bytesMax: 26_843_545_600,
  bytesUsed: 12_582_912,
  createdAt: '2019-01-15T09:00:00',
  lastSignIn: 'never',
  forwarding: { addresses: ['bob@elsewhere.example'], keepsCopy: false },
  autoReply: { isOn: true, text: 'Away, \u0007 <b>really</b>' },
  visibility: { inCompanyDirectory: true, inExchangeAddressList: false },
  contact: { firstName: 'Bob', mobileNumber: '+1 555 0100' },
  otherAddresses: null,
  spam: {
    filter: 'exclusive',
    treatment: 'toAddress',
    forwardsTo: 'junk@example.com',
    safe: [],
    blocked: ['@%.spam.example'],
    safeIps: [],
    blockedIps: [],
  },
};

describe('an organisation', () => {
  test('is told whole: domains, mailboxes of both platforms, lists and settings', async () => {
    const found = await readInventory(await start({ organisation: smallOrganisation() }), { depth: 'everything' });
    expect(found.exceptions).toEqual([]);
    expect(found.domains.map(({ name }) => name)).toEqual([DOMAIN, 'second.example']);
    expect(found.domains[0]).toEqual(FIRST_DOMAIN);
    expect(found.mailboxes.map(({ address }) => address)).toEqual([
      'anna@example.com',
      'bob@example.com',
      'eve@example.com',
    ]);
    expect(found.mailboxes[1]).toEqual(BOB);
    expect(found.mailboxes[2]).toMatchObject({
      platform: 'exchange',
      bytesUsed: 2_147_483_648,
      forwarding: { addresses: [], keepsCopy: false },
      autoReply: null,
      visibility: { inCompanyDirectory: null, inExchangeAddressList: false },
      contact: { jobTitle: 'CFO' },
      otherAddresses: ['e@example.com'],
    });
    expect(found.lists).toEqual([
      {
        address: 'all@example.com',
        is: 'alias',
        members: ['bob@example.com', 'anna@example.com', 'x@elsewhere.example'],
      },
      { address: 'info@example.com', is: 'alias', members: ['bob@example.com'] },
    ]);
  });

  test('at the depth of sizes asks for no single mailbox', async () => {
    const rig = await start({ organisation: sampleOrganisation(DOMAIN, 600) });
    const found = await readInventory(rig, { depth: 'sizes' });
    expect(found.mailboxes).toHaveLength(600);
    expect(found.mailboxes[5]).toMatchObject({ forwarding: null, bytesMax: 26_843_545_600 });
    expect(rig.rackspace.counters.requests).toBeLessThan(15);
  });

  test('can be asked for one domain of several', async () => {
    const found = await readInventory(await start({ organisation: smallOrganisation() }), {
      domains: ['second.example'],
    });
    expect(found.domains.map(({ name }) => name)).toEqual(['second.example']);
  });
});

describe('5,000 mailboxes', () => {
  test('survive throttling in the middle: nothing is missing and nobody is called a wrong key', async () => {
    const organisation = sampleOrganisation(DOMAIN, 5000);
    const rig = await start({
      organisation,
      // The server allows less than is asked for at first.
      rate: { reads: 300, writes: 90, windowMs: MINUTE },
      client: { limits: { readsPerMinute: 2400, pauseMsMin: 5000 } },
    });
    const waits: number[] = [];
    const watch = (progress: Progress): void => {
      if (progress.is === 'waiting') waits.push(progress.untilMs);
    };
    const found = await readInventory(rig, { watch });
    const { throttled, requests, refused } = rig.rackspace.counters;
    expect(found.exceptions).toEqual([]);
    expect(found.mailboxes).toHaveLength(5000);
    expect(found.mailboxes.every(({ forwarding, contact }) => forwarding !== null && contact !== null)).toBe(true);
    const truth = organisation.domains[0]?.mailboxes.reduce((sum, { currentUsage }) => sum + currentUsage, 0) ?? 0;
    expect(found.mailboxes.reduce((sum, { bytesUsed }) => sum + (bytesUsed ?? 0), 0)).toBe(truth * 1024 * 1024);
    expect(waits.length).toBeGreaterThan(0);
    expect(refused).toEqual({});
    expect(throttled).toBeGreaterThan(0);
    // Being told off is the exception: the pace follows what the server allows.
    expect(throttled).toBeLessThan(requests / 20);
  });

  test('that end in the middle are told as far as they are known, and the next run asks only for the rest', async () => {
    const rig = await start({
      organisation: sampleOrganisation(DOMAIN, 300),
      client: { limits: { patienceMs: MINUTE } },
    });
    const shelf = memoryShelf();
    rig.rackspace.setFaults([
      { when: { match: '/rs/mailboxes/', nth: 120 }, then: { is: 'throttle', forMs: 60 * 60 * MINUTE } },
    ]);
    const first = await readInventory(rig, { shelf });
    expect(first.mailboxes).toHaveLength(300);
    const known = first.mailboxes.filter(({ forwarding }) => forwarding !== null).length;
    expect(known).toBeGreaterThan(100);
    expect(known).toBe(shelf.known.size);
    expect(first.exceptions.map(({ problem }) => problem)).toEqual([
      {
        code: 'inventory.unfinished',
        facts: { count: String(300 - known), reason: expect.stringContaining('asked to wait') },
      },
    ]);
    const again = await start({ organisation: sampleOrganisation(DOMAIN, 300) });
    const second = await readInventory(again, { shelf });
    expect(second.exceptions).toEqual([]);
    expect(second.mailboxes.every(({ forwarding }) => forwarding !== null)).toBe(true);
    expect(again.rackspace.counters.requests).toBeLessThan(300 - known + 20);
  });
});
