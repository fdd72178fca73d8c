/** How programs send their tokens: `Authorization: Bearer godwit_…` (RFC 6750 §2.1). */
import type { FastifyRequest } from 'fastify';
import { Secret } from '../../base/secret.ts';
import type { NewToken } from '../../base/token.ts';

/** Lets people and scanners of repositories see what a lost text is. */
const PREFIX = 'godwit_';
const BEARER = /^Bearer +(.*)$/i;

/** What the request carries as a token, right or not; null where it carries none. */
export function bearerToken({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return BEARER.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** A new token of a program. */
export function newBearerToken(newToken: NewToken): Secret {
  return new Secret(`${PREFIX}${newToken().reveal()}`);
}
