import { describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import { instant } from '../base/clock.ts';
import type { Inventory, InventoryMailbox } from '../model/inventory.ts';
import { readKnownOrganisation } from './known-organisation.ts';

const SPAM = {
  filter: 'exclusive',
  treatment: null,
  forwardsTo: null,
  safe: ['Partner.example', '@%.example'],
  blocked: null,
  safeIps: [],
  blockedIps: ['203.0.113.%'],
};
const BOB: InventoryMailbox = {
  address: 'bob@example.com',
  platform: 'rackspace-email',
  displayName: 'Bob \u0007',
  isEnabled: false,
  bytesMax: 200,
  bytesUsed: 100,
  createdAt: '2019-01-15T09:00:00',
  lastSignIn: 'never',
  forwarding: { addresses: ['Bob@Elsewhere.example'], keepsCopy: null },
  autoReply: { isOn: true, text: 'Away\nuntil May' },
  visibility: null,
  contact: { notes: '\u0007' },
  otherAddresses: ['b@example.com'],
  spam: SPAM,
};
const UNTOLD: InventoryMailbox = {
  ...BOB,
  address: 'anna@example.com',
  platform: null,
  isEnabled: null,
  bytesMax: null,
  bytesUsed: null,
  lastSignIn: null,
  forwarding: null,
  autoReply: null,
  otherAddresses: null,
  spam: null,
};
const DOMAIN = {
  name: 'example.com',
  platforms: ['rackspace-email', 'exchange'] as const,
  isEmailPlus: null,
  mailboxesMax: 25,
  hasArchiving: true,
  hasPublicFolders: null,
  alternateNames: ['www.example.com'],
  catchAll: '',
  spam: SPAM,
};
const INVENTORY: Inventory = {
  takenAt: instant(Date.UTC(2026, 0, 5)),
  origins: ['Rackspace, account 100200'],
  domains: [DOMAIN],
  mailboxes: [UNTOLD, BOB],
  lists: [
    { address: 'all@example.com', is: 'group', members: ['Bob@example.com', ''] },
    { address: 'info@example.com', is: 'alias', members: null },
  ],
  exceptions: [
    { subject: 'info@example.com', problem: { code: 'inventory.part-unread', facts: { part: 'the x', reason: 'y' } } },
  ],
};

async function written(inventory: Inventory): Promise<string> {
  return (await run(['inventory', '--csv', 'mailboxes.csv', '--json'], { inventory: async () => inventory })).out;
}

describe('an inventory', () => {
  test('is read as godwit inventory --json writes it', async () => {
    const { hasPublicFolders: _, ...domain } = DOMAIN;
    const known = {
      address: 'bob@example.com',
      platform: 'rackspace-email',
      isEnabled: false,
      bytesMax: 200,
      bytesUsed: 100,
      lastSignIn: 'never',
      forwarding: { addresses: ['bob@elsewhere.example'], keepsCopy: null },
      autoReply: { isOn: true },
      otherAddresses: ['b@example.com'],
      spam: SPAM,
    };
    expect(readKnownOrganisation(await written(INVENTORY), 'inventory.json')).toEqual({
      takenAt: INVENTORY.takenAt,
      domains: [domain],
      mailboxes: [{ ...nothingOf(known), address: 'anna@example.com' }, known],
      lists: [
        { address: 'all@example.com', is: 'group', members: ['bob@example.com', ''] },
        { address: 'info@example.com', is: 'alias', members: null },
      ],
      exceptions: [{ subject: 'info@example.com', problem: 'inventory.part-unread', cause: 'Not read: the x: y' }],
    });
  });

  test.each([
    ['{"folders": []}', 'this is no inventory'],
    ['{"exitCode": 3, "problem": "inventory.key-refused"}', 'this is no inventory'],
    ['{"takenAt": "soon", "domains": [], "mailboxes": [], "lists": []}', 'takenAt: a time is expected here'],
    ['{"takenAt": "2026-01-05T00:00:00Z", "domains": [], "mailboxes": [{}], "lists": []}', 'mailboxes[0].address'],
    [
      '{"takenAt": "2026-01-05T00:00:00Z", "domains": [{"name": "x.example", "hasArchiving": "no"}], "mailboxes": [], "lists": []}',
      'domains[0].hasArchiving: true or false is expected here',
    ],
    ['[', 'is no JSON'],
  ])('is not %s', (text, complaint) => {
    expect(() => readKnownOrganisation(text, 'x.json')).toThrow(complaint);
  });
});

/** The same fields, and nobody told what is in them. */
function nothingOf(fields: object): object {
  return Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
}
