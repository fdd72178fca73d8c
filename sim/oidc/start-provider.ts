/**
 * A simulated provider of sign-ins (OpenID Connect): description, keys, a page that knows at once who is there, and tokens. It
 * is strict about what it is asked, and answers wrongly where a test says so.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';

/** What it does wrong. signature: another key has signed. Others: that claim of the token is another's. */
export type ProviderFault = 'signature' | 'nonce' | 'aud' | 'iss' | 'exp' | 'unsigned' | 'no-token' | 'endless' | null;

export interface ProviderOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** In the header or in the body of what asks for tokens. */
  readonly secretIn: 'header' | 'body';
}

export interface RunningProvider {
  readonly issuer: string;
  /** Who is at the provider; what the browser that comes next is. */
  subject: string;
  fault: ProviderFault;
  /** How often tokens were asked for. */
  readonly counters: { tokens: number };
  /** As a browser that follows the address: gives where it is sent back to. */
  visit(address: string): URL;
  close(): Promise<void>;
}

interface Grant {
  readonly subject: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

const KEY_ID = 'first';
const MINUTE_S = 60;

export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const server = createServer((request, reply) => {
    answer(request, reply).catch((error: unknown) => reply.writeHead(400).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a listening server has an address');
  const issuer = `http://127.0.0.1:${address.port}`;
  const running: RunningProvider = {
    issuer,
    subject: 'ada',
    fault: null,
    counters: { tokens: 0 },
    visit: (at) => visited(new URL(at), running, options, grants),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const told: Readonly<Record<string, () => Promise<object> | object>> = {
      '/.well-known/openid-configuration': () => describe(issuer, options),
      '/keys': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }] }),
      '/token': async () => tokensFor(await bodyOf(request), request, running, options, grants, privateKey),
    };
    const tell = told[request.url ?? ''];
    if (tell === undefined) return void reply.writeHead(404).end();
    const text = JSON.stringify(await tell());
    const padding = running.fault === 'endless' ? ' '.repeat(2 * 1024 * 1024) : '';
    reply.writeHead(200, { 'content-type': 'application/json' }).end(`${text}${padding}`);
  }
  return running;
}

function describe(issuer: string, { secretIn }: ProviderOptions): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: [secretIn === 'header' ? 'client_secret_basic' : 'client_secret_post'],
  };
}

function visited(
  { pathname, searchParams: asked }: URL,
  { subject }: RunningProvider,
  { clientId }: ProviderOptions,
  grants: Map<string, Grant>,
): URL {
  const of = (name: string): string => asked.get(name) ?? '';
  assert(pathname === '/authorize' && of('response_type') === 'code', 'a browser is sent to the page with a code flow');
  assert(of('client_id') === clientId, 'the client is the one that is known');
  assert(of('scope').split(' ').includes('openid'), 'an OpenID request asks for openid');
  assert(of('code_challenge_method') === 'S256' && of('state') !== '', 'there is a challenge and a state');
  const code = systemRandom.id();
  const redirect = of('redirect_uri');
  grants.set(code, { subject, nonce: of('nonce'), challenge: of('code_challenge'), redirect });
  const back = new URL(redirect);
  back.search = new URLSearchParams({ code, state: of('state') }).toString();
  return back;
}

/** A code is good once, with the verifier of its challenge, for the client with its secret. */
function tokensFor(
  form: URLSearchParams,
  { headers }: IncomingMessage,
  running: RunningProvider,
  { clientId, clientSecret, secretIn }: ProviderOptions,
  grants: Map<string, Grant>,
  key: KeyObject,
): object {
  running.counters.tokens += 1;
  const inHeader = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  const inBody = `${form.get('client_id')}:${form.get('client_secret')}`;
  const shown = secretIn === 'header' ? inHeader.split(':').map(formDecoded).join(':') : inBody;
  assert(shown === `${clientId}:${clientSecret}`, 'the client shows its secret where it is wanted');
  const grant = grants.get(form.get('code') ?? '');
  assert(grant !== undefined, 'the code was given and not used');
  grants.delete(form.get('code') ?? '');
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  assert(challenge === grant.challenge, 'the verifier is that of the challenge');
  assert(form.get('redirect_uri') === grant.redirect, 'the address to come back to is the same');
  const token = { access_token: 'opens-nothing', token_type: 'bearer' };
  return running.fault === 'no-token' ? token : { ...token, id_token: idToken(grant, running, clientId, key) };
}

/** As forms encode (RFC 6749 §2.3.1). */
function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function idToken(
  { subject, nonce }: Grant,
  { issuer, fault }: RunningProvider,
  clientId: string,
  key: KeyObject,
): string {
  const now = Math.floor(systemClock.now() / 1000);
  const claims = {
    iss: fault === 'iss' ? 'https://elsewhere.example' : issuer,
    aud: fault === 'aud' ? 'another client' : clientId,
    sub: subject,
    nonce: fault === 'nonce' ? 'another' : nonce,
    iat: now - MINUTE_S,
    exp: fault === 'exp' ? now - 10 * MINUTE_S : now + MINUTE_S,
  };
  const header = { alg: fault === 'unsigned' ? 'none' : 'RS256', kid: KEY_ID, typ: 'JWT' };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const signature = sign('sha256', Buffer.from(signed), fault === 'signature' ? other : key).toString('base64url');
  return `${signed}.${fault === 'unsigned' ? '' : signature}`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}
