import { describe, expect, test } from 'vitest';
import { newDomain, newMailbox, newSpam, type OrganisationState } from '../../sim/rackspace/organisation.ts';
import { sampleOrganisation } from '../../sim/rackspace/sample.ts';
import { DOMAIN, KEYS, type Rig, rigsOfFile } from '../../test/rackspace/rig.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Progress } from '../model/progress.ts';
import { type RackspaceInventoryOptions, readRackspaceInventory } from './rackspace-inventory.ts';
import type { Shelf, ShelvedMailbox } from './shelf.ts';

const start = rigsOfFile();
const MINUTE = 60_000;

function memoryShelf(): Shelf & { readonly known: Map<string, ShelvedMailbox> } {
  const known = new Map<string, ShelvedMailbox>();
  return { known, find: (address) => known.get(address) ?? null, put: async (one) => void known.set(one.address, one) };
}

async function read(
  { server, clock }: Rig,
  more: Partial<RackspaceInventoryOptions> = {},
  signal = new AbortController().signal,
): Promise<Inventory> {
  const plain = {
    server,
    domains: [],
    depth: 'settings',
    shelf: memoryShelf(),
    clock,
    watch: () => undefined,
  } as const;
  return await readRackspaceInventory({ ...plain, ...more }, signal);
}

const small = (): OrganisationState => ({
  domains: [
    newDomain(DOMAIN, {
      serviceType: 'both',
      rsEmailProduct: 'rse-plus',
      archivingServiceEnabled: true,
      aliases: ['www.example.com'],
      catchAll: 'bob@example.com',
      mailboxes: [
        newMailbox('bob', {
          displayName: 'Bob',
          currentUsage: 12,
          emailForwardingAddressList: ['bob@elsewhere.example'],
          enableVacationMessage: true,
          vacationMessage: 'Away, \u0007 <b>really</b>',
          contactInfo: { firstName: 'Bob', mobileNumber: '+1 555 0100', notes: ' ' },
          spam: newSpam({
            filterLevel: 'exclusive',
            spamHandling: 'toAddress',
            spamForwardingAddress: 'junk@example.com',
            blocklist: ['@%.spam.example'],
          }),
        }),
        newMailbox('anna', { lastLogin: '11/2/2026 2:07:09 PM' }),
      ],
      exchangeMailboxes: [
        {
          name: 'eve',
          displayName: 'Eve',
          size: 102_400,
          currentUsage: 2048,
          enabled: true,
          isHidden: true,
          lastLogin: '',
          emailForwardingAddress: '',
          saveForwardedEmail: false,
          contactInfo: { jobTitle: 'CFO' },
          emailAddressList: [{ address: 'e@example.com', replyTo: false }],
          spam: newSpam(),
        },
      ],
      lists: { info: ['bob@example.com'], all: ['bob@example.com', 'anna@example.com', 'x@elsewhere.example'] },
      spam: newSpam({ safelist: ['partner.example'], ipblocklist: ['203.0.113.%'] }),
    }),
    newDomain('second.example'),
  ],
});

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
    const found = await read(await start({ organisation: small() }), { depth: 'everything' });
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
    const found = await read(rig, { depth: 'sizes' });
    expect(found.mailboxes).toHaveLength(600);
    expect(found.mailboxes[5]).toMatchObject({ forwarding: null, bytesMax: 26_843_545_600 });
    expect(rig.rackspace.counters.requests).toBeLessThan(15);
  });

  test('can be asked for one domain of several', async () => {
    const found = await read(await start({ organisation: small() }), { domains: ['second.example'] });
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
    const found = await read(rig, { watch });
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
    const first = await read(rig, { shelf });
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
    const second = await read(again, { shelf });
    expect(second.exceptions).toEqual([]);
    expect(second.mailboxes.every(({ forwarding }) => forwarding !== null)).toBe(true);
    expect(again.rackspace.counters.requests).toBeLessThan(300 - known + 20);
  });
});

describe('what cannot be read', () => {
  test('is named, and the rest is there', async () => {
    const rig = await start({ organisation: small() });
    rig.rackspace.setFaults([
      {
        when: { match: '/rs/mailboxes/anna' },
        then: { is: 'http', status: 404, body: '{"itemNotFoundFault":{"message":"gone"}}' },
      },
      { when: { match: '/rs/aliases/all' }, then: { is: 'http', status: 200, body: 'no JSON' } },
      {
        when: { match: '/catchalladdress' },
        then: { is: 'http', status: 403, body: '{"unauthorizedFault":{"message":"Not for you"}}' },
      },
    ]);
    const found = await read(rig);
    expect(found.exceptions.map(({ subject, problem }) => [subject, problem.code])).toEqual([
      [DOMAIN, 'inventory.part-unread'],
      ['all@example.com', 'inventory.part-unread'],
      ['second.example', 'inventory.part-unread'],
      ['anna@example.com', 'inventory.part-unread'],
    ]);
    expect(found.domains[0]).toMatchObject({ catchAll: null, hasArchiving: true });
    expect(found.lists.map(({ members }) => members)).toEqual([null, ['bob@example.com']]);
    expect(found.mailboxes.find(({ address }) => address === 'anna@example.com')).toMatchObject({
      forwarding: null,
      lastSignIn: '2026-11-02T14:07:09',
    });
  });

  test('because nothing answers any more ends with the domains that were read; the others are named', async () => {
    const domains = ['a.example', 'b.example', 'c.example'].map((name) =>
      newDomain(name, { mailboxes: [newMailbox('bob')] }),
    );
    const rig = await start({ organisation: { domains } });
    rig.rackspace.setFaults([
      { when: { match: '/domains/b.example/rs/mailboxes' }, then: { is: 'cut', at: 'before-work' } },
    ]);
    const found = await read(rig);
    expect(found.domains.map(({ name }) => name)).toEqual(['a.example']);
    expect(found.mailboxes.map(({ address }) => address)).toEqual(['bob@a.example']);
    expect(found.exceptions.map(({ subject, problem }) => [subject, problem.code])).toEqual([
      ['b.example', 'inventory.part-unread'],
      ['c.example', 'inventory.part-unread'],
      ['127.0.0.1', 'inventory.unfinished'],
    ]);
  });

  test('twenty times in a row ends the asking', async () => {
    const rig = await start({ organisation: sampleOrganisation(DOMAIN, 400) });
    const body = '{"unauthorizedFault":{"message":"Not for you"}}';
    rig.rackspace.setFaults([{ when: { match: '/rs/mailboxes/' }, then: { is: 'http', status: 403, body } }]);
    const found = await read(rig);
    expect(found.mailboxes).toHaveLength(400);
    expect(found.exceptions.at(-1)?.problem.code).toBe('inventory.unfinished');
    expect(rig.rackspace.counters.requests).toBeLessThan(50);
  });

  test.each([
    {
      what: 'a wrong secret key',
      keys: { userKey: new Secret(KEYS.userKey), secretKey: new Secret('x') },
      account: 'me',
      code: 'inventory.key-refused',
    },
    { what: 'the account of somebody else', keys: null, account: '99', code: 'inventory.forbidden' },
  ])('at all because of $what ends with cause and remedy', async ({ keys, account, code }) => {
    const rig = await start({ organisation: small(), client: { account, ...(keys === null ? {} : { keys }) } });
    const error = await read(rig).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toMatch(/planted/);
  });

  test('after Ctrl-C stays on the shelf', async () => {
    const rig = await start({ organisation: sampleOrganisation(DOMAIN, 300) });
    const stop = new AbortController();
    const shelf = memoryShelf();
    const watch = (progress: Progress): void => {
      if (progress.is === 'settled' && shelf.known.size >= 50) stop.abort(new Failure('run.interrupted', {}));
    };
    await expect(read(rig, { shelf, watch }, stop.signal)).rejects.toMatchObject({ code: 'run.interrupted' });
    expect(shelf.known.size).toBeGreaterThanOrEqual(50);
    expect(shelf.known.size).toBeLessThan(60);
  });
});
