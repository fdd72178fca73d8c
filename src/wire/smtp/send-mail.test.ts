import { describe, expect, onTestFinished, test } from 'vitest';
import { makeAuthority } from '../../../sim/tls.ts';
import { openMailSink } from '../../../test/service/mail-sink.ts';
import { instant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { SmtpError } from './errors.ts';
import { type OutgoingMail, type SmtpServer, smtpClient } from './send-mail.ts';

const authority = makeAuthority('Test authority');
const good = authority.issue({ names: ['localhost', '127.0.0.1'] });
const PASSWORD = 'kept-secret-smtp';

const MAIL: OutgoingMail = {
  messageId: '<1@move.example.com>',
  from: { name: 'Gödwit, "Team"', address: 'ticket@move.example.com' },
  to: 'ada@outside.example',
  replyTo: 'ticket+token@move.example.com',
  inReplyTo: null,
  date: Date.UTC(2026, 0, 5),
  subject: 'Über alles',
  text: '.\nA line with a dot before it.\n',
  html: '<p>Über alles</p>',
  headers: {},
};

async function sink(security: SmtpServer['security'], certificate = good) {
  const { certPem: cert, keyPem: key } = certificate;
  const opened = await openMailSink({
    ...(security === 'none' ? {} : { cert, key }),
    secure: security === 'implicit',
    authOptional: false,
    ...(security === 'none' ? { authOptional: true } : {}),
    onAuth: ({ username, password }, _session, done) =>
      username === 'ticket' && password === PASSWORD
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
  });
  onTestFinished(() => opened[Symbol.asyncDispose]());
  return opened;
}

function client(port: number, more: Partial<SmtpServer> = {}) {
  const password = new Secret(PASSWORD);
  const made = smtpClient({
    host: '127.0.0.1',
    port,
    security: 'implicit',
    user: 'ticket',
    password,
    ca: [authority.certPem],
    ...more,
  });
  onTestFinished(() => made.close());
  return made;
}

async function troubleOf(sending: Promise<string>): Promise<SmtpError> {
  return sending.then(
    () => {
      throw new Error('it was sent');
    },
    (error: unknown) => {
      if (error instanceof SmtpError) return error;
      throw error;
    },
  );
}

describe('a mail', () => {
  test.each(['implicit', 'starttls'] as const)('goes over a line with %s TLS, signed in', async (security) => {
    const server = await sink(security);
    await client(server.port, { security }).send(MAIL);
    expect(server.mails).toMatchObject([{ isSecure: true, user: 'ticket', to: ['ada@outside.example'] }]);
    expect(server.mails[0]?.raw).toContain('Date: Mon, 05 Jan 2026 00:00:00 +0000');
  });

  test.each([
    'a@example.com, b@example.com',
    'a@example.com>,<b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
  ])('goes to one recipient or to none, whatever stands in the address: %j', async (to) => {
    const server = await sink('implicit');
    await client(server.port)
      .send({ ...MAIL, to })
      .catch((error: unknown) => expect(error).toBeInstanceOf(SmtpError));
    const recipients = server.mails.flatMap((mail) => mail.to);
    expect(recipients).not.toContain('b@example.com');
    expect(recipients.length).toBeLessThanOrEqual(1);
    for (const { raw } of server.mails) expect(raw).not.toMatch(/^RCPT/m);
  });

  test('goes in plain text to this machine alone', async () => {
    const server = await sink('none');
    await client(server.port, { security: 'none', user: null }).send(MAIL);
    expect(server.mails).toMatchObject([{ isSecure: false }]);
    expect(() => client(25, { host: 'mx.example.com', security: 'none' })).toThrow('only opened to this machine');
  });

  const bad = [
    { what: 'of an authority nobody knows', certificate: makeAuthority('Other').issue({ names: ['127.0.0.1'] }) },
    { what: 'for another name', certificate: authority.issue({ names: ['mx.example.com'] }) },
    {
      what: 'that has expired',
      certificate: authority.issue({ names: ['127.0.0.1'], notAfter: instant(Date.UTC(2020, 0, 1)) }),
    },
  ];
  test.each(bad)('is not sent to a server with a certificate $what', async ({ certificate }) => {
    for (const security of ['implicit', 'starttls'] as const) {
      const server = await sink(security, certificate);
      expect(await troubleOf(client(server.port, { security }).send(MAIL))).toMatchObject({ trouble: 'tls' });
      expect(server.mails).toEqual([]);
    }
  });

  test('is not sent where STARTTLS is demanded and the server has none', async () => {
    const server = await sink('none');
    expect(await troubleOf(client(server.port, { security: 'starttls' }).send(MAIL))).toMatchObject({ trouble: 'tls' });
    expect(server.mails).toEqual([]);
  });

  test.each([
    { answer: '550 5.1.1 no such user', trouble: 'refused', status: 550 },
    { answer: '451 4.7.1 try later', trouble: 'later', status: 451 },
  ])('that is answered $answer fails as $trouble', async ({ answer, trouble, status }) => {
    const server = await sink('implicit');
    server.answerNext(answer);
    const error = await troubleOf(client(server.port).send(MAIL));
    expect(error).toMatchObject({ trouble, status });
    expect(error.message).toContain(answer.slice(4));
  });

  test('is not sent with a wrong password, which stands in no error', async () => {
    const server = await sink('implicit');
    const password = new Secret('planted-wrong');
    const error = await troubleOf(client(server.port, { password }).send(MAIL));
    expect(error).toMatchObject({ trouble: 'sign-in', status: 535 });
    expect(error.message + String(error.stack)).not.toContain('planted-wrong');
  });

  test('fails as a broken line where nobody listens', async () => {
    const server = await sink('implicit');
    await server[Symbol.asyncDispose]();
    expect(await troubleOf(client(server.port).send(MAIL))).toMatchObject({ trouble: 'line' });
  });
});
