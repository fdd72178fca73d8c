import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import type { ImapServerOptions } from '../../../sim/imap/options.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { type ClientOptions, connectClient } from '../../../test/imap/client.ts';
import { stillClock } from '../../../test/imap/still-clock.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import { Secret } from '../../base/secret.ts';
import { compress } from './compress.ts';
import { ImapStatusError } from './errors.ts';

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

describe('the sign-in', () => {
  const PLAIN = Buffer.from('\0ann\0pw').toString('base64');
  test.each([
    ['auto', 'IMAP4rev1 AUTH=PLAIN SASL-IR', `AUTHENTICATE PLAIN ${PLAIN}`],
    ['auto', 'IMAP4rev1', 'LOGIN "ann" "pw"'],
    ['login', 'IMAP4rev1 AUTH=PLAIN SASL-IR', 'LOGIN "ann" "pw"'],
    ['plain', 'IMAP4rev1 SASL-IR', `AUTHENTICATE PLAIN ${PLAIN}`],
    [
      'xoauth2',
      'IMAP4rev1 SASL-IR',
      `AUTHENTICATE XOAUTH2 ${Buffer.from('user=ann\x01auth=Bearer pw\x01\x01').toString('base64')}`,
    ],
  ] as const)('%s at a server with %s sends %s', async (mechanism, capabilities, command) => {
    const talk = await startTalk({ capabilities });
    await connectClient(talk.port, { credentials: { mechanism } });
    expect(talk.commands).toContain(command);
  });

  test('without SASL-IR waits for the challenge', async () => {
    const server = await startSim({ features: [] });
    const c = await connectClient(server.port, { credentials: { mechanism: 'plain' } });
    expect(c.alive).toBe(true);
  });

  test('with a token that is refused asks for the tagged answer and gives its words', async () => {
    const server = await startSim();
    const credentials = { mechanism: 'xoauth2', secret: new Secret('old') } as const;
    expect(await failure(server.port, { credentials })).toMatchObject({ status: 'NO', command: 'AUTHENTICATE' });
  });

  test('with a wrong password is refused, once, and the error holds no secret', async () => {
    const server = await startSim();
    const error = await failure(server.port, { credentials: { secret: new Secret('hunter2') } });
    expect(error).toBeInstanceOf(ImapStatusError);
    expect(error).toMatchObject({ code: { name: 'AUTHENTICATIONFAILED' }, backoffMs: null });
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
    expect(server.journal.filter(({ line }) => /^(LOGIN|AUTHENTICATE)/.test(line))).toHaveLength(1);
  });

  test('that is throttled says so', async () => {
    const talk = await startTalk({
      on: (asked) => {
        if (!/^(LOGIN|AUTHENTICATE)/.test(asked.command)) return false;
        asked.answer('NO [UNAVAILABLE] Suggested Backoff Time: 1000 milliseconds');
        return true;
      },
    });
    expect(await failure(talk.port, {})).toMatchObject({ code: { name: 'UNAVAILABLE' }, backoffMs: 1000 });
  });

  test('never sends LOGIN where the server forbids it', async () => {
    const talk = await startTalk({ capabilities: 'IMAP4rev1 LOGINDISABLED' });
    expect(await failure(talk.port, {})).toMatchObject({ reason: 'tls-missing' });
    expect(talk.received()).not.toContain('LOGIN "');
  });

  test.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    [' lead and trail ', '" lead and trail "'],
    ['pw\r\nA1 LOGOUT', '{13+}\r\npw\r\nA1 LOGOUT'],
    ['grün', '{5+}\r\ngr\xc3\xbcn'],
  ])('carries the password %j as it is, and as one string', async (password, sent) => {
    const talk = await startTalk({ greeting: '* OK [CAPABILITY IMAP4rev1 LITERAL+] hello' });
    await connectClient(talk.port, { credentials: { secret: new Secret(password), mechanism: 'login' } });
    expect(talk.commands).toEqual([`LOGIN "ann" ${sent}`]);
  });

  test('waits for leave to send a password that must be a literal', async () => {
    const server = await startImapServer({ accounts: [new Account({ user: 'ann', password: 'a\nb' })], features: [] });
    onTestFinished(() => server.stop());
    const c = await connectClient(server.port, { credentials: { secret: new Secret('a\nb'), mechanism: 'login' } });
    expect(c.alive).toBe(true);
  });

  test('that hangs ends in time', async () => {
    const clock = stillClock();
    const talk = await startTalk({ on: ({ command }) => /^(LOGIN|AUTHENTICATE)/.test(command) });
    const error = failure(talk.port, { clock, limits: { silenceMs: 600_000 } });
    await expect.poll(() => talk.commands.length).toBe(2);
    clock.advance(121_000);
    expect(await error).toMatchObject({ reason: 'silent', awaited: 'the answer to the sign-in' });
  });

  test('teaches what the server offers then, also when it does not say so', async () => {
    let isIn = false;
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command === 'CAPABILITY') asked.answer('OK', `* CAPABILITY IMAP4rev1${isIn ? ' MOVE' : ''}`);
        else if (asked.command.startsWith('LOGIN')) {
          isIn = true;
          asked.answer('OK');
        } else return false;
        return true;
      },
    });
    const c = await connectClient(talk.port);
    expect([...c.capabilities]).toEqual(['IMAP4REV1', 'MOVE']);
  });
});

test('a refused COMPRESS leaves an error and no half-compressed line', async () => {
  const talk = await startTalk({
    on: (asked) => {
      if (asked.command !== 'COMPRESS DEFLATE') return false;
      asked.answer('NO [COMPRESSIONACTIVE] already');
      return true;
    },
  });
  const c = await connectClient(talk.port);
  await expect(compress(c, never)).rejects.toBeInstanceOf(ImapStatusError);
  expect(c.alive).toBe(true);
});
