/** Begins a session: a token in a cookie that neither scripts nor other sites get, and where and when it began. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, instant } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import type { Person } from '../../model/organisation.ts';
import type { SessionId } from '../../model/session.ts';
import type { Store } from '../../model/store.ts';
import { SESSION_COOKIE } from './caller.ts';

export interface SessionDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newToken: NewToken;
  readonly log: Log;
  /** Where people reach the service; null for this machine alone. Passkeys are bound to it. */
  readonly publicUrl: URL | null;
  /** The cookie goes over encrypted lines alone. */
  readonly isSecure: boolean;
}

/** Half a day of work; nobody stays signed in over night. */
const SESSION_MS = 12 * 3_600_000;
/** Of IPv6 with a zone; behind a proxy the text is the proxy's. */
const ADDRESS_LENGTH_MAX = 64;
/** Enough to tell one browser from another. */
const USER_AGENT_LENGTH_MAX = 200;

export async function beginSession(
  { id }: Person,
  request: FastifyRequest,
  reply: FastifyReply,
  { store, clock, random, newToken, isSecure }: SessionDeps,
): Promise<void> {
  const token = newToken().reveal();
  const since = clock.now();
  const session = {
    id: random.id() as SessionId, // a fresh id is one
    tokenHash: tokenHash(token),
    person: id,
    since,
    until: instant(since + SESSION_MS),
    address: request.ip.slice(0, ADDRESS_LENGTH_MAX),
    userAgent: userAgentOf(request),
  };
  await store.inHouse((house) => house.addSession(session));
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/api',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure || request.protocol === 'https',
    maxAge: SESSION_MS / 1000,
  });
}

/** Whatever a browser says of itself, as a line that can be shown; null where it says nothing. */
export function userAgentOf({ headers }: FastifyRequest): string | null {
  const text = headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, USER_AGENT_LENGTH_MAX) ?? '';
  return text === '' ? null : text;
}
