import { describe, expect, test } from 'vitest';
import { newDomain, newMailbox, type OrganisationState } from '../../../sim/rackspace/organisation.ts';
import { DOMAIN, KEYS, type RigOptions, rigsOfFile } from '../../../test/rackspace/rig.ts';
import { Secret } from '../../base/secret.ts';
import { HttpError } from '../http-errors.ts';
import { RackspaceProtocolError } from './errors.ts';
import { type Probe, probeAccount } from './probe-account.ts';

const start = rigsOfFile();
const { signal } = new AbortController();
const MINUTE = 60_000;
const people = [newMailbox('ann'), newMailbox('bob'), newMailbox('eve')];
const organisation: OrganisationState = { domains: [newDomain(DOMAIN, { mailboxes: people })] };
const wrongKey = { userKey: new Secret(KEYS.userKey), secretKey: new Secret('another') };

async function probe(
  options: Partial<RigOptions> = {},
  domain = DOMAIN,
): Promise<{ readonly probe: Probe; readonly requests: number }> {
  const { client, rackspace } = await start({ organisation, ...options });
  return { probe: await probeAccount(client, domain, signal), requests: rackspace.counters.requests };
}

describe('one question', () => {
  test('tells how many mailboxes there are, and what time it is there', async () => {
    const asked = await probe();
    expect(asked).toMatchObject({ probe: { is: 'accepted', mailboxes: 3 }, requests: 1 });
    expect(Math.abs(asked.probe.skewMs ?? MINUTE)).toBeLessThan(MINUTE / 2);
  });

  test.each([-3, 3])(
    'tells that the clock is wrong by %i minutes where the server believes it all the same',
    async (minutes) => {
      const asked = await probe({ skewMs: minutes * MINUTE });
      expect(asked).toMatchObject({ probe: { is: 'accepted' }, requests: 1 });
      expect(Math.abs((asked.probe.skewMs ?? 0) - minutes * MINUTE)).toBeLessThan(MINUTE / 2);
    },
  );

  test('is signed anew where the clock was the reason, and tells it then, too', async () => {
    const asked = await probe({ skewMs: 37 * MINUTE });
    expect(asked).toMatchObject({ probe: { is: 'accepted' }, requests: 2 });
    expect(Math.abs((asked.probe.skewMs ?? 0) - 37 * MINUTE)).toBeLessThan(MINUTE / 2);
  });

  test.each<{ what: string; options: Partial<RigOptions>; domain?: string; trouble: string }>([
    { what: 'another key', options: { client: { keys: wrongKey } }, trouble: 'key' },
    { what: 'another account', options: { client: { account: '99' } }, trouble: 'forbidden' },
    { what: 'another domain', options: {}, domain: 'elsewhere.example', trouble: 'missing' },
    {
      what: 'too many requests',
      options: { client: { limits: { patienceMs: 0 } }, rate: { reads: 0, writes: 0, windowMs: MINUTE } },
      trouble: 'throttled',
    },
  ])('is refused at once: $what', async ({ options, domain, trouble }) => {
    const asked = await probe(options, domain);
    expect(asked).toMatchObject({ probe: { is: 'refused', refusal: { trouble } }, requests: 1 });
    expect(asked.probe.skewMs).not.toBeNull();
  });

  test.each([
    {
      what: 'a page instead of JSON',
      then: { is: 'http', status: 200, body: '<html>' },
      error: RackspaceProtocolError,
    },
    { what: 'a connection that ends', then: { is: 'cut', at: 'before-work' }, error: HttpError },
  ] as const)('is no answer: $what', async ({ then, error }) => {
    const { client, rackspace } = await start({ organisation });
    rackspace.setFaults([{ when: {}, then }]);
    await expect(probeAccount(client, DOMAIN, signal)).rejects.toBeInstanceOf(error);
  });
});

test('what time it is there is not known where the answer has no date that can be read', async () => {
  const { client, rackspace } = await start({ organisation });
  rackspace.setFaults([
    { when: {}, then: { is: 'http', status: 200, body: '{"total": 1}', headers: { Date: 'now' } } },
  ]);
  expect(await probeAccount(client, DOMAIN, signal)).toEqual({ is: 'accepted', mailboxes: 1, skewMs: null });
});
