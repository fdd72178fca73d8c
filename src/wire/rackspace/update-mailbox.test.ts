import { describe, expect, test } from 'vitest';
import { newDomain, newMailbox } from '../../../sim/rackspace/organisation.ts';
import { DOMAIN, type Rig, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { Secret } from '../../base/secret.ts';
import { RackspaceDoubtError, RackspaceStatusError } from './errors.ts';
import { getMailbox, type RackspaceMailbox } from './get-mailbox.ts';
import { updateMailbox } from './update-mailbox.ts';

const start = rigsOfFile();
const { signal } = new AbortController();
const BOB = { domain: DOMAIN, name: 'bob' };
const PASSWORD = 'New-Passw0rd-planted';

async function bobsServer(): Promise<
  Rig & { readonly bob: () => Promise<RackspaceMailbox>; readonly password: () => string }
> {
  const mailbox = newMailbox('bob', { emailForwardingAddressList: ['old@elsewhere.example'] });
  const rig = await start({ organisation: { domains: [newDomain(DOMAIN, { mailboxes: [mailbox] })] } });
  return {
    ...rig,
    bob: () => getMailbox(rig.client, { ...BOB, service: 'rs' }, signal),
    password: () => mailbox.password,
  };
}

describe('a change', () => {
  test('of password, state and forwarding arrives under the names that are for writing', async () => {
    const { client, rackspace, bob, password } = await bobsServer();
    const forwarding = { addresses: ['a@elsewhere.example', 'b+c@elsewhere.example'], keepsCopy: true };
    await updateMailbox(client, BOB, { password: new Secret(PASSWORD), isEnabled: false, forwarding }, signal);
    expect(rackspace.counters.changes).toEqual([
      {
        path: `/v1/customers/100200/domains/${DOMAIN}/rs/mailboxes/bob`,
        fields: ['password', 'enabled', 'emailForwardingAddresses', 'saveForwardedEmail'],
      },
    ]);
    expect(password()).toBe(PASSWORD);
    const found = await bob();
    expect(found).toMatchObject({ isEnabled: false, savesForwarded: true, forwardingAddresses: forwarding.addresses });
  });

  test('that leaves forwarding out leaves it alone, and one without addresses ends it', async () => {
    const { client, bob } = await bobsServer();
    await updateMailbox(client, BOB, { isEnabled: false }, signal);
    expect((await bob()).forwardingAddresses).toEqual(['old@elsewhere.example']);
    await updateMailbox(client, BOB, { forwarding: { addresses: [], keepsCopy: false } }, signal);
    expect((await bob()).forwardingAddresses).toEqual([]);
  });

  test('that is throttled was not made, and is sent again', async () => {
    const { client, rackspace, bob } = await bobsServer();
    rackspace.setFaults([{ when: { method: 'PUT', times: 1 }, then: { is: 'throttle', forMs: 1000 } }]);
    await updateMailbox(client, BOB, { isEnabled: false }, signal);
    expect(rackspace.counters.changes).toHaveLength(1);
    expect((await bob()).isEnabled).toBe(false);
  });

  test('that is refused is not sent again', async () => {
    const { client, rackspace } = await bobsServer();
    const weak = updateMailbox(client, BOB, { password: new Secret('weak') }, signal);
    await expect(weak).rejects.toBeInstanceOf(RackspaceStatusError);
    expect(rackspace.counters.requests).toBe(1);
  });
});

describe('a change whose answer is lost', () => {
  test.each([
    { what: 'after it was made', at: 'after-work' },
    { what: 'before it was made', at: 'before-work' },
  ] as const)('$what is looked at, and made exactly once', async ({ at }) => {
    const { client, rackspace, bob } = await bobsServer();
    await bob();
    rackspace.setFaults([{ when: { method: 'PUT', times: 1 }, then: { is: 'cut', at } }]);
    await updateMailbox(client, BOB, { isEnabled: false }, signal);
    expect(rackspace.counters.changes).toHaveLength(1);
    expect((await bob()).isEnabled).toBe(false);
  });

  test('is reported when it was a password, and not sent again', async () => {
    const { client, rackspace, bob, password } = await bobsServer();
    await bob();
    rackspace.setFaults([{ when: { method: 'PUT' }, then: { is: 'cut', at: 'after-work' } }]);
    const change = updateMailbox(client, BOB, { password: new Secret(PASSWORD) }, signal);
    const error = await change.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RackspaceDoubtError);
    expect(String(error)).not.toContain('planted');
    expect(rackspace.counters.changes).toHaveLength(1);
    expect(password()).toBe(PASSWORD);
  });

  test.each([500, 502, 503])('with HTTP %i is reported when it was a password', async (status) => {
    const { client, rackspace } = await bobsServer();
    rackspace.setFaults([{ when: { method: 'PUT' }, then: { is: 'http', status, body: 'x' } }]);
    const change = updateMailbox(client, BOB, { password: new Secret(PASSWORD) }, signal);
    await expect(change).rejects.toBeInstanceOf(RackspaceDoubtError);
    expect(rackspace.counters.requests).toBe(1);
  });
});
