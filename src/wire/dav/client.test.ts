import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { multistatusOf, rowOf, type ScriptedRequest } from '../../../test/dav/scripted-server.ts';
import { optionsFor, ScriptedSources } from '../../../test/dav/scripted-source.ts';
import { Secret } from '../../base/secret.ts';
import { HttpError } from '../http-errors.ts';
import { DavClient, type DavClientOptions } from './client.ts';
import { DavBusyError, DavProtocolError, DavStatusError } from './errors.ts';
import { propfind } from './propfind.ts';
import { basicSignIn, bearerSignIn } from './sign-in.ts';

const scripted = new ScriptedSources();
const clients: DavClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await scripted.endAll();
});

type Answer = (response: ServerResponse, request: ScriptedRequest) => void;

const good: Answer = (response, { path }) =>
  response.writeHead(207).end(multistatusOf(rowOf(path, '<D:getetag>"1"</D:getetag>')));
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('words of the server');

/** Each request gets the next answer; those beyond the list get the last one again. */
async function asking(answers: readonly Answer[], more: Partial<DavClientOptions> = {}) {
  const server = await scripted.server({
    intercept: (request, response) => {
      answers[Math.min(server.asked.length, answers.length) - 1]?.(response, request);
      return true;
    },
  });
  const { credentials, ...options } = optionsFor(server.url);
  const client = new DavClient({ ...options, signIn: basicSignIn(credentials.user, credentials.secret), ...more });
  clients.push(client);
  const ask = (signal = never(), answerBytesMax = 1_000_000) => {
    const at = { origin: server.url.origin, path: '/x' };
    return propfind(client, { at, depth: '0', props: ['D:getetag'], answerBytesMax }, (row) => row.href, signal);
  };
  return { server, ask };
}

describe('a request is sent again', () => {
  test.each([429, 503])('after %i, as soon as the server says', async (code) => {
    const { server, ask } = await asking([status(code, { 'Retry-After': '0' }), status(code), good]);
    expect((await ask()).rows).toEqual(['/x']);
    expect(server.asked).toHaveLength(3);
  });

  test.each([500, 502, 504])('after %i', async (code) => {
    const { server, ask } = await asking([status(code), good]);
    expect((await ask()).rows).toEqual(['/x']);
    expect(server.asked).toHaveLength(2);
  });

  test('after the line broke in the middle of an answer, without a row twice', async () => {
    const half: Answer = (response) => {
      response.writeHead(207, { 'Content-Length': '100000' });
      response.write(multistatusOf(rowOf('/x', '')).slice(0, -10), () => response.destroy());
    };
    const { server, ask } = await asking([good, half, good]);
    await ask();
    expect((await ask()).rows).toEqual(['/x']);
    expect(server.asked).toHaveLength(3);
  });

  test('with a new token where the old one was refused, once', async () => {
    const stale: boolean[] = [];
    const signIn = bearerSignIn(async (isStale) => {
      stale.push(isStale);
      return new Secret(isStale ? 'new' : 'old');
    });
    const { server, ask } = await asking([status(401), good], { signIn });
    await ask();
    expect(server.asked.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
    const refused = await asking([status(401)], { signIn });
    await expect(refused.ask()).rejects.toMatchObject({ status: 401 });
    expect(refused.server.asked).toHaveLength(2);
  });
});

describe('a request is given up', () => {
  test('when the server asks for more time than there is', async () => {
    const { ask } = await asking([status(503, { 'Retry-After': '3600' })]);
    await expect(ask()).rejects.toBeInstanceOf(DavBusyError);
  });

  test('when the server goes on asking for time', async () => {
    const limits = { pauseMsMin: 5, pauseMsMax: 10, patienceMs: 40 };
    const { server, ask } = await asking([status(429)], { limits });
    await expect(ask()).rejects.toBeInstanceOf(DavBusyError);
    expect(server.asked.length).toBeLessThanOrEqual(9);
  });

  test.each([400, 401, 403, 404, 500])('at %i that stays', async (code) => {
    const { server, ask } = await asking([status(code, { 'WWW-Authenticate': 'Digest realm="x"' })]);
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DavStatusError);
    expect(error).toMatchObject({ status: code, refusal: { offers: 'Digest realm', words: 'words of the server' } });
    expect(server.asked.length).toBe(code === 500 ? 2 : 1);
  });

  test('when an answer has more bytes than are allowed, also when they are compressed', async () => {
    const { ask } = await asking([
      (response) => response.writeHead(207).end(multistatusOf(rowOf('/x', '')) + ' '.repeat(9000)),
    ]);
    await expect(ask(never(), 5000)).rejects.toMatchObject({ trouble: 'too-long' });
  });

  test('when an answer comes byte by byte and never ends', async () => {
    const drip: Answer = (response) => {
      response.writeHead(207);
      const more = (): boolean => !response.destroyed && response.write(' ', () => setImmediate(more));
      more();
    };
    const { ask } = await asking([drip], { limits: { answerMs: 100, pauseMsMin: 1, pauseMsMax: 1 } });
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ trouble: 'silent' });
  });

  test('at once when its signal ends it, with the reason of the signal', async () => {
    const ending = new AbortController();
    const { ask } = await asking([() => ending.abort(new Error('the run was stopped'))]);
    await expect(ask(ending.signal)).rejects.toThrow('the run was stopped');
  });
});

test('the password is in no error', async () => {
  const { ask } = await asking([
    (response, { authorization }) => response.writeHead(403).end(String(authorization.length)),
  ]);
  const error: unknown = await ask().catch((reason: unknown) => reason);
  expect(JSON.stringify(error) + String(error)).not.toMatch(/pw|YW5u/);
});

test('plain text is spoken to no other machine', async () => {
  const { credentials, ...options } = optionsFor(new URL('http://127.0.0.1/'));
  const client = new DavClient({ ...options, signIn: basicSignIn(credentials.user, credentials.secret) });
  clients.push(client);
  const at = { origin: 'http://dav.example.test', path: '/' };
  const asked = propfind(client, { at, depth: '0', props: [] }, (row) => row.href, never());
  await expect(asked).rejects.toMatchObject({ trouble: 'tls' });
});

test('an answer that is no multistatus is not believed', async () => {
  const { ask } = await asking([(response) => response.writeHead(200).end('<D:prop xmlns:D="DAV:"/>')]);
  await expect(ask()).rejects.toBeInstanceOf(DavProtocolError);
});
