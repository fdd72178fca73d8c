import { describe, expect, test } from 'vitest';
import { newDomain, newMailbox } from '../../sim/rackspace/organisation.ts';
import { sampleOrganisation } from '../../sim/rackspace/sample.ts';
import { memoryShelf, readInventory, smallOrganisation } from '../../test/rackspace/inventories.ts';
import { DOMAIN, KEYS, rigsOfFile } from '../../test/rackspace/rig.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { Progress } from '../model/progress.ts';

const start = rigsOfFile();

describe('what cannot be read', () => {
  test('is named, and the rest is there', async () => {
    const rig = await start({ organisation: smallOrganisation() });
    rig.rackspace.setFaults([
      {
        when: { match: '/rs/mailboxes/anna' },
        then: { is: 'http', status: 404, body: '{"itemNotFoundFault":{"message":"gone"}}' },
      },
      { when: { match: '/rs/aliases/all' }, then: { is: 'http', status: 200, body: 'no JSON' } },
      {
        when: { match: '/catchalladdress' },
        then: { is: 'http', status: 403, body: '{"unauthorizedFault":{"message":"Not for you"}}' },
      },
    ]);
    const found = await readInventory(rig);
    expect(found.exceptions.map(({ subject, problem }) => [subject, problem.code])).toEqual([
      [DOMAIN, 'inventory.part-unread'],
      ['all@example.com', 'inventory.part-unread'],
      ['second.example', 'inventory.part-unread'],
      ['anna@example.com', 'inventory.part-unread'],
    ]);
    expect(found.domains[0]).toMatchObject({ catchAll: null, hasArchiving: true });
    expect(found.lists.map(({ members }) => members)).toEqual([null, ['bob@example.com']]);
    expect(found.mailboxes.find(({ address }) => address === 'anna@example.com')).toMatchObject({
      forwarding: null,
      lastSignIn: '2026-11-02T14:07:09',
    });
  });

  test('because nothing answers any more ends with the domains that were read; the others are named', async () => {
    const domains = ['a.example', 'b.example', 'c.example'].map((name) =>
      newDomain(name, { mailboxes: [newMailbox('bob')] }),
    );
    const rig = await start({ organisation: { domains } });
    rig.rackspace.setFaults([
      { when: { match: '/domains/b.example/rs/mailboxes' }, then: { is: 'cut', at: 'before-work' } },
    ]);
    const found = await readInventory(rig);
    expect(found.domains.map(({ name }) => name)).toEqual(['a.example']);
    expect(found.mailboxes.map(({ address }) => address)).toEqual(['bob@a.example']);
    expect(found.exceptions.map(({ subject, problem }) => [subject, problem.code])).toEqual([
      ['b.example', 'inventory.part-unread'],
      ['c.example', 'inventory.part-unread'],
      ['127.0.0.1', 'inventory.unfinished'],
    ]);
  });

  test('twenty times in a row ends the asking', async () => {
    const rig = await start({ organisation: sampleOrganisation(DOMAIN, 400) });
    const body = '{"unauthorizedFault":{"message":"Not for you"}}';
    rig.rackspace.setFaults([{ when: { match: '/rs/mailboxes/' }, then: { is: 'http', status: 403, body } }]);
    const found = await readInventory(rig);
    expect(found.mailboxes).toHaveLength(400);
    expect(found.exceptions.at(-1)?.problem.code).toBe('inventory.unfinished');
    expect(rig.rackspace.counters.requests).toBeLessThan(50);
  });

  test.each([
    {
      what: 'a wrong secret key',
      keys: { userKey: new Secret(KEYS.userKey), secretKey: new Secret('x') },
      account: 'me',
      code: 'inventory.key-refused',
    },
    { what: 'the account of somebody else', keys: null, account: '99', code: 'inventory.forbidden' },
  ])('at all because of $what ends with cause and remedy', async ({ keys, account, code }) => {
    const rig = await start({
      organisation: smallOrganisation(),
      client: { account, ...(keys === null ? {} : { keys }) },
    });
    const error = await readInventory(rig).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toMatch(/planted/);
  });

  test('after Ctrl-C stays on the shelf', async () => {
    const rig = await start({ organisation: sampleOrganisation(DOMAIN, 300) });
    const stop = new AbortController();
    const shelf = memoryShelf();
    const watch = (progress: Progress): void => {
      if (progress.is === 'settled' && shelf.known.size >= 50) stop.abort(new Failure('run.interrupted', {}));
    };
    await expect(readInventory(rig, { shelf, watch }, stop.signal)).rejects.toMatchObject({ code: 'run.interrupted' });
    expect(shelf.known.size).toBeGreaterThanOrEqual(50);
    expect(shelf.known.size).toBeLessThan(60);
  });
});
