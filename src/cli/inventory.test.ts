import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import { instant } from '../base/clock.ts';
import type { Inventory } from '../model/inventory.ts';
import type { InventoryJob } from './machinery.ts';

const folder = mkdtempSync(join(tmpdir(), 'godwit-inventory-'));
const USER_KEY = join(folder, 'user');
const SECRET_KEY = join(folder, 'secret');
writeFileSync(USER_KEY, 'planted-user\n', { mode: 0o600 });
writeFileSync(SECRET_KEY, 'planted-secret', { mode: 0o644 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KEYS = ['--user-key-file', USER_KEY, '--secret-key-file', SECRET_KEY];

const BOB = {
  address: 'bob@x.example',
  platform: 'rackspace-email',
  displayName: 'Bob \u001b[2J',
  isEnabled: true,
  bytesMax: 26_843_545_600,
  bytesUsed: 26_000_000_000,
  createdAt: null,
  lastSignIn: '2025-12-31T10:00:00',
  forwarding: { addresses: ['b@\u001b[2Jelsewhere.example'], keepsCopy: false },
  autoReply: null,
  visibility: null,
  contact: null,
  otherAddresses: null,
  spam: null,
} as const;
const SAMPLE: Inventory = {
  takenAt: instant(Date.UTC(2026, 0, 5)),
  origins: ['Rackspace, account 7', 'groups.csv'],
  domains: [
    {
      name: 'x.example',
      platforms: ['rackspace-email', 'exchange'],
      isEmailPlus: true,
      mailboxesMax: 25,
      hasArchiving: true,
      hasPublicFolders: false,
      alternateNames: [],
      catchAll: '',
      spam: null,
    },
  ],
  mailboxes: [
    BOB,
    { ...BOB, address: 'eve@x.example', bytesMax: null, bytesUsed: null, lastSignIn: null, forwarding: null },
  ],
  lists: [{ address: 'all@x.example', is: 'group', members: ['bob@x.example', 'eve@x.example'] }],
  exceptions: [],
};
const EXCEPTION = {
  subject: 'api.example',
  problem: { code: 'inventory.unfinished', facts: { count: '4,000', reason: 'it asked to wait.' } },
} as const;

describe('godwit inventory', () => {
  test('shows domains, mailboxes and lists as tables', async () => {
    const { code, out } = await run(['inventory', '--csv', 'x.csv'], { inventory: async () => SAMPLE });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Rackspace, account 7, groups.csv',
        '',
        '  Domain     Product                Licences  Archiving  Catch-all  Safe and blocked senders',
        '  x.example  Email Plus + Exchange        25  yes        none       –',
        '',
        '  Mailbox           Used       Of  Last sign-in  Forwards to              Look at',
        '  bob@x.example  26.0 GB  26.8 GB  2025-12-31    b@\ufffd[2Jelsewhere.example  nearly full, forwards outside, keeps nothing of it',
        '  eve@x.example        –        –  –             –',
        '',
        '  Address        Is          Members  Goes to',
        '  all@x.example  group list        2  bob@x.example, eve@x.example',
        '',
        '2 mailboxes with 26.0 GB and 1 list in 1 domain; of 1 the size is not known.',
        '',
      ].join('\n'),
    );
  });

  test('ends with 2 when something is missing, and says what, why and what to do', async () => {
    const partial = { ...SAMPLE, exceptions: [EXCEPTION] };
    const { code, out } = await run(['inventory', '--csv', 'x.csv'], { inventory: async () => partial });
    expect(code).toBe(2);
    expect(out).toContain('! api.example: The settings of 4,000 mailboxes were not read: it asked to wait.');
    expect(out).toContain('→ Start the same command again: it asks only for what is missing.');
  });

  test('gives everything as one JSON document, with flags, and writes tables where it is told to', async () => {
    const folders: string[] = [];
    const { out, code } = await run(['inventory', '--csv', 'x.csv', '--json', '--out', folder], {
      inventory: async () => ({ ...SAMPLE, exceptions: [EXCEPTION] }),
      writeInventory: async (_inventory, into) => {
        folders.push(into);
        return [join(into, 'mailboxes.csv')];
      },
    });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      takenAt: '2026-01-05T00:00:00Z',
      domains: [{ name: 'x.example', hasArchiving: true }],
      mailboxes: [{ address: 'bob@x.example', flags: ['nearly-full', 'outside-forwarding', 'nothing-kept'] }, {}],
      lists: [{ is: 'group' }],
      exceptions: [{ subject: 'api.example', problem: 'inventory.unfinished' }],
      files: [join(folder, 'mailboxes.csv')],
    });
    expect(folders).toEqual([folder]);
  });

  test('takes keys from files, or from the environment, where they are taken away', async () => {
    const jobs: InventoryJob[] = [];
    const inventory = async (job: InventoryJob): Promise<Inventory> => {
      jobs.push(job);
      return SAMPLE;
    };
    const { errors } = await run(['inventory', '--rackspace-account', '7', ...KEYS, '--domain', 'X.example.'], {
      inventory,
    });
    expect(errors).toContain('Other users of this machine can read the file of --secret-key-file');
    const environment = {
      GODWIT_RACKSPACE_USER_KEY: 'planted-1',
      GODWIT_RACKSPACE_SECRET_KEY: 'planted-2',
      XDG_STATE_HOME: 'state',
    };
    await run(['inventory', '--depth', 'everything', '--requests-per-minute', '90'], { inventory }, { environment });
    expect(
      jobs.map(({ api }) => [api?.account, api?.keys.userKey.reveal(), api?.keys.secretKey.reveal(), api?.depth]),
    ).toEqual([
      ['7', 'planted-user', 'planted-secret', 'settings'],
      ['me', 'planted-1', 'planted-2', 'everything'],
    ]);
    expect(jobs[0]).toMatchObject({
      domains: ['x.example'],
      api: { url: 'https://api.emailsrvr.com/v1', requestsPerMinute: 60 },
    });
    expect(Object.keys(environment)).toEqual(['XDG_STATE_HOME']);
    expect(JSON.stringify(jobs)).not.toContain('planted');
  });

  test.each([
    { args: [], says: 'nothing to take the inventory from' },
    { args: ['--rackspace-account', '7'], says: 'One of the two API keys is missing' },
    { args: ['--rackspace-account', '7', '--user-key-file', USER_KEY], says: 'One of the two API keys is missing' },
    { args: ['--rackspace-account', '../8', ...KEYS], says: 'The account is no number' },
    { args: [...KEYS, '--rackspace-url', 'http://api.emailsrvr.com/v1'], says: '--rackspace-url cannot be used' },
    { args: [...KEYS, '--rackspace-url', 'http://127.0.0.1:80/v1'], says: '--rackspace-url cannot be used' },
    { args: [...KEYS, '--rackspace-url', 'https://u:p@x.example/v1'], says: '--rackspace-url cannot be used' },
    { args: ['--csv', 'x', '--domain', 'a b'], says: 'no domain' },
    { args: ['--csv', 'x', '--depth', 'bottom'], says: 'sizes, settings, everything' },
    { args: ['--csv', 'x', '--requests-per-minute', '0'], says: 'from 1 to' },
    { args: ['--secret-key=planted'], says: '--secret-key' },
  ])('$args is wrong use', async ({ args, says }) => {
    const { code, out, errors } = await run(['inventory', ...args], {});
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(errors).toContain(says);
    expect(errors).not.toContain('planted');
  });
});
