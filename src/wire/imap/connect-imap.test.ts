import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { type ImapServerOptions } from '../../../sim/imap/options.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { makeAuthority } from '../../../sim/tls.ts';
import { type ClientOptions, connectClient } from '../../../test/imap/client.ts';
import { stillClock } from '../../../test/imap/still-clock.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { connectImap } from './connect-imap.ts';
import { ImapConnectionError, ImapProtocolError } from './errors.ts';
import { listMailboxes } from './list.ts';

const authority = makeAuthority('Test authority');
const good = authority.issue({ names: ['localhost', '127.0.0.1'] });
const never = new AbortController().signal;

async function startSim(options: Omit<ImapServerOptions, 'accounts'> = {}) {
  const accounts = [new Account({ user: 'ann', password: 'pw', token: 'tok' })];
  const server = await startImapServer({ ...options, accounts });
  onTestFinished(() => server.stop());
  return server;
}

/** What the attempt fails with. */
async function failure(port: number, options: ClientOptions): Promise<unknown> {
  return connectClient(port, options).then(
    () => 'connected',
    (error: unknown) => error,
  );
}

describe('an encrypted connection', () => {
  test.each(['implicit', 'starttls'] as const)(
    'is made with %s TLS to a server with a good certificate',
    async (tls) => {
      const server = await startSim(tls === 'implicit' ? { tls: good } : { startTls: good });
      const c = await connectClient(server.port, { server: { tls, ca: [authority.certPem] } });
      expect(c.capabilities.has('IMAP4REV1')).toBe(true);
      expect(await listMailboxes(c, {}, never)).toHaveLength(1);
    },
  );

  const bad = [
    { what: 'of an authority nobody knows', certificate: makeAuthority('Other').issue({ names: ['127.0.0.1'] }) },
    { what: 'for another name', certificate: authority.issue({ names: ['mail.example.com'] }) },
    {
      what: 'that has expired',
      certificate: authority.issue({ names: ['127.0.0.1'], notAfter: instant(Date.UTC(2020, 0, 1)) }),
    },
  ];
  test.each(bad)('is not made when the certificate is one $what, and no password is sent', async ({ certificate }) => {
    for (const tls of ['implicit', 'starttls'] as const) {
      const talk = await startTalk(tls === 'implicit' ? { tls: certificate } : { startTls: certificate });
      const error = await failure(talk.port, { server: { tls, ca: [authority.certPem] } });
      expect(error).toBeInstanceOf(ImapConnectionError);
      expect(error).toMatchObject({ reason: 'certificate' });
      expect(talk.commands.filter((command) => command !== 'STARTTLS')).toEqual([]);
    }
  });

  test('is not made without the authority, although the certificate is good', async () => {
    const server = await startSim({ tls: good });
    expect(await failure(server.port, { server: { tls: 'implicit', ca: null } })).toMatchObject({
      reason: 'certificate',
    });
  });

  test('is not made to a server that speaks plain text on a TLS port', async () => {
    const talk = await startTalk();
    const error = await failure(talk.port, { server: { tls: 'implicit' } });
    expect(error).toMatchObject({ reason: 'tls-missing' });
  });

  test('is not made to a server that knows only TLS 1.1', async () => {
    const server = createTlsServer({
      key: good.keyPem,
      cert: good.certPem,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const error = await failure(port, { server: { tls: 'implicit', ca: [authority.certPem] } });
    expect(error).toMatchObject({ reason: 'tls-missing' });
  });
});

describe('STARTTLS', () => {
  test.each(['NO not now', 'BAD what'])(
    'that is answered "%s" ends the attempt: nothing goes over the open line',
    async (status) => {
      const talk = await startTalk({
        on: (asked) => {
          if (asked.command !== 'STARTTLS') return false;
          asked.answer(status);
          return true;
        },
      });
      const error = await failure(talk.port, { server: { tls: 'starttls' } });
      expect(error).toMatchObject({ reason: 'tls-missing' });
      expect(talk.commands).toEqual(['STARTTLS']);
    },
  );

  test('is asked for although the capabilities, which anybody may have changed, do not offer it', async () => {
    const talk = await startTalk({ greeting: '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello', startTls: good });
    await connectClient(talk.port, { server: { tls: 'starttls', ca: [authority.certPem] } });
    expect(talk.commands[0]).toBe('STARTTLS');
  });

  test.each([
    ['in the same packet', 'OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nG1 OK [CAPABILITY X] in'],
    ['as half a line', 'OK go\r\n* OK '],
  ])('behind which an answer is put %s is refused', async (_how, status) => {
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command !== 'STARTTLS') return false;
        asked.say(`${asked.tag} ${status}\r\n`);
        return true;
      },
    });
    const error = await failure(talk.port, { server: { tls: 'starttls' } });
    expect(error).toBeInstanceOf(ImapProtocolError);
    expect(talk.received()).toBe('G1 STARTTLS\r\n');
  });

  test('forgets the capabilities from before', async () => {
    const server = await startSim({
      startTls: good,
      faults: [{ on: /^STARTTLS/, does: { is: 'send-first', bytes: '* CAPABILITY IMAP4rev1 X-EVIL AUTH=PLAIN\r\n' } }],
    });
    const c = await connectClient(server.port, { server: { tls: 'starttls', ca: [authority.certPem] } });
    expect(c.capabilities.has('X-EVIL')).toBe(false);
  });
});

describe('a plain connection', () => {
  test.each(['192.0.2.1', 'mail.example.com', '127.0.0.1.example.com', 'localhost.example.com'])(
    'to %s is refused before anything is sent',
    async (host) => {
      const error = await failure(143, { server: { host, tls: 'none' } });
      expect(error).toMatchObject({ reason: 'tls-missing' });
    },
  );
});

describe('the greeting', () => {
  test('PREAUTH is refused: nobody asked who we are', async () => {
    const talk = await startTalk({ greeting: '* PREAUTH welcome, root' });
    expect(await failure(talk.port, {})).toBeInstanceOf(ImapProtocolError);
    expect(talk.commands).toEqual([]);
  });

  test('BYE tells why', async () => {
    const talk = await startTalk({ greeting: '* BYE [UNAVAILABLE] Suggested Backoff Time: 700 milliseconds' });
    expect(await failure(talk.port, {})).toMatchObject({
      status: 'BYE',
      code: { name: 'UNAVAILABLE' },
      backoffMs: 700,
    });
  });

  test.each(['HTTP/1.1 400 Bad Request', '220 mail.example.com ESMTP', '* 5 EXISTS'])(
    '"%s" is none',
    async (greeting) => {
      const clock = stillClock();
      const talk = await startTalk({ greeting });
      const error = failure(talk.port, { clock });
      await expect.poll(() => talk.connectionsCount).toBe(1);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(120_000);
      expect(await error).toMatchObject({
        name: greeting.startsWith('*') ? 'ImapProtocolError' : 'ImapConnectionError',
      });
    },
  );

  test.each(['none', 'implicit'] as const)('that never comes ends the attempt in time (%s)', async (tls) => {
    const clock = stillClock();
    const talk = await startTalk({ greeting: null });
    const error = failure(talk.port, { clock, server: { tls } });
    await expect.poll(() => talk.connectionsCount).toBe(1);
    clock.advance(61_000);
    expect(await error).toMatchObject({ reason: 'silent' });
  });
});

describe('a connection that cannot be', () => {
  test('is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    expect(await failure(port, {})).toMatchObject({ reason: 'refused' });
  });

  test('has a host that nobody knows', async () => {
    const error = await failure(993, { server: { host: 'no-such-host.invalid', tls: 'implicit' }, clock: systemClock });
    expect(error).toMatchObject({ reason: 'host-unknown' });
  });

  test('is given up with the signal', async () => {
    const talk = await startTalk({ greeting: null });
    const giving = new AbortController();
    const error = failure(talk.port, { signal: giving.signal });
    await expect.poll(() => talk.connectionsCount).toBe(1);
    giving.abort(new Error('enough'));
    expect(await error).toMatchObject({ message: 'enough' });
  });

  test('and once made it does not end with the signal of its making', async () => {
    const talk = await startTalk();
    const giving = new AbortController();
    const c = await connectClient(talk.port, { signal: giving.signal });
    giving.abort();
    expect(c.alive).toBe(true);
  });
});

test('limits may be given one by one', async () => {
  const talk = await startTalk();
  const server = { host: '127.0.0.1', port: talk.port, tls: 'none', ca: null } as const;
  const credentials = { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' } as const;
  const c = await connectImap(server, credentials, { clock: stillClock(), limits: { nestingMax: 3 } }, never);
  expect(c.limits).toMatchObject({ nestingMax: 3, silenceMs: 60_000 });
  await c.close();
});
