import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { fastClock } from '../../../test/rackspace/rig.ts';
import { Loopback } from '../../../test/web/loopback.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { getAlias, listAliases } from './aliases.ts';
import { RackspaceClient } from './client.ts';
import { RackspaceProtocolError } from './errors.ts';
import { getCatchAll } from './get-catch-all.ts';
import { getDomain } from './get-domain.ts';
import { getMailbox, type RackspaceMailbox } from './get-mailbox.ts';
import { getSpamList, getSpamSettings } from './spam.ts';

const { signal } = new AbortController();
const BOB = { domain: 'x.example', name: 'bob', service: 'rs' } as const;
const SCOPE = { domain: 'x.example', mailbox: null };
const web = new Loopback();
afterEach(() => web.endAll());

/** A server that answers everything with `body.text`. */
async function serving(body: { text: string }): Promise<RackspaceClient> {
  const port = await web.web((_request, response) => response.end(body.text));
  return new RackspaceClient({
    base: new URL(`http://127.0.0.1:${port}/v1`),
    account: 'me',
    keys: { userKey: new Secret('u'), secretKey: new Secret('s') },
    ca: [],
    allowInsecureLoopback: true,
    clock: fastClock(),
    random: seededRandom(1),
    limits: { readsPerMinute: 1_000_000 },
  });
}

async function read(json: unknown): Promise<RackspaceMailbox> {
  const client = await serving({ text: JSON.stringify(json) });
  return await getMailbox(client, BOB, signal);
}

describe('an answer', () => {
  test('of whatever shape is read, or refused as no answer of this API', async () => {
    const body = { text: '' };
    const client = await serving(body);
    const fields = [
      'name',
      'size',
      'currentUsage',
      'enabled',
      'lastLogin',
      'emailForwardingAddressList',
      'contactInfo',
      'aliases',
      'total',
      'addresses',
      'rsEmailSettings',
      'emailAddressList',
    ];
    const answer = fc.oneof(
      fc.json(),
      fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()).map((json) => JSON.stringify(json)),
    );
    const asks: readonly (() => Promise<unknown>)[] = [
      () => getMailbox(client, BOB, signal),
      () => getMailbox(client, { ...BOB, service: 'ex' }, signal),
      () => getDomain(client, 'x.example', signal),
      () => getCatchAll(client, 'x.example', signal),
      () => listAliases(client, 'x.example', signal),
      () => getAlias(client, 'x.example', 'all', signal),
      () => getSpamSettings(client, SCOPE, signal),
      () => getSpamList(client, SCOPE, 'safelist', signal),
    ];
    await fc.assert(
      fc.asyncProperty(answer, fc.constantFrom(...asks), async (text, ask) => {
        body.text = text;
        const error = await ask().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error === null || error instanceof RackspaceProtocolError, String(error)).toBe(true);
      }),
      { numRuns: 400 },
    );
    client.close();
  });

  test('with numbers and flags as texts, blanks for nothing and addresses in every form is understood', async () => {
    const found = await read({
      name: ' Bob ',
      size: '25600',
      currentUsage: '0.5',
      enabled: 'true',
      lastLogin: ' ',
      createdDate: '2/30/x',
      emailForwardingAddressList: { emailAddress: ['a@x.example', ' ', 'b@x.example'] },
      saveForwardedEmail: 'false',
      vacationMessage: ' ',
      contactInfo: { firstName: 'Bob', lastName: ' ', customID: 7, later: null },
    });
    expect(found).toMatchObject({
      name: 'bob',
      bytesMax: 26_843_545_600,
      bytesUsed: 524_288,
      isEnabled: true,
      lastSignIn: 'never',
      createdAt: null,
      forwardingAddresses: ['a@x.example', 'b@x.example'],
      savesForwarded: false,
      autoReply: '',
      contact: { firstName: 'Bob', customID: '7' },
    });
  });

  test.each([
    { what: 'a negative size', json: { name: 'b', size: -1 }, field: { bytesMax: null } },
    { what: 'a size that is no number', json: { name: 'b', size: 'much' }, field: { bytesMax: null } },
    {
      what: 'one address as a text',
      json: { name: 'b', emailForwardingAddressList: 'a@x.example,b@x.example' },
      field: { forwardingAddresses: ['a@x.example', 'b@x.example'] },
    },
    { what: 'a month of 13', json: { name: 'b', lastLogin: '13/1/2024 1:00:00 AM' }, field: { lastSignIn: null } },
    {
      what: 'noon',
      json: { name: 'b', lastLogin: '1/2/2024 12:00:00 PM' },
      field: { lastSignIn: '2024-01-02T12:00:00' },
    },
  ])('with $what is taken for what it is', async ({ json, field }) => {
    expect(await read(json)).toMatchObject(field);
  });
});
