import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { multistatusOf, rowOf, type ScriptedOptions } from '../../../test/dav/scripted-server.ts';
import { optionsFor, ScriptedSources } from '../../../test/dav/scripted-source.ts';
import { DavClient } from './client.ts';
import { type DavAccount, discover } from './discover.ts';
import { DavNotFoundError } from './errors.ts';
import { CALDAV } from './names.ts';
import { bestHost, pathIn, type ServiceRecords } from './service-records.ts';
import { basicSignIn } from './sign-in.ts';

const scripted = new ScriptedSources();
afterEach(() => scripted.endAll());

const NO_RECORDS: ServiceRecords = {
  hosts: async () => [],
  texts: async () => [],
};

async function found(options: ScriptedOptions, path = '/', records = NO_RECORDS): Promise<DavAccount> {
  const server = await scripted.server(options);
  return await discoverAt(new URL(path, server.url), records);
}

async function discoverAt(base: URL, records: ServiceRecords): Promise<DavAccount> {
  const { credentials, ...options } = optionsFor(base);
  const client = new DavClient({ ...options, signIn: basicSignIn(credentials.user, credentials.secret) });
  try {
    return await discover(client, { base, service: CALDAV, records }, never());
  } finally {
    client.close();
  }
}

/** The steps of a discovery that must not succeed. */
async function stepsOf(run: Promise<unknown>): Promise<readonly { readonly step: string; readonly why: string }[]> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DavNotFoundError) return error.steps;
  throw new Error(`a DavNotFoundError was expected, not ${String(error)}`);
}

function answering(
  by: Readonly<Record<string, { status: number; location?: string; body?: string }>>,
): ScriptedOptions {
  return {
    intercept: ({ path }, response) => {
      const answer = by[path];
      if (answer === undefined) return false;
      response.writeHead(answer.status, answer.location === undefined ? {} : { Location: answer.location });
      response.end(answer.body ?? '');
      return true;
    },
  };
}

describe('an account is found', () => {
  test('through the well-known address', async () => {
    expect((await found({})).homes.map(({ path }) => path)).toEqual(['/dav/ann/']);
  });

  test.each([301, 302, 303, 307, 308])('through a redirect with %i', async (status) => {
    const account = await found(answering({ '/.well-known/caldav': { status, location: '/' } }));
    expect(account.principal?.path).toBe('/principals/ann/');
  });

  test('at the root where there is no well-known address', async () => {
    expect((await found(answering({ '/.well-known/caldav': { status: 404 } }))).homes).toHaveLength(1);
  });

  test('at the address that was given, before anything else is asked', async () => {
    const server = await scripted.server();
    await discoverAt(new URL('/principals/ann/', server.url), NO_RECORDS);
    expect(server.asked.map(({ path }) => path)).toEqual(['/principals/ann/']);
  });

  test('elsewhere when the address that was given leads nowhere', async () => {
    expect((await found({}, '/nowhere/')).homes).toHaveLength(1);
  });

  test('with several homes, of which those on foreign hosts are not asked', async () => {
    const homes = ['/dav/ann/', '/dav/team/', 'https://evil.example/dav/'];
    const set = homes.map((home) => `<D:href>${home}</D:href>`).join('');
    const row = rowOf('/principals/ann/', `<C:calendar-home-set>${set}</C:calendar-home-set>`);
    const account = await found(answering({ '/principals/ann/': { status: 207, body: multistatusOf(row) } }));
    expect(account.homes.map(({ path }) => path)).toEqual(['/dav/ann/', '/dav/team/']);
  });

  test('as the one calendar of the address, on a server that knows neither accounts nor homes', async () => {
    const row = rowOf('/cal/', '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>');
    const account = await found(answering({ '/cal/': { status: 207, body: multistatusOf(row) } }), '/cal/');
    expect(account).toMatchObject({ homes: [], only: { path: '/cal/' } });
  });
});

describe('no account is found', () => {
  test('where redirects go round and round; each step says why', async () => {
    const round = { status: 301, location: '/b' };
    const loop = answering({ '/.well-known/caldav': round, '/b': round, '/': { status: 404 } });
    const steps = await stepsOf(found(loop));
    expect(steps.map(({ step }) => step)).toEqual(['/.well-known/caldav', '/']);
    expect(steps[0]?.why).toContain('redirected more than 5 times');
    expect(steps[1]?.why).toContain('HTTP 404');
  });

  test('where a redirect leads to another host, which never sees the password', async () => {
    const thief = await scripted.server();
    const location = thief.url.href.replace('127.0.0.1', 'localhost');
    const steps = await stepsOf(
      found(answering({ '/.well-known/caldav': { status: 301, location }, '/': { status: 404 } })),
    );
    expect(steps[0]?.why).toContain('is not shown to that host');
    expect(thief.asked).toEqual([]);
  });

  test.each(['', 'http://', '//x', '/../x', 'ftp://x/'])('where a redirect leads to %j', async (location) => {
    const steps = await stepsOf(
      found(answering({ '/.well-known/caldav': { status: 301, location }, '/': { status: 404 } })),
    );
    expect(steps[0]?.why).toContain('redirected to an address that cannot be used');
  });

  test('where the server takes everybody for nobody', async () => {
    const body = multistatusOf(rowOf('/', '<D:current-user-principal><D:unauthenticated/></D:current-user-principal>'));
    const steps = await stepsOf(
      found(answering({ '/': { status: 207, body }, '/.well-known/caldav': { status: 404 } })),
    );
    expect(steps[1]?.why).toBe('the server takes us for nobody, whatever the password is');
  });

  test.each([
    ['a web page', '<html><body>Welcome</body></html>'],
    ['no XML', 'hello'],
    ['nothing', ''],
    ['an endless nest', '<a>'.repeat(5000)],
    [
      'a bomb',
      '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><D:multistatus xmlns:D="DAV:">&c;</D:multistatus>',
    ],
    ['a file of this machine', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ])('where the answer is %s', async (_what, body) => {
    const answer = { status: 207, body };
    expect(await stepsOf(found(answering({ '/': answer, '/.well-known/caldav': answer })))).toHaveLength(2);
  });
});

test('a refused password ends the search: each more try would bring the account closer to being locked', async () => {
  const server = await scripted.server(answering({ '/.well-known/caldav': { status: 401 }, '/': { status: 401 } }));
  await expect(discoverAt(server.url, NO_RECORDS)).rejects.toMatchObject({ status: 401 });
  expect(server.asked).toHaveLength(1);
});

describe('records of the domain', () => {
  const recordsOf = (host: string): ServiceRecords => ({
    hosts: async (name) =>
      name === '_caldavs._tcp.godwit.localhost' ? [{ host, port: 443, priority: 0, weight: 0 }] : [],
    texts: async () => ['path=/dav/'],
  });
  // A name that no resolver asks another machine about (RFC 6761 §6.3): nobody is there.
  const discovered = (host: string) => discoverAt(new URL('https://godwit.localhost/'), recordsOf(host));

  test('that name a host of another site are not followed', async () => {
    const [first] = await stepsOf(discovered('dav.godwit.localhost.evil.example'));
    expect(first?.step).toBe('_caldavs._tcp.godwit.localhost');
    expect(first?.why).toContain('a host of another site');
  });

  test('that name a host of the site are followed there first', async () => {
    await expect(discovered('dav.godwit.localhost')).rejects.toMatchObject({ facts: { host: 'dav.godwit.localhost' } });
  });

  test('that say that there is no such service lead on to the next step', async () => {
    await expect(discovered('.')).rejects.toMatchObject({ facts: { host: 'godwit.localhost' } });
  });
});

describe('of several hosts', () => {
  const host = (name: string, priority: number, weight: number) => ({ host: name, port: 443, priority, weight });

  test('the one with the lowest priority is taken, and of those the heaviest', () => {
    expect(bestHost([host('a', 2, 9), host('b', 1, 1), host('c', 1, 5)])?.host).toBe('c');
    expect(bestHost([])).toBeNull();
  });

  test('a path is read from the first text that has one', () => {
    expect(pathIn(['v=spf1', 'path=/dav/', 'path=/x'])).toBe('/dav/');
    expect(pathIn(['path=dav', 'path='])).toBeNull();
  });
});
