import { describe, expect, test } from 'vitest';
import { instant } from '../base/clock.ts';
import type { Inventory, InventoryMailbox } from '../model/inventory.ts';
import { collidingAddresses, mailboxFlags } from './inventory-flags.ts';

const UNKNOWN: InventoryMailbox = {
  address: 'bob@x.example',
  platform: null,
  displayName: null,
  isEnabled: null,
  bytesMax: null,
  bytesUsed: null,
  createdAt: null,
  lastSignIn: null,
  forwarding: null,
  autoReply: null,
  visibility: null,
  contact: null,
  otherAddresses: null,
  spam: null,
};
const DOMAIN = {
  name: 'x.example',
  platforms: null,
  isEmailPlus: null,
  mailboxesMax: null,
  hasArchiving: null,
  hasPublicFolders: null,
  alternateNames: ['www.x.example'],
  catchAll: null,
  spam: null,
};
const INVENTORY: Inventory = {
  takenAt: instant(Date.UTC(2026, 10, 22)),
  origins: [],
  domains: [DOMAIN],
  mailboxes: [],
  lists: [],
  exceptions: [],
};

describe('a mailbox', () => {
  test.each<{ what: string; of: Partial<InventoryMailbox>; flags: readonly string[] }>([
    { what: 'of which nothing is known', of: {}, flags: [] },
    { what: 'that is 95 % full', of: { bytesMax: 1000, bytesUsed: 950 }, flags: ['nearly-full'] },
    { what: 'that is not quite so full', of: { bytesMax: 1000, bytesUsed: 949 }, flags: [] },
    { what: 'without a limit', of: { bytesMax: 0, bytesUsed: 949 }, flags: [] },
    { what: 'that is disabled', of: { isEnabled: false }, flags: ['disabled'] },
    { what: 'nobody ever used', of: { lastSignIn: 'never' }, flags: ['never-signed-in'] },
    { what: 'nobody used for half a year', of: { lastSignIn: '2026-05-01T00:00:00' }, flags: ['dormant'] },
    { what: 'somebody used this summer', of: { lastSignIn: '2026-06-01T00:00:00' }, flags: [] },
    { what: 'with a date that is none', of: { lastSignIn: '2026-99-01T00:00:00' }, flags: [] },
    {
      what: 'that forwards within the organisation',
      of: { forwarding: { addresses: ['a@X.example', 'a@www.x.example'], keepsCopy: true } },
      flags: [],
    },
    {
      what: 'that forwards outside and keeps nothing',
      of: { forwarding: { addresses: ['a@x.example', 'a@y.example'], keepsCopy: false } },
      flags: ['outside-forwarding', 'nothing-kept'],
    },
    { what: 'whose forwarding is off', of: { forwarding: { addresses: [], keepsCopy: false } }, flags: [] },
    { what: 'whose owner is away', of: { autoReply: { isOn: true, text: null } }, flags: ['auto-reply'] },
    { what: 'on Exchange', of: { platform: 'exchange' }, flags: ['on-exchange'] },
  ])('$what is flagged for that and nothing else', ({ of, flags }) => {
    expect(mailboxFlags({ ...UNKNOWN, ...of }, INVENTORY)).toEqual(flags);
  });
});

test('an address that is used twice is named once, whatever its case', () => {
  const mailboxes = [
    { ...UNKNOWN, otherAddresses: ['Sales@x.example'] },
    { ...UNKNOWN, address: 'eve@x.example' },
  ];
  const lists = [
    { address: 'sales@x.example', is: 'alias', members: null },
    { address: 'bob@x.example', is: 'group', members: null },
    { address: 'all@x.example', is: 'group', members: null },
  ] as const;
  expect(collidingAddresses({ ...INVENTORY, mailboxes, lists })).toEqual(['bob@x.example', 'sales@x.example']);
});

test('an address that a mailbox names as its own once more is no second one', () => {
  const mailboxes = [{ ...UNKNOWN, otherAddresses: ['BOB@x.example', 'b@x.example', 'B@x.example'] }];
  expect(collidingAddresses({ ...INVENTORY, mailboxes })).toEqual([]);
});
