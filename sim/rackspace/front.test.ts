import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, instant } from '../../src/base/clock.ts';
import { fakeClock } from '../../test/fake-clock.ts';
import type { RackspaceSimOptions } from './options.ts';
import { newDomain, newMailbox } from './organisation.ts';
import { type RunningRackspace, startRackspace } from './start-rackspace.ts';

/** The published example. */
const KEYS = { account: '7', userKey: 'eGbq9/2hcZsRlr1JV1Pi', secretKey: 'QHOvchm/40czXhJ1OxfxK7jDHr3t' };
const AGENT = 'Rackspace Management Interface';
const AT = instant(Date.UTC(2001, 2, 8, 14, 37, 25));
const PUBLISHED = `${KEYS.userKey}:20010308143725:46VIwd66mOFGG8IkbgnLlXnfnkU=`;
const DOMAIN = '/v1/customers/7/domains/example.com';
const BOB = `${DOMAIN}/rs/mailboxes/bob`;

const open: RunningRackspace[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(
  options: Partial<RackspaceSimOptions> = {},
): Promise<RunningRackspace & { readonly clock: ReturnType<typeof fakeClock> }> {
  const mailboxes = [newMailbox('bob', { password: 'Planted-Passw0rd' }), newMailbox('eve', { enabled: false })];
  const clock = fakeClock(AT);
  const domain = newDomain('example.com', {
    mailboxes,
    lists: { one: ['bob@example.com'], two: ['a@x.example', 'b@x.example'] },
  });
  const rackspace = await startRackspace({ keys: KEYS, organisation: { domains: [domain] }, clock, ...options });
  open.push(rackspace);
  return { ...rackspace, clock };
}

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly signature?: string;
  readonly agent?: string;
  readonly accept?: string;
  readonly form?: string;
}

async function ask(
  { port }: RunningRackspace,
  asked: Asked = {},
): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly text: string }> {
  const {
    path = DOMAIN,
    method = 'GET',
    signature = PUBLISHED,
    agent = AGENT,
    accept = 'application/json',
    form,
  } = asked;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      'x-api-signature': signature,
      'user-agent': agent,
      accept,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form === undefined ? {} : { body: form }),
  });
  const text = await answer.text();
  return { status: answer.status, json: JSON.parse(text) as Record<string, unknown>, text }; // the simulator answers with objects
}

/** A signature by the book. */
function signed(clock: Clock, secretKey = KEYS.secretKey, agent = AGENT): string {
  const timestamp = new Date(clock.now()).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  const digest = createHash('sha1')
    .update(KEYS.userKey + agent + timestamp + secretKey)
    .digest('base64');
  return `${KEYS.userKey}:${timestamp}:${digest}`;
}

describe('a signature', () => {
  test('that was published is believed at the time that was published', async () => {
    expect(await ask(await start())).toMatchObject({
      status: 200,
      json: { name: 'example.com', serviceType: 'rsemail' },
    });
  });

  test.each([
    {
      what: 'with the time that the published header misprints',
      asked: { signature: PUBLISHED.replace('0308', '0317') },
    },
    { what: 'in hex', asked: { signature: `${KEYS.userKey}:20010308143725:e3a548c1deba98e1461bc2246e09cb9579df9e45` } },
    { what: 'under another name of the program', asked: { agent: 'curl' } },
    { what: 'of another user key', asked: { signature: PUBLISHED.replace('eGbq9', 'xGbq9') } },
    { what: 'without its padding', asked: { signature: PUBLISHED.slice(0, -1) } },
    { what: 'that is none', asked: { signature: 'x' } },
  ])('$what is not believed', async ({ asked }) => {
    const { status, json } = await ask(await start(), asked);
    expect(status).toBe(403);
    expect(json).toMatchObject({ unauthorizedFault: { message: 'Authentication failed.' } });
  });

  test('is too old after some minutes, and a new one is believed', async () => {
    const rackspace = await start();
    rackspace.clock.advance(6 * 60_000);
    expect((await ask(rackspace)).status).toBe(403);
    expect((await ask(rackspace, { signature: signed(rackspace.clock) })).status).toBe(200);
  });
});

describe('throttling', () => {
  test('answers HTTP 403 with other words, also to who is not signed in, until the window is over', async () => {
    const rackspace = await start({ rate: { reads: 2, writes: 1, windowMs: 60_000 } });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await ask(rackspace)).status);
    expect(statuses).toEqual([200, 200, 403, 403]);
    expect((await ask(rackspace, { signature: 'x' })).json).toMatchObject({
      unauthorizedFault: { message: 'Exceeded request limits' },
    });
    expect((await ask(rackspace, { path: BOB, method: 'PUT', form: 'enabled=true' })).status).toBe(200);
    rackspace.clock.advance(60_000);
    expect((await ask(rackspace)).status).toBe(200);
    expect(rackspace.counters.throttled).toBe(3);
  });
});

describe('reading', () => {
  test.each([
    { path: '/v1/customers/me/domains', status: 200 },
    { path: '/v1/customers/8/domains', status: 403 },
    { path: '/v2/customers/7/domains', status: 404 },
    { path: `${DOMAIN}/rs/mailboxes?size=1&offset=1`, status: 200 },
    { path: `${DOMAIN}/rs/mailboxes?size=x`, status: 400 },
    { path: `${DOMAIN}/rs/mailboxes?fields=password`, status: 400 },
    { path: `${DOMAIN}/rs/mailboxes/nobody`, status: 404 },
    { path: `${DOMAIN}/rs/aliases/nobody`, status: 404 },
    { path: `${DOMAIN}/rs/nothing`, status: 404 },
    { path: `${BOB}/spam/nothing`, status: 404 },
    { path: `${BOB}/spam/safelist`, status: 200 },
    { path: '/v1/customers/7/domains/%E0%A4%A', status: 400 },
  ])('$path answers $status', async ({ path, status }) => {
    expect((await ask(await start(), { path })).status).toBe(status);
  });

  test('answers in JSON alone', async () => {
    expect((await ask(await start(), { accept: 'text/xml' })).status).toBe(406);
  });

  test('pages by entries, and tells only the fields that are asked for', async () => {
    const rackspace = await start();
    const { json } = await ask(rackspace, { path: `${DOMAIN}/rs/mailboxes?size=1&offset=1&fields=enabled` });
    expect(json).toEqual({ offset: 1, size: 1, total: 2, rsMailboxes: [{ name: 'eve', enabled: false }] });
    const { json: some } = await ask(rackspace, { path: `${DOMAIN}/rs/mailboxes?enabled=false` });
    expect(some).toMatchObject({ total: 1, rsMailboxes: [{ name: 'eve' }] });
  });

  test('tells the only member of an alias in the list, and the others with the alias', async () => {
    const rackspace = await start();
    const { json } = await ask(rackspace, { path: `${DOMAIN}/rs/aliases` });
    expect(json['aliases']).toEqual([
      { name: 'one', numberOfMembers: 1, singleMemberName: 'bob@example.com' },
      { name: 'two', numberOfMembers: 2 },
    ]);
    const { json: two } = await ask(rackspace, { path: `${DOMAIN}/rs/aliases/two` });
    expect(two['emailAddressList']).toEqual({ emailAddress: ['a@x.example', 'b@x.example'] });
  });

  test('never tells a password', async () => {
    expect((await ask(await start(), { path: BOB })).text).not.toContain('Planted');
  });
});

describe('a change', () => {
  test.each([
    {
      form: 'enabled=false&emailForwardingAddresses=a%40x.example%2Cb%40x.example&saveForwardedEmail=true',
      status: 200,
    },
    { form: 'emailForwardingAddressList=a%40x.example', status: 400 },
    { form: 'enabled=maybe', status: 400 },
    { form: 'password=weak', status: 400 },
    {
      form: `emailForwardingAddresses=${Array.from({ length: 16 }, (_one, at) => `a${at}@x.example`).join()}`,
      status: 400,
    },
  ])('$form answers $status', async ({ form, status }) => {
    expect((await ask(await start(), { path: BOB, method: 'PUT', form })).status).toBe(status);
  });

  test('with one bad field changes nothing', async () => {
    const rackspace = await start();
    await ask(rackspace, { path: BOB, method: 'PUT', form: 'enabled=false&password=weak' });
    expect((await ask(rackspace, { path: BOB })).json).toMatchObject({ enabled: true });
    expect(rackspace.counters.changes).toEqual([]);
  });

  test('of something else is not allowed', async () => {
    expect((await ask(await start(), { path: DOMAIN, method: 'PUT', form: 'a=b' })).status).toBe(405);
  });
});
