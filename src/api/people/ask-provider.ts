/** Asks a provider who somebody is: OpenID Connect Core §3.1, the code flow with PKCE (RFC 7636), state and nonce. */

import { createHash } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import { isLoopback } from '../../base/loopback.ts';
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import type { Provider } from '../../model/provider.ts';

/** A provider that takes longer keeps somebody before an empty page. */
const ANSWER_SECONDS_MAX = 10;
/** Keys and descriptions have some tens of kilobytes. */
const ANSWER_BYTES_MAX = 1024 * 1024;
const WHY_LENGTH_MAX = 300;
/** Who somebody is, and nothing more about that person. */
const SCOPE = 'openid';

export type ProviderPlace = Pick<Provider, 'name' | 'issuer' | 'clientId'>;

export interface OpenProvider {
  /** Where the browser is sent. `visit` is known to that browser alone, and all that the provider gets is made of it. */
  addressFor(visit: Secret, callback: URL): Promise<URL>;
  /** Who that is at the provider. `back` is the address that the browser came back with. Throws `service.provider-refused`. */
  subjectOf(visit: Secret, back: URL): Promise<string>;
}

/** Reads how the provider is asked. Throws `service.provider-refused` where it cannot be reached or describes itself wrongly. */
export async function openProvider(place: ProviderPlace, clientSecret: Secret): Promise<OpenProvider> {
  const { issuer, clientId } = place;
  const config = await asked(place, () =>
    discovery(new URL(issuer), clientId, undefined, authOf(clientSecret), {
      [customFetch]: boundedFetch,
      timeout: ANSWER_SECONDS_MAX,
      ...(isLoopback(new URL(issuer).hostname) ? { execute: [allowInsecureRequests] } : {}),
    }),
  );
  enableNonRepudiationChecks(config);
  return {
    addressFor: async (visit, callback) =>
      buildAuthorizationUrl(config, {
        redirect_uri: callback.href,
        scope: SCOPE,
        code_challenge: await calculatePKCECodeChallenge(partOf(visit, 'verifier')),
        code_challenge_method: 'S256',
        state: partOf(visit, 'state'),
        nonce: partOf(visit, 'nonce'),
      }),
    subjectOf: (visit, back) => asked(place, () => subjectFrom(config, visit, back)),
  };
}

async function subjectFrom(config: Configuration, visit: Secret, back: URL): Promise<string> {
  const tokens = await authorizationCodeGrant(config, back, {
    pkceCodeVerifier: partOf(visit, 'verifier'),
    expectedState: partOf(visit, 'state'),
    expectedNonce: partOf(visit, 'nonce'),
    idTokenExpected: true,
  });
  return tokens.claims()?.sub ?? '';
}

/** Each of them tells nothing of the visit and nothing of the others. */
function partOf(visit: Secret, part: 'state' | 'nonce' | 'verifier'): string {
  return createHash('sha256').update(`${part} ${visit.reveal()}`).digest('base64url');
}

/** As the provider wants it; in the header where it does not say (OpenID Connect Discovery §3). */
function authOf(clientSecret: Secret): ClientAuth {
  const [inHeader, inBody] = [ClientSecretBasic(clientSecret.reveal()), ClientSecretPost(clientSecret.reveal())];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const auth = methods.includes('client_secret_basic') ? inHeader : inBody;
    auth(server, ...rest);
  };
}

async function asked<T>({ name }: ProviderPlace, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    // The library throws errors of many kinds, all of them about what the provider or the browser sent.
    if (!(error instanceof Error)) throw error;
    throw new Failure('service.provider-refused', { name, why: wordsOf(error) }, { cause: error });
  }
}

/** What it says may come from outside: one line of it. */
function wordsOf({ message, cause }: Error): string {
  const below = cause instanceof Error ? `: ${cause.message}` : '';
  return `${message}${below}`.replace(/[^\x20-\x7e]/g, ' ').slice(0, WHY_LENGTH_MAX);
}

type FetchOptions = NonNullable<Parameters<NonNullable<Configuration[typeof customFetch]>>[1]>;

async function boundedFetch(address: string, options: FetchOptions): Promise<Response> {
  const url = new URL(address);
  // Plain lines go to this machine alone, whatever a description says.
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new TypeError(`${url.origin} is no encrypted address`);
  // The library sends forms or nothing, both of which fetch takes.
  const answer = await fetch(url, options as RequestInit);
  const { status, statusText, headers } = answer;
  return new Response(await boundedBody(answer), { status, statusText, headers });
}

async function boundedBody({ body }: Response): Promise<Buffer<ArrayBuffer> | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new TypeError(`the answer has more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
