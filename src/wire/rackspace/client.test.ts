import { afterEach, describe, expect, test } from 'vitest';
import { newDomain, newMailbox, type OrganisationState } from '../../../sim/rackspace/organisation.ts';
import { DOMAIN, fastClock, KEYS, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { Loopback } from '../../../test/web/loopback.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { HttpError } from '../http-errors.ts';
import { RackspaceClient } from './client.ts';
import { RackspaceBusyError, RackspaceProtocolError, RackspaceStatusError } from './errors.ts';
import { listDomains } from './list-domains.ts';

const start = rigsOfFile();
const { signal } = new AbortController();
const organisation = (): OrganisationState => ({ domains: [newDomain(DOMAIN, { mailboxes: [newMailbox('bob')] })] });
const MINUTE = 60_000;

async function troubleOf(asked: Promise<unknown>): Promise<unknown> {
  return await asked.then(
    () => 'nothing was wrong',
    (error: unknown) => error,
  );
}

describe('a clock that is wrong', () => {
  test.each([-37, 37, 60 * 24])(
    'by %i minutes is set by the date of the server, with one request more',
    async (minutes) => {
      const { client, rackspace } = await start({ organisation: organisation(), skewMs: minutes * MINUTE });
      expect(await listDomains(client, signal)).toEqual([DOMAIN]);
      expect(rackspace.counters.refused).toEqual({ 'the clock is wrong': 1 });
      expect(await listDomains(client, signal)).toEqual([DOMAIN]);
      expect(rackspace.counters.requests).toBe(3);
      expect(Math.abs(client.skewMs - minutes * MINUTE)).toBeLessThan(MINUTE / 2);
    },
  );

  test('and a wrong key beside it end after one try more', async () => {
    const keys = { userKey: new Secret(KEYS.userKey), secretKey: new Secret('another') };
    const { client, rackspace } = await start({ organisation: organisation(), skewMs: 37 * MINUTE, client: { keys } });
    const error = await troubleOf(listDomains(client, signal));
    expect(error).toBeInstanceOf(RackspaceStatusError);
    expect(error).toMatchObject({ refusal: { trouble: 'key' } });
    expect(rackspace.counters.requests).toBe(2);
  });
});

describe('HTTP 403', () => {
  test('with words about limits is waited for, and is no wrong key', async () => {
    const { client, rackspace } = await start({ organisation: organisation() });
    rackspace.setFaults([{ when: { times: 1 }, then: { is: 'throttle', forMs: 20_000 } }]);
    expect(await listDomains(client, signal)).toEqual([DOMAIN]);
    expect(rackspace.counters.throttled).toBeGreaterThan(0);
    expect(rackspace.counters.refused).toEqual({});
  });

  test('about the keys is told at once', async () => {
    const keys = { userKey: new Secret('another'), secretKey: new Secret(KEYS.secretKey) };
    const { client, rackspace } = await start({ organisation: organisation(), client: { keys } });
    expect(await troubleOf(listDomains(client, signal))).toMatchObject({ refusal: { trouble: 'key' } });
    expect(rackspace.counters.requests).toBe(1);
  });

  test('about another account is neither', async () => {
    const { client } = await start({ organisation: organisation(), client: { account: '99' } });
    expect(await troubleOf(listDomains(client, signal))).toMatchObject({ refusal: { trouble: 'forbidden' } });
  });

  test('that goes on for longer than there is patience ends in that', async () => {
    const limits = { patienceMs: 6 * MINUTE };
    const { client, rackspace } = await start({ organisation: organisation(), client: { limits } });
    rackspace.setFaults([{ when: {}, then: { is: 'throttle', forMs: 60 * MINUTE } }]);
    const error = await troubleOf(listDomains(client, signal));
    expect(error).toBeInstanceOf(RackspaceBusyError);
    expect((error as RackspaceBusyError).waitedMs).toBeGreaterThan(4 * MINUTE); // the line before proves it
    expect(rackspace.counters.requests).toBeLessThan(30);
  });
});

describe('a server that is not well', () => {
  const html = '<html>Bad <b>gateway</b></html>';

  test.each([
    { what: 'HTTP 502', then: { is: 'http', status: 502, body: html } },
    { what: 'HTTP 503', then: { is: 'http', status: 503, body: html, headers: { 'Retry-After': '30' } } },
    { what: 'HTTP 429', then: { is: 'http', status: 429, body: html, headers: { 'Retry-After': '30' } } },
    { what: 'HTTP 500', then: { is: 'http', status: 500, body: '{"appsFault":{"message":"x"}}' } },
    { what: 'a lost connection', then: { is: 'cut', at: 'after-work' } },
  ] as const)('is asked again after $what', async ({ then }) => {
    const { client, rackspace } = await start({ organisation: organisation() });
    await listDomains(client, signal);
    rackspace.setFaults([{ when: { times: 2 }, then }]);
    expect(await listDomains(client, signal)).toEqual([DOMAIN]);
    expect(rackspace.counters.requests).toBe(4);
  });

  test('is asked again after silence, which ends by itself', async () => {
    const limits = { silenceMs: MINUTE };
    const { client, rackspace } = await start({ organisation: organisation(), client: { limits } });
    await listDomains(client, signal);
    rackspace.setFaults([{ when: { times: 1 }, then: { is: 'silence' } }]);
    expect(await listDomains(client, signal)).toEqual([DOMAIN]);
  });

  test('is given up after 500 again and again, and its words are told as one line', async () => {
    const { client, rackspace } = await start({ organisation: organisation() });
    rackspace.setFaults([{ when: {}, then: { is: 'http', status: 500, body: html } }]);
    const error = await troubleOf(listDomains(client, signal));
    expect(String(error)).toContain('HTTP 500 (Bad gateway)');
    expect(rackspace.counters.requests).toBe(3);
  });

  test.each([
    { what: 'a page instead of JSON', status: 200, body: html, error: RackspaceProtocolError },
    { what: 'a list where an object belongs', status: 200, body: '[]', error: RackspaceProtocolError },
    { what: 'more than may come', status: 200, body: '1'.repeat(9 * 1024 * 1024), error: HttpError },
    { what: 'a redirect', status: 302, body: '', error: RackspaceStatusError },
  ])('is not believed: $what', async ({ status, body, error }) => {
    const { client, rackspace } = await start({ organisation: organisation() });
    const headers = { Location: 'http://127.0.0.1:1/' };
    rackspace.setFaults([{ when: {}, then: { is: 'http', status, body, headers } }]);
    expect(await troubleOf(listDomains(client, signal))).toBeInstanceOf(error);
    expect(rackspace.counters.requests).toBe(1);
  });
});

describe('the keys', () => {
  test('are in no error, whatever the server says', async () => {
    const { client, rackspace } = await start({ organisation: organisation() });
    const body = JSON.stringify({
      unauthorizedFault: { message: `no ${KEYS.userKey} and ${KEYS.secretKey}`, code: 403 },
    });
    rackspace.setFaults([{ when: {}, then: { is: 'http', status: 403, body } }]);
    const error = await troubleOf(listDomains(client, signal));
    expect(String(error)).toContain('no ••• and •••');
    expect(JSON.stringify(error) + String(error)).not.toMatch(/planted/);
  });

  test('go nowhere without TLS but to this machine', () => {
    const keys = { userKey: new Secret('u'), secretKey: new Secret('s') };
    const clock = fastClock();
    const make = (url: string): RackspaceClient =>
      new RackspaceClient({
        base: new URL(url),
        account: 'me',
        keys,
        ca: [],
        allowInsecureLoopback: true,
        clock,
        random: seededRandom(1),
      });
    expect(() => make('http://api.emailsrvr.com/v1')).toThrow(HttpError);
    make('https://api.emailsrvr.com/v1').close();
  });
});

describe('an answer that never ends', () => {
  const web = new Loopback();
  afterEach(() => web.endAll());

  test('is ended', async () => {
    const clock = fastClock();
    const port = await web.web((_request, response) => {
      const drip = (): void => {
        response.write(' ');
        clock.sleep(5000, signal).then(
          () => (response.destroyed ? undefined : drip()),
          () => undefined,
        );
      };
      response.writeHead(200, { 'Content-Type': 'application/json' });
      drip();
    });
    const keys = { userKey: new Secret('u'), secretKey: new Secret('s') };
    const client = new RackspaceClient({
      base: new URL(`http://127.0.0.1:${port}/v1`),
      account: 'me',
      keys,
      ca: [],
      allowInsecureLoopback: true,
      clock,
      random: seededRandom(1),
      limits: { answerMs: MINUTE },
    });
    expect(await troubleOf(listDomains(client, signal))).toMatchObject({ trouble: 'silent' });
    client.close();
  });
});
