import { X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { ntlmAnswer, ntlmGreeting } from '../../src/wire/ews/ntlm.ts';
import {
  ACCOUNT,
  all,
  createItemBody,
  envelope,
  mimeElement,
  PASSWORD,
  rigsOfFile,
  USER,
} from '../../test/exchange/rig.ts';
import { fakeClock } from '../../test/fake-clock.ts';
import { makeAuthority } from '../tls.ts';

const startRig = rigsOfFile();
const GET_INBOX =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>';
const faultOf = (text: string): string => all(text, /<e:ResponseCode[^>]*>([^<]*)/g)[0] ?? '';
const impersonating = (address: string): string =>
  `<t:RequestServerVersion Version="Exchange2013_SP1"/><t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${address}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;

describe('the web server of the simulator', () => {
  test('answers GET, and paths in any case', async () => {
    const { ask } = await startRig();
    expect((await ask('', { method: 'GET' })).status).toBe(200);
    expect((await ask(GET_INBOX, { path: '/ews/EXCHANGE.asmx' })).status).toBe(200);
    expect((await ask(GET_INBOX, { path: '/owa' })).status).toBe(404);
    expect((await ask(GET_INBOX, { method: 'PUT' })).status).toBe(405);
  });

  test.each([
    { what: 'no password', authorization: '' },
    { what: 'the wrong password', authorization: `Basic ${Buffer.from(`${USER}:wrong`).toString('base64')}` },
    { what: 'a user that is not there', authorization: `Basic ${Buffer.from(`eve:${PASSWORD}`).toString('base64')}` },
    { what: 'a token that nobody gave', authorization: 'Bearer token' },
  ])('refuses $what with 401 and what it offers', async ({ authorization }) => {
    const { ask } = await startRig();
    const answer = await ask(GET_INBOX, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Basic');
  });

  test('takes a bearer token of an account', async () => {
    const { ask } = await startRig({ accounts: [{ ...ACCOUNT, auth: [], tokens: ['token'] }] });
    expect((await ask(GET_INBOX, { headers: { authorization: 'Bearer token' } })).status).toBe(200);
    expect((await ask(GET_INBOX)).status).toBe(401);
  });

  test('refuses a body without its length, unless it is told to take it', async () => {
    const chunked = { headers: { 'transfer-encoding': 'chunked', 'content-length': '' } };
    const bytes = envelope(GET_INBOX);
    const statusOf = async (port: number): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      const authorization = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
      socket.write(
        `POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${authorization}\r\nContent-Type: text/xml\r\nTransfer-Encoding: ${chunked.headers['transfer-encoding']}\r\n\r\n${bytes.length.toString(16)}\r\n${bytes}\r\n0\r\n\r\n`,
      );
      const answer = await new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(data.toString('latin1'))),
      );
      socket.destroy();
      return answer.slice(9, 12);
    };
    expect(await statusOf((await startRig()).exchange.port)).toBe('411');
    expect(await statusOf((await startRig({ refusesChunked: false })).exchange.port)).toBe('200');
  });

  test('refuses what is too large with 413 and what is not XML with 415', async () => {
    const { post, ask } = await startRig({ requestBytesMax: 10_000 });
    expect((await post(Buffer.alloc(10_001, 32))).status).toBe(413);
    expect((await ask(GET_INBOX, { headers: { 'content-type': 'application/json' } })).status).toBe(415);
  });

  test.each([
    { what: 'text that is no XML', text: 'hello' },
    { what: 'bytes that are not UTF-8', text: Buffer.from([0x3c, 0xff, 0xfe]) },
    {
      what: 'SOAP 1.2',
      text: envelope(GET_INBOX).replace(
        'http://schemas.xmlsoap.org/soap/envelope/',
        'http://www.w3.org/2003/05/soap-envelope',
      ),
    },
    {
      what: 'namespaces with https',
      text: envelope(GET_INBOX).replaceAll('http://schemas.microsoft.com', 'https://schemas.microsoft.com'),
    },
    { what: 'a header that is not known', text: envelope(GET_INBOX, '<t:Nonsense/>') },
  ])('answers $what with HTTP 500 and a fault that says where', async ({ text }) => {
    const { post, exchange } = await startRig();
    const answer = await post(text);
    expect(answer.status).toBe(500);
    expect(faultOf(answer.text)).toBe('ErrorSchemaValidation');
    expect(answer.text).toMatch(/<t:LineNumber>\d+<.*<t:LinePosition>\d+<.*<t:Violation>./);
    expect(exchange.counters.schemaViolations).toBe(1);
  });

  test('refuses a version that is newer than its mailboxes', async () => {
    const { ask } = await startRig({ newestVersion: 'Exchange2013' });
    expect(faultOf((await ask(GET_INBOX)).text)).toBe('ErrorInvalidServerVersion');
    expect((await ask(GET_INBOX, { soapHeader: '<t:RequestServerVersion Version="Exchange2013"/>' })).status).toBe(200);
  });

  test('packs long answers for clients that take them so', async () => {
    const { ask } = await startRig();
    const body = createItemBody(Array.from({ length: 50 }, () => mimeElement('Subject: x\r\n\r\nx')));
    expect((await ask(body, { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding']).toBe('gzip');
    expect((await ask(body)).headers['content-encoding']).toBeUndefined();
  });
});

describe('impersonation', () => {
  const mailboxes = [{ address: USER }, { address: 'bob@example.com' }, { address: 'eve@example.com' }];
  const accounts = [{ ...ACCOUNT, mayImpersonate: ['bob@example.com'] }];

  test.each([
    { address: 'bob@example.com', anchor: 'bob@example.com', fault: '' },
    { address: 'BOB@example.com', anchor: 'bob@EXAMPLE.com', fault: '' },
    { address: 'bob@example.com', anchor: '', fault: 'ErrorInvalidRequest' },
    { address: 'eve@example.com', anchor: 'eve@example.com', fault: 'ErrorImpersonateUserDenied' },
    { address: 'nobody@example.com', anchor: 'nobody@example.com', fault: 'ErrorImpersonateUserDenied' },
  ])('of $address with the anchor "$anchor" ends in "$fault"', async ({ address, anchor, fault }) => {
    const { ask } = await startRig({ mailboxes, accounts });
    const { text } = await ask(GET_INBOX, {
      soapHeader: impersonating(address),
      headers: { 'x-anchormailbox': anchor },
    });
    expect(faultOf(text)).toBe(fault);
  });

  test('of a mailbox that does not exist by somebody who may act for all is told so', async () => {
    const { ask } = await startRig({ accounts: [{ ...ACCOUNT, mayImpersonate: 'all' }] });
    const headers = { 'x-anchormailbox': 'nobody@example.com' };
    expect(faultOf((await ask(GET_INBOX, { soapHeader: impersonating('nobody@example.com'), headers })).text)).toBe(
      'ErrorNonExistentMailbox',
    );
  });

  test('writes into the mailbox that is acted for', async () => {
    const { ask, exchange } = await startRig({ mailboxes, accounts });
    const headers = { 'x-anchormailbox': 'bob@example.com' };
    await ask(createItemBody([mimeElement('Subject: x\r\n\r\nx')]), {
      soapHeader: impersonating('bob@example.com'),
      headers,
    });
    expect(exchange.inspect('bob@example.com').flatMap(({ items }) => items)).toHaveLength(1);
    expect(exchange.inspect(USER).flatMap(({ items }) => items)).toHaveLength(0);
  });
});

describe('throttling', () => {
  test('asks to wait when the budget is spent, and counts who does not', async () => {
    const clock = fakeClock();
    const { ask, exchange } = await startRig({ clock, budget: { requests: 2, windowMs: 60_000, backOffMs: 5000 } });
    expect((await ask(GET_INBOX)).status).toBe(200);
    expect((await ask(GET_INBOX)).status).toBe(200);
    const busy = await ask(GET_INBOX);
    expect([busy.status, faultOf(busy.text)]).toEqual([500, 'ErrorServerBusy']);
    expect(busy.text).toContain('<t:Value Name="BackOffMilliseconds">5000</t:Value>');
    expect(exchange.counters.impoliteRequests).toBe(0);
    clock.advance(4999);
    expect((await ask(GET_INBOX)).text).toContain('<t:Value Name="BackOffMilliseconds">1</t:Value>');
    expect(exchange.counters.impoliteRequests).toBe(1);
    clock.advance(1);
    expect((await ask(GET_INBOX)).status).toBe(200);
    expect(exchange.counters.impoliteRequests).toBe(1);
  });

  test('gives every impersonated mailbox a budget of its own', async () => {
    const mailboxes = [{ address: USER }, { address: 'bob@example.com' }];
    const accounts = [{ ...ACCOUNT, mayImpersonate: 'all' }] as const;
    const { ask } = await startRig({
      mailboxes,
      accounts,
      clock: fakeClock(),
      budget: { requests: 1, windowMs: 60_000, backOffMs: 5000 },
    });
    const asBob = { soapHeader: impersonating('bob@example.com'), headers: { 'x-anchormailbox': 'bob@example.com' } };
    expect([
      (await ask(GET_INBOX)).status,
      (await ask(GET_INBOX)).status,
      (await ask(GET_INBOX, asBob)).status,
    ]).toEqual([200, 500, 200]);
  });

  test('refuses more requests at once than it allows', async () => {
    const { ask, exchange } = await startRig({
      concurrencyMax: 2,
      faults: [{ when: { times: 2 }, then: { is: 'delay', ms: 100 } }],
    });
    const answers = await Promise.all([ask(GET_INBOX), ask(GET_INBOX), ask(GET_INBOX)]);
    expect(answers.map(({ text }) => faultOf(text)).sort()).toEqual(['', '', 'ErrorExceededConnectionCount']);
    expect(exchange.counters.concurrencyPeak).toBe(3);
  });
});

describe('NTLM', () => {
  const authority = makeAuthority('Test authority');
  const certificate = authority.issue({ names: ['localhost', '127.0.0.1'] });

  /** Signs in on one connection and asks twice; the second request has no Authorization. Gives the three statuses. */
  async function statuses(port: number, password: string, certificateDer: Buffer | null): Promise<readonly number[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.certPem });
    const ask = async (authorization: string | null): Promise<{ status: number; offer: string }> =>
      await new Promise((resolve, reject) => {
        const body = envelope(GET_INBOX);
        const headers = {
          'content-type': 'text/xml',
          'content-length': body.length,
          ...(authorization === null ? {} : { authorization }),
        };
        const outgoing = request(
          { agent, port, host: '127.0.0.1', method: 'POST', path: '/EWS/Exchange.asmx', headers },
          (answer) => {
            answer.resume();
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, offer: answer.headers['www-authenticate'] ?? '' }),
            );
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    const greeting = ntlmGreeting();
    const first = await ask(`NTLM ${greeting.toString('base64')}`);
    const challenge = Buffer.from(/NTLM (\S+)/.exec(first.offer)?.[1] ?? '', 'base64');
    const question = {
      user: USER,
      password: new Secret(password),
      random: seededRandom(1),
      now: () => 0,
      greeting,
      challenge,
      certificate: certificateDer,
    };
    const second = await ask(`NTLM ${ntlmAnswer(question).toString('base64')}`);
    const third = await ask(null);
    agent.destroy();
    return [first.status, second.status, third.status];
  }

  test('signs in a connection by its password, and only when it is bound to this certificate', async () => {
    const { exchange } = await startRig({ accounts: [{ ...ACCOUNT, auth: ['ntlm'] }], tls: certificate });
    const der = new X509Certificate(certificate.certPem).raw;
    const otherDer = new X509Certificate(authority.certPem).raw;
    expect(await statuses(exchange.port, PASSWORD, der)).toEqual([401, 200, 200]);
    expect(await statuses(exchange.port, 'wrong', der)).toEqual([401, 401, 401]);
    expect(await statuses(exchange.port, PASSWORD, otherDer)).toEqual([401, 401, 401]);
    expect(await statuses(exchange.port, PASSWORD, null)).toEqual([401, 401, 401]);
  });
});
