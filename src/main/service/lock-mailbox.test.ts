import { expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { newDomain, newMailbox } from '../../../sim/rackspace/organisation.ts';
import { KEYS, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { MoveJob } from '../../cli/machinery.ts';
import { DEFAULT_POLICY } from '../../model/policy.ts';
import { lockMailbox } from './lock-mailbox.ts';

const rigOf = rigsOfFile();
const never = new AbortController().signal;
const ADDRESS = 'ann@example.com';
const BEFORE = 'Her-own-1';
/** Of a server that says yes and does nothing. */
const IGNORED = (): void => undefined;
const OURS = 'Gw-planted-0001';

/** A mailbox whose IMAP server knows the password that the admin API has. */
async function scene(name = 'ann') {
  const mailbox = newMailbox('ann', { password: BEFORE });
  const rig = await rigOf({ organisation: { domains: [newDomain('example.com', { mailboxes: [mailbox] })] } });
  const account = new Account({ user: ADDRESS, password: BEFORE });
  Object.defineProperty(account, 'password', { get: () => (mailbox.enabled ? mailbox.password : 'shut') });
  const imap = await startImapServer({ accounts: [account] });
  onTestFinished(() => imap.stop());
  const owner = { timeZone: 'UTC', addresses: [ADDRESS] };
  const address = { is: 'ews', url: 'https://x/', host: 'x', mailbox: ADDRESS, user: ADDRESS } as const;
  const job: MoveJob = {
    sources: [
      {
        address: { is: 'imap', host: '127.0.0.1', port: imap.port, security: 'plain', user: ADDRESS },
        password: new Secret(OURS),
      },
    ],
    target: { address, password: new Secret('t'), auth: 'basic', owner },
    authorities: [],
    policy: DEFAULT_POLICY,
    contactMapping: null,
    stateFolder: '/nowhere',
    reportFolder: null,
    connectionsMax: 1,
  };
  const connection = {
    url: rig.rackspace.url,
    account: KEYS.account,
    requestsPerMinute: 1000,
    userKey: new Secret(KEYS.userKey),
    secretKey: new Secret(KEYS.secretKey),
  };
  const lock = (how: 'password' | 'disable' | 'enable', before: string | null = BEFORE, keys = connection) => {
    const control = { stopping: never, signal: never, log: silentLog, watch: () => undefined, expect: () => undefined };
    const asked = { how, connection: keys, before: before === null ? null : new Secret(before) };
    return lockMailbox(job, asked, control, { clock: rig.clock, random: systemRandom, mailbox: `${name}@example.com` });
  };
  return { ...rig, mailbox, lock, connection };
}

test('a user is locked out by a password of ours, once, however often it is set', async () => {
  const { mailbox, lock } = await scene();
  await lock('password');
  expect(mailbox.password).toBe(OURS);
  await lock('password', null);
  expect(mailbox.password).toBe(OURS);
});

test('a throttling API is waited for, and a change that may have been made is made again', async () => {
  const { mailbox, lock, rackspace } = await scene();
  rackspace.setFaults([
    { when: { method: 'PUT', times: 1 }, then: { is: 'throttle', forMs: 0 } },
    { when: { method: 'PUT', nth: 2 }, then: { is: 'cut', at: 'after-work' } },
  ]);
  await lock('password');
  expect(mailbox.password).toBe(OURS);
});

test('an old password that still works is told, and keys that are not believed', async () => {
  const { lock, mailbox, connection } = await scene();
  Object.defineProperty(mailbox, 'password', { get: () => BEFORE, set: IGNORED });
  await expect(lock('password')).rejects.toMatchObject({ code: 'lock.not-verified' });
  const wrong = { ...connection, secretKey: new Secret('another') };
  await expect(lock('password', BEFORE, wrong)).rejects.toMatchObject({ code: 'inventory.key-refused' });
});

test('a mailbox is disabled and enabled, as the API itself says', async () => {
  const { mailbox, lock } = await scene();
  await lock('disable');
  expect(mailbox.enabled).toBe(false);
  await lock('enable');
  expect(mailbox.enabled).toBe(true);
});
