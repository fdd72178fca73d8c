import { describe, expect, test } from 'vitest';
import { run, SOURCE, sampleSurvey } from '../../../test/cli/run-program.ts';
import { instant } from '../../base/clock.ts';
import type { Inventory, InventoryMailbox } from '../../model/inventory.ts';
import { parseInventory } from './known-mailboxes.ts';
import { parseSurvey } from './mailbox-figures.ts';

describe('a survey', () => {
  test('is read as godwit survey --json writes it', async () => {
    const { out } = await run(['survey', ...SOURCE, '--json'], { survey: async () => sampleSurvey() });
    expect(parseSurvey(out, 'bob.json')).toEqual({
      users: ['bob@example.com'],
      items: 2,
      bytes: 1040,
      oldest: '2019-03-04',
      newest: '2020-01-01',
      folders: [
        {
          path: ['INBOX'],
          role: 'inbox',
          isMail: true,
          items: 2,
          bytes: 1040,
          oldest: '2019-03-04',
          newest: '2020-01-01',
        },
        { path: ['Invoices 2020/2021'], role: 'plain', isMail: true, items: 0, bytes: 0, oldest: null, newest: null },
      ],
      years: [
        { year: 2019, items: 1, bytes: 40 },
        { year: 2020, items: 1, bytes: 1000 },
      ],
    });
  });

  test.each(['{}', '{"mailboxes": []}', '{"exitCode": 3, "problem": "connection.refused"}'])('is not %s', (text) => {
    expect(() => parseSurvey(text, 'bob.json')).toThrow('bob.json: this is no survey.');
  });
});

describe('an inventory', () => {
  const untold: InventoryMailbox = {
    address: 'ann@example.com',
    platform: 'rackspace-email',
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
  const domain = { platforms: null, mailboxesMax: null, hasArchiving: null, hasPublicFolders: null };
  const more = { alternateNames: null, catchAll: null, spam: null };
  const inventory: Inventory = {
    takenAt: instant(0),
    origins: ['mailboxes.csv'],
    domains: [
      { ...domain, ...more, name: 'example.com', isEmailPlus: true },
      { ...domain, ...more, name: 'other.example', isEmailPlus: null },
    ],
    mailboxes: [untold, { ...untold, address: 'bob@example.com', platform: 'exchange', bytesMax: 200, bytesUsed: 100 }],
    lists: [],
    exceptions: [],
  };

  test('is read as godwit inventory --json writes it', async () => {
    const { out } = await run(['inventory', '--csv', 'mailboxes.csv', '--json'], {
      inventory: async () => inventory,
    });
    expect(parseInventory(out, 'inventory.json')).toEqual({
      mailboxes: [
        { address: 'ann@example.com', isExchange: false, bytesMax: null, bytesUsed: null },
        { address: 'bob@example.com', isExchange: true, bytesMax: 200, bytesUsed: 100 },
      ],
      emailPlusDomains: ['example.com'],
    });
  });

  test('is not a survey', () => {
    expect(() => parseInventory('{"folders": []}', 'x.json')).toThrow('x.json: this is no inventory.');
  });
});
