import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import {
  type CannedAnswer,
  type CannedServer,
  cannedServer,
  operationAnswer,
  soapAnswer,
  soapFault,
} from '../../../test/exchange/canned-server.ts';
import { type FakeClock, fakeClock } from '../../../test/fake-clock.ts';
import { systemClock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { httpClient } from '../http.ts';
import { HttpError } from '../http-errors.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import { Pace, PaceExhausted } from '../pace.ts';
import { XmlError } from '../xml.ts';
import { EwsFault, EwsProtocolError, HttpStatusError } from './answers.ts';
import { basicSignIn, bearerSignIn, type SignIn, SignInRefused } from './auth.ts';
import type { Operation } from './operation.ts';
import { EwsSession } from './session.ts';

const DONE: CannedAnswer = { body: operationAnswer('DeleteItem', [['Success', 'NoError']]) };
const CUT: CannedAnswer = { body: null };
const fault = (code: string, backOff: string | null = null): CannedAnswer => ({
  status: 500,
  body: soapFault(code, backOff),
});
const page = (status: number, headers = {}): CannedAnswer => ({
  status,
  headers,
  body: `<html><body>Status ${status}</body></html>`,
});

const open: CannedServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

interface Tried {
  readonly server: CannedServer;
  readonly clock: FakeClock;
  readonly session: EwsSession;
  call(repeatable: boolean): Promise<unknown>;
}

async function against(
  answers: readonly CannedAnswer[],
  signIn: SignIn = basicSignIn('u', new Secret('p')),
): Promise<Tried> {
  const server = await cannedServer(answers);
  open.push(server);
  const clock = fakeClock();
  const session = new EwsSession({
    http: httpClient({ url: server.url, ca: [], allowInsecureLoopback: true, clock: systemClock }),
    signIn,
    pace: new Pace({ clock }),
    clock,
    random: seededRandom(3),
    mailbox: 'u@example.com',
    impersonates: false,
  });
  const call = async (repeatable: boolean): Promise<unknown> => {
    const operation: Operation = { name: 'DeleteItem', repeatable, write: (into) => void into.text('<m:ItemIds/>') };
    return await session.call(operation, never()).catch((error: unknown) => error);
  };
  return { server, clock, session, call };
}

describe('a request that the server did not carry out is sent again, after exactly the pause it asked for', () => {
  test.each([
    ['ErrorServerBusy with a time', fault('ErrorServerBusy', '297749'), [297_749]],
    ['ErrorServerBusy without a time', fault('ErrorServerBusy'), [60_000]],
    ['ErrorServerBusy that goes back in time', fault('ErrorServerBusy', '-1'), [1000]],
    ['ErrorServerBusy for a year', fault('ErrorServerBusy', '31536000000'), [900_000]],
    ['ErrorServerBusy with words for a time', fault('ErrorServerBusy', 'soon'), [60_000]],
    ['ErrorServerBusy with status 200', { body: soapFault('ErrorServerBusy', '7') }, [7]],
    ['ErrorExceededConnectionCount', fault('ErrorExceededConnectionCount', '50'), [50]],
    ['the queue of the web server', page(503), [1000]],
    ['503 with Retry-After', page(503, { 'Retry-After': '7' }), [7000]],
    ['429 with Retry-After as a date', page(429, { 'Retry-After': 'Mon, 05 Jan 2026 09:00:30 GMT' }), [30_000]],
    ['503 with an absurd Retry-After', page(503, { 'Retry-After': '99999999999' }), [900_000]],
  ])('%s', async (_, answer, pauses) => {
    for (const repeatable of [true, false]) {
      const tried = await against([answer, DONE]);
      expect(await tried.call(repeatable)).toMatchObject({ name: 'DeleteItemResponse' });
      expect(tried.clock.slept).toEqual(pauses);
      expect(tried.server.asked).toHaveLength(2);
      expect(tried.server.asked[1]?.body).toBe(tried.server.asked[0]?.body);
    }
  });
});

describe('when nobody knows whether a request was carried out', () => {
  test.each([
    ['the connection ends after the request', CUT],
    ['something behind the server is away', fault('ErrorMailboxStoreUnavailable')],
    ['the server fails inside', fault('ErrorInternalServerError')],
    ['a proxy gives up', page(504)],
    ['the web server fails', page(500)],
  ])('%s: what may be repeated is, and what may not ends as unknown', async (_, answer) => {
    const reading = await against([DONE, answer, DONE]);
    await reading.call(true);
    expect(await reading.call(true)).toMatchObject({ name: 'DeleteItemResponse' });
    expect(reading.clock.slept).toEqual([1000]);
    const writing = await against([DONE, answer, DONE]);
    await writing.call(true);
    expect(await writing.call(false)).toBeInstanceOf(OutcomeUnknown);
    expect(writing.server.asked).toHaveLength(2);
  });

  test.each([
    ['the answer is rubbish', { body: 'ok' }, XmlError],
    ['the answer is another operation', { body: operationAnswer('MoveItem', []) }, EwsProtocolError],
    ['the answer holds a DTD', { body: `<!DOCTYPE x>${DONE.body}` }, XmlError],
    ['the answer is no envelope', { body: '<html/>' }, EwsProtocolError],
    ['the fault is one that nobody knows', fault('ErrorBrandNew'), EwsFault],
    ['the batch took too long', fault('ErrorTimeoutExpired'), EwsFault],
  ])('%s: it is not asked again in the same way', async (_, answer, error) => {
    const reading = await against([answer, DONE]);
    expect(await reading.call(true)).toBeInstanceOf(error);
    expect(reading.server.asked).toHaveLength(1);
    const writing = await against([answer, DONE]);
    const outcome = await writing.call(false);
    expect(outcome).toBeInstanceOf(OutcomeUnknown);
    expect(outcome).toMatchObject({ cause: expect.any(error) });
  });
});

describe('what is final is thrown at once', () => {
  test.each([
    ['ErrorSchemaValidation', fault('ErrorSchemaValidation'), EwsFault],
    ['ErrorImpersonateUserDenied', fault('ErrorImpersonateUserDenied'), EwsFault],
    ['ErrorNonExistentMailbox', fault('ErrorNonExistentMailbox'), EwsFault],
    ['403', page(403), HttpStatusError],
    ['404', page(404), HttpStatusError],
    ['413', page(413), HttpStatusError],
    ['a redirect', page(302, { Location: 'https://elsewhere.example.com/' }), HttpStatusError],
  ])('%s', async (_, answer, error) => {
    for (const repeatable of [true, false]) {
      const tried = await against([answer, DONE]);
      expect(await tried.call(repeatable)).toBeInstanceOf(error);
      expect(tried.server.asked).toHaveLength(1);
      expect(tried.clock.slept).toEqual([]);
    }
  });

  test('the words of a page are kept, without its tags', async () => {
    const tried = await against([page(403)]);
    expect(await tried.call(true)).toMatchObject({ status: 403, words: 'Status 403' });
  });

  test('a server that was never reached is not waited for', async () => {
    const tried = await against([DONE]);
    await tried.server.close();
    open.splice(0);
    expect(await tried.call(true)).toMatchObject({ trouble: 'refused' });
    expect(tried.clock.slept).toEqual([]);
  });

  test('a server that was reached before and has gone is waited for, a bounded time', async () => {
    const tried = await against([DONE]);
    await tried.call(true);
    await tried.server.close();
    open.splice(0);
    expect(await tried.call(true)).toBeInstanceOf(HttpError);
    expect(tried.clock.slept).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  test('a server that is busy for ever ends the patience', async () => {
    const tried = await against([fault('ErrorServerBusy', '600000')]);
    expect(await tried.call(false)).toBeInstanceOf(PaceExhausted);
    expect(tried.clock.slept).toEqual([600_000, 600_000, 600_000]);
  });

  test('a store that stays away is given up after some three minutes', async () => {
    const tried = await against([fault('ErrorMailboxStoreUnavailable')]);
    expect(await tried.call(true)).toMatchObject({ code: 'ErrorMailboxStoreUnavailable' });
    expect(tried.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(183_000);
  });
});

describe('sign-in', () => {
  const refused: CannedAnswer = {
    status: 401,
    headers: { 'WWW-Authenticate': ['Negotiate', 'NTLM'] },
    body: '<html>No.</html>',
  };

  test('refused twice is refused, and says what the server offers and no password', async () => {
    const tried = await against([refused], basicSignIn('u', new Secret('geheim')));
    const error = await tried.call(true);
    expect(error).toBeInstanceOf(SignInRefused);
    expect(String(error)).toContain('it offers Negotiate, NTLM; No.');
    expect(String(error)).not.toContain('geheim');
    expect(tried.server.asked).toHaveLength(2);
  });

  test('with a token asks for a new one when the old one has run out', async () => {
    const asked: boolean[] = [];
    const signIn = bearerSignIn(async (stale) => {
      asked.push(stale);
      return new Secret(stale ? 'new' : 'old');
    });
    const tried = await against([refused, DONE], signIn);
    expect(await tried.call(false)).toMatchObject({ name: 'DeleteItemResponse' });
    expect(asked).toEqual([false, true]);
    expect(tried.server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  test('nothing is sent once it may not be, also not the rest of a request or the same again', async () => {
    const server = await cannedServer([DONE, DONE]);
    open.push(server);
    const clock = fakeClock();
    const late = new Failure('run.lease-lost', { mailbox: 'u' });
    let asksLeft = 99;
    const session = new EwsSession({
      http: httpClient({ url: server.url, ca: [], allowInsecureLoopback: true, clock: systemClock }),
      signIn: basicSignIn('u', new Secret('p')),
      pace: new Pace({ clock }),
      clock,
      random: seededRandom(3),
      mailbox: 'u@example.com',
      impersonates: false,
      mayStillSend: () => {
        if (asksLeft === 0) throw late;
        asksLeft -= 1;
      },
    });
    const write: Operation['write'] = (into) => void into.text('<m:ItemIds/>');
    const operation: Operation = { name: 'DeleteItem', repeatable: true, write };
    await session.call(operation, never());
    for (const left of [0, 1]) {
      asksLeft = left;
      await expect(session.call(operation, never())).rejects.toBe(late);
    }
    expect(server.asked).toHaveLength(1);
    session.close();
  });

  test('cookies of the server come back to it', async () => {
    const tried = await against([
      { ...DONE, headers: { 'Set-Cookie': ['exchangecookie=abc; path=/', 'X-BackEnd=1'] } },
      DONE,
    ]);
    await tried.call(true);
    await tried.call(true);
    expect(tried.server.asked.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      'exchangecookie=abc; X-BackEnd=1',
    ]);
  });
});

test('the violation of the schema and the true code of a refusal are said', async () => {
  const detail = soapAnswer(
    '<s:Fault><faultcode>a:ErrorSchemaValidation</faultcode><faultstring>The request failed schema validation.</faultstring><detail>' +
      '<e:ResponseCode xmlns:e="x">ErrorSchemaValidation</e:ResponseCode><e:Message xmlns:e="x">The request failed.</e:Message>' +
      '<t:MessageXml><t:LineNumber>1</t:LineNumber><t:Violation>The element IsRead is misplaced.</t:Violation></t:MessageXml></detail></s:Fault>',
  );
  const tried = await against([{ status: 500, body: detail }]);
  expect(String(await tried.call(true))).toContain('misplaced');
});
