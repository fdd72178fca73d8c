import { afterEach, describe, expect, test } from 'vitest';
import { newDomain, newMailbox } from '../../../sim/rackspace/organisation.ts';
import { DOMAIN, fastClock, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { Loopback } from '../../../test/web/loopback.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { RackspaceClient } from './client.ts';
import { RackspaceProtocolError } from './errors.ts';
import { listDomains } from './list-domains.ts';
import { listMailboxes } from './list-mailboxes.ts';

const { signal } = new AbortController();

describe('a list of mailboxes', () => {
  const start = rigsOfFile();

  test.each([0, 1, 249, 250, 251, 750])('of %i entries is read to its end', async (count) => {
    const mailboxes = Array.from({ length: count }, (_mailbox, at) => newMailbox(`m${at}`));
    const { client, rackspace } = await start({ organisation: { domains: [newDomain(DOMAIN, { mailboxes })] } });
    const found = await listMailboxes(client, DOMAIN, signal);
    expect(found.map(({ name }) => name)).toEqual(mailboxes.map(({ name }) => name));
    expect(rackspace.counters.requests).toBe(Math.max(1, Math.ceil(count / 250)));
  });

  test('tells sizes in bytes, times without a zone, and what it does not know', async () => {
    const mailboxes = [
      newMailbox('a', { size: 25_600, currentUsage: 12, lastLogin: '3/5/2024 12:07:09 AM', enabled: false }),
      newMailbox('b', { lastLogin: '', createdDate: '12/31/2023 12:00:00 PM' }),
    ];
    const { client } = await start({ organisation: { domains: [newDomain(DOMAIN, { mailboxes })] } });
    const [a, b] = await listMailboxes(client, DOMAIN, signal);
    expect(a).toEqual({
      name: 'a',
      displayName: null,
      bytesMax: 26_843_545_600,
      bytesUsed: 12_582_912,
      isEnabled: false,
      createdAt: '2019-01-15T09:00:00',
      lastSignIn: '2024-03-05T00:07:09',
    });
    expect(b).toMatchObject({ lastSignIn: 'never', createdAt: '2023-12-31T12:00:00' });
  });
});

describe('a server that pages badly', () => {
  const web = new Loopback();
  afterEach(() => web.endAll());

  /** Answers with what `page` makes of offset and size; counts the requests. */
  async function paging(
    page: (offset: number, size: number) => object,
  ): Promise<{ client: RackspaceClient; asked: () => number }> {
    let asked = 0;
    const port = await web.web((request, response) => {
      asked += 1;
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      response.end(JSON.stringify(page(Number(searchParams.get('offset')), Number(searchParams.get('size')))));
    });
    const client = new RackspaceClient({
      base: new URL(`http://127.0.0.1:${port}/v1`),
      account: 'me',
      keys: { userKey: new Secret('u'), secretKey: new Secret('s') },
      ca: [],
      allowInsecureLoopback: true,
      clock: fastClock(),
      random: seededRandom(1),
      limits: { readsPerMinute: 100_000 },
    });
    return { client, asked: () => asked };
  }
  const named = (count: number, from = 0): readonly object[] =>
    Array.from({ length: count }, (_entry, at) => ({ name: `d${from + at}.example` }));

  test('by giving less than was asked for is read all the same', async () => {
    const { client, asked } = await paging((offset) => ({
      total: 120,
      domains: named(Math.min(50, 120 - offset), offset),
    }));
    expect(await listDomains(client, signal)).toHaveLength(120);
    expect(asked()).toBe(3);
  });

  test('by giving the first page again and again is not followed for ever', async () => {
    const { client, asked } = await paging(() => ({ total: 120, domains: named(50) }));
    await expect(listDomains(client, signal)).rejects.toThrow('has 120 entries by its own count, and 50 came');
    expect(asked()).toBe(6);
  });

  test('by not saying how many there are ends with a page that is not full', async () => {
    const { client } = await paging((offset, size) => ({
      domains: named(Math.max(0, Math.min(size, 300 - offset)), offset),
    }));
    expect(await listDomains(client, signal)).toHaveLength(300);
  });

  test('because the list changed meanwhile is read again, so that nothing that moved is missed', async () => {
    let all = named(300);
    const { client } = await paging((offset, size) => {
      const page = { total: all.length, domains: all.slice(offset, offset + size) };
      // Taking one away from the first page moves the others: entry 250 is on no page that is still asked for.
      if (offset === 0 && all.length === 300) all = all.slice(1);
      return page;
    });
    expect(await listDomains(client, signal)).toHaveLength(299);
    expect(await listDomains(client, signal)).toContain('d250.example');
  });

  test.each([
    { what: 'entries without a name', page: { total: 1, domains: [{}] } },
    { what: 'entries that are no objects', page: { total: 1, domains: ['x'] } },
    { what: 'a list that is a text', page: { total: 1, domains: 'x' } },
    { what: 'names longer than any', page: { total: 1, domains: [{ name: 'x'.repeat(5000) }] } },
  ])('with $what is not believed', async ({ page }) => {
    const { client } = await paging(() => page);
    await expect(listDomains(client, signal)).rejects.toBeInstanceOf(RackspaceProtocolError);
  });
});
