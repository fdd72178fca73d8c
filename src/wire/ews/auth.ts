/** How an account shows who it is: Basic (RFC 7617), NTLM ([MS-NTHT]) or an OAuth token (RFC 6750). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { HttpConnection } from '../http-connection.ts';
import { oneLine } from './answers.ts';
import { ntlmAnswer, ntlmGreeting } from './ntlm.ts';

export interface SignInRequest {
  readonly connection: HttpConnection;
  /** The headers that the request itself will have. */
  readonly headers: Readonly<Record<string, string>>;
  /** True when the server has just refused the request with 401. */
  readonly isRetry: boolean;
}

export interface SignIn {
  /** Headers to add to the next request on this connection; makes the round trips that have to come before it. */
  authorize(request: SignInRequest, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** The error for a server that has refused twice. */
  refusal(headers: IncomingHttpHeaders, words: string): SignInRefused;
}

/** The server does not accept who we say we are. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** Gives a token that is valid now; `stale` is true when the last one was refused. */
export type TokenSource = (stale: boolean, signal: AbortSignal) => Promise<Secret>;

const refusalBy =
  (way: string) =>
  (headers: IncomingHttpHeaders, words: string): SignInRefused => {
    const offers = [headers['www-authenticate'] ?? ''].flat().join(', ');
    const offered = oneLine(offers.replace(/=[^,]*/g, ''));
    const said = oneLine(words.replace(/<[^>]*>/g, ' '));
    return new SignInRefused(`401 to ${way}${offered === '' ? '' : `; it offers ${offered}`}${said && `; ${said}`}`);
  };

export function basicSignIn(user: string, password: Secret): SignIn {
  const refusal = refusalBy('Basic');
  return {
    authorize: async () => {
      const pair = Buffer.from(`${user}:${password.reveal()}`, 'utf8').toString('base64');
      return { Authorization: `Basic ${pair}` };
    },
    refusal,
  };
}

export function bearerSignIn(tokenOf: TokenSource): SignIn {
  return {
    authorize: async ({ isRetry }, signal) => ({
      Authorization: `Bearer ${(await tokenOf(isRetry, signal)).reveal()}`,
    }),
    refusal: refusalBy('a bearer token'),
  };
}

export interface NtlmAccount {
  /** `DOMAIN\user`, `user@domain` or `user`. */
  readonly user: string;
  readonly password: Secret;
  readonly random: Random;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Signs a connection in, not a request: two empty round trips first, then nothing until the connection is another. */
export function ntlmSignIn(account: NtlmAccount): SignIn {
  const refusal = refusalBy('NTLM');
  return {
    authorize: async ({ connection, headers, isRetry }, signal) => {
      if (connection.isSignedIn && !isRetry) return {};
      const greeting = ntlmGreeting();
      const request = {
        headers: { ...headers, Authorization: `NTLM ${greeting.toString('base64')}` },
        body: { length: 0, open: () => [] },
        answerBytesMax: 1024 * 1024,
      };
      const answer = await connection.send(request, signal);
      for await (const chunk of answer.body) void chunk;
      const offers = [answer.headers['www-authenticate'] ?? ''].flat().join(', ');
      const challenge = /\bNTLM\s+([A-Za-z0-9+/=]+)/i.exec(offers)?.[1];
      if (answer.status !== 401 || challenge === undefined) throw refusal(answer.headers, `status ${answer.status}`);
      const reply = ntlmAnswer({
        ...account,
        greeting,
        challenge: Buffer.from(challenge, 'base64'),
        certificate: connection.serverCertificate,
      });
      return { Authorization: `NTLM ${reply.toString('base64')}` };
    },
    refusal,
  };
}
