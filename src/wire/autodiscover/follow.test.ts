import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { Loopback } from '../../../test/web/loopback.ts';
import { systemClock } from '../../base/clock.ts';
import type { PageDeps } from './ask-page.ts';
import { followRedirects } from './follow.ts';
import { HOPS_MAX, PAGE_BYTES_MAX } from './limits.ts';

const loopback = new Loopback();
afterEach(async () => {
  await loopback.endAll();
});

/** Every name is this machine, and `http:` is a server that answers so. */
async function depsOf(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  more: Partial<PageDeps> = {},
): Promise<PageDeps> {
  const port = await loopback.web(answer);
  return {
    addressesOf: async () => ['127.0.0.1'],
    ca: [],
    loopback: { ports: { https: port, http: port } },
    clock: systemClock,
    limits: { connectMs: 1000, silenceMs: 300, hopMs: 600 },
    ...more,
  };
}

const begin = new URL('http://example.test/autodiscover/autodiscover.xml');

describe('a request', () => {
  test('carries nothing but its address', async () => {
    let asked: IncomingMessage | null = null;
    const deps = await depsOf((request, response) => {
      asked = request;
      response.end();
    });
    await followRedirects(begin, deps, never());
    expect(asked).toMatchObject({ method: 'GET', url: '/autodiscover/autodiscover.xml' });
    expect((asked as IncomingMessage | null)?.headers).toMatchObject({ host: 'example.test' });
    expect(Object.keys((asked as IncomingMessage | null)?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  test('goes to the address that was checked, though the name means another the next time', async () => {
    const asked: string[] = [];
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const deps = await depsOf((_request, response) => void response.end('here'), {
      addressesOf: async (host) => {
        asked.push(host);
        return answers.shift() ?? [];
      },
    });
    const { hops } = await followRedirects(begin, deps, never());
    expect(asked).toEqual(['example.test']);
    expect(hops).toMatchObject([{ address: '127.0.0.1', answer: { is: 'page', text: 'here' } }]);
  });

  test.each(['10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', '127.0.0.1'])('is not made to %s', async (address) => {
    let isAsked = false;
    const more = { addressesOf: async () => [address], loopback: null };
    const deps = await depsOf(() => (isAsked = true), more);
    const { hops } = await followRedirects(begin, deps, never());
    expect(hops).toMatchObject([{ address, answer: { is: 'forbidden' } }]);
    expect(isAsked).toBe(false);
  });

  test.each(['http://[::ffff:169.254.169.254]/', 'http://0x7f.1/', 'http://2130706433/', 'http://[::1]/', 'http://0/'])(
    'is not made to an address in disguise: %s',
    async (url) => {
      const deps = await depsOf((_request, response) => void response.end(), { loopback: null });
      const { hops } = await followRedirects(new URL(url), deps, never());
      expect(hops).toMatchObject([{ answer: { is: 'forbidden' } }]);
    },
  );

  test('tries the next address where nobody listens', async () => {
    const deps = await depsOf((_request, response) => void response.end('here'), {
      addressesOf: async () => ['::1', '127.0.0.1'],
    });
    const { hops } = await followRedirects(begin, deps, never());
    expect(hops).toMatchObject([{ address: '127.0.0.1' }]);
  });
});

describe('an answer', () => {
  test('that drips is given up in the end', async () => {
    const ended = new AbortController();
    const deps = await depsOf((_request, response) => {
      response.writeHead(200);
      const drip = async (): Promise<void> => {
        for (let at = 0; at < 100 && !response.destroyed; at++) {
          response.write('.');
          await systemClock.sleep(50, ended.signal);
        }
      };
      drip().catch(() => undefined);
    });
    const { hops } = await followRedirects(begin, deps, never());
    ended.abort();
    expect(hops).toMatchObject([{ answer: { is: 'silent', reason: 'the answer did not end within 0.6 seconds' } }]);
  });

  test('without end is read no further than a page is long', async () => {
    const deps = await depsOf((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more);
      more();
    });
    const { hops } = await followRedirects(begin, deps, never());
    const [hop] = hops;
    expect(hop?.answer.is === 'page' ? hop.answer.text.length : null).toBe(PAGE_BYTES_MAX);
  });

  test('names its ways to sign in without their parameters', async () => {
    const deps = await depsOf((_request, response) => {
      response.writeHead(401, {
        'WWW-Authenticate': ['Negotiate', 'NTLM', 'Basic realm="a, Digest b"', 'Bearer authorization_uri="x"'],
      });
      response.end();
    });
    const { hops } = await followRedirects(begin, deps, never());
    expect(hops).toMatchObject([{ answer: { challenges: ['negotiate', 'ntlm', 'basic', 'bearer'] } }]);
  });

  test('that is no HTTP is broken, and a port where nobody is unreachable', async () => {
    const port = await loopback.sockets((socket) => socket.end('220 mail ESMTP\r\n'));
    const deps = await depsOf(() => undefined, { loopback: { ports: { https: port, http: port } } });
    expect((await followRedirects(begin, deps, never())).hops).toMatchObject([{ answer: { is: 'broken' } }]);
    const closed = { ...deps, loopback: { ports: { https: 9, http: 9 } } };
    expect((await followRedirects(begin, closed, never())).hops).toMatchObject([{ answer: { is: 'unreachable' } }]);
  });
});

describe('a redirect', () => {
  test.each([
    { to: '', reason: 'it does not say where to' },
    { to: 'http://[', reason: 'it names no address' },
    { to: 'file:///etc/passwd', reason: 'it leads to file:, not to the web' },
    { to: 'javascript:alert(1)', reason: 'it leads to javascript:, not to the web' },
    { to: 'https://user:secret@example.test/', reason: 'its address holds a user name' },
    { to: 'http://example.test:22/', reason: 'it leads to port 22' },
    { to: `/${'x'.repeat(3000)}`, reason: 'its address is longer than 2048 characters' },
  ])('to "$to" is not followed', async ({ to, reason }) => {
    const deps = await depsOf((_request, response) => void response.writeHead(302, { Location: to }).end());
    expect((await followRedirects(begin, deps, never())).end).toEqual({ is: 'bad-redirect', reason });
  });

  test('in a circle ends where it began, also by way of a fragment', async () => {
    const deps = await depsOf((_request, response) => {
      response.writeHead(302, { Location: `${begin.href}#again` }).end();
    });
    expect(await followRedirects(begin, deps, never())).toMatchObject({
      hops: [{}],
      end: { is: 'loop', url: begin.href },
    });
  });

  test('that always leads on is given up', async () => {
    let count = 0;
    const deps = await depsOf((_request, response) => void response.writeHead(302, { Location: `/${++count}` }).end());
    const way = await followRedirects(begin, deps, never());
    expect(way.end).toEqual({ is: 'too-many' });
    expect(way.hops).toHaveLength(HOPS_MAX + 1);
  });
});
