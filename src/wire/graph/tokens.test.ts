import { afterEach, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { type CannedServer, cannedServer } from '../../../test/exchange/canned-server.ts';
import { fakeClock } from '../../../test/fake-clock.ts';
import { systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { httpClient } from '../http.ts';
import { TokenRefused } from './errors.ts';
import { TokenSource } from './tokens.ts';

const servers: CannedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function scene(answers: readonly { readonly status?: number; readonly body: object }[]) {
  const server = await cannedServer(answers.map(({ status = 200, body }) => ({ status, body: JSON.stringify(body) })));
  servers.push(server);
  const clock = fakeClock();
  const http = httpClient({ url: server.url, ca: [], allowInsecureLoopback: true, clock: systemClock });
  const tokens = new TokenSource({
    http,
    login: server.url.origin,
    tenant: 'example.com',
    clientId: 'the app',
    proof: { is: 'secret', secret: new Secret('s&cret') },
    scope: 'https://graph.microsoft.com/.default',
    clock,
    random: seededRandom(1),
  });
  return { server, clock, tokens };
}

const given = (name: string, seconds: number) => ({ body: { access_token: name, expires_in: seconds } });

test('a token is fetched once for all, and again before it ends', async () => {
  const { server, clock, tokens } = await scene([given('one', 300), given('two', 300)]);
  const both = await Promise.all([tokens.token(never()), tokens.token(never())]);
  expect(both.map((token) => token.reveal())).toEqual(['one', 'one']);
  await clock.sleep(239_000, never());
  expect((await tokens.token(never())).reveal()).toBe('one');
  await clock.sleep(2000, never());
  expect((await tokens.token(never())).reveal()).toBe('two');
  expect(server.asked).toHaveLength(2);
  expect(Object.fromEntries(new URLSearchParams(server.asked[0]?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'the app',
    client_secret: 's&cret',
    scope: 'https://graph.microsoft.com/.default',
  });
});

test('a token that the service refused is renewed with the claims that it asks for, and once where two saw it', async () => {
  const { server, tokens } = await scene([given('one', 3600), given('two', 3600)]);
  const first = await tokens.token(never());
  const second = await tokens.another(first, '{"nbf":1}', never());
  expect(new URLSearchParams(server.asked[1]?.body).get('claims')).toBe('{"nbf":1}');
  expect(await tokens.another(first, null, never())).toBe(second);
  expect(server.asked).toHaveLength(2);
});

test('a refusal says what the sign-in said', async () => {
  const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.\r\nTrace: 1' };
  const { tokens } = await scene([{ status: 401, body: refusal }, given('late', 3600)]);
  await expect(tokens.token(never())).rejects.toThrow(
    new TokenRefused('invalid_client', 'AADSTS7000215: Invalid client secret. Trace: 1'),
  );
  expect((await tokens.token(never())).reveal()).toBe('late');
});
