/**
 * Who asks by the private link of a mailbox: by a session that the link was exchanged for, or with the link's token itself. Such
 * a request has no `caller`, so that whatever needs one stays closed to it; it reaches its own mailbox and nothing else.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import type { LinkHolder } from '../../model/mailbox-user.ts';
import { bearerToken } from '../people/bearer.ts';
import type { CallerDeps } from '../people/caller.ts';
import type { Guesses } from './guesses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on all routes but those for the users of mailboxes. */
    holder: LinkHolder | null;
  }
}

export const LINK_COOKIE = 'godwit_mailbox';
/** Lets people and scanners see what a lost text is, and keeps it apart from the tokens of programs. */
export const LINK_PREFIX = 'godwit_link_';

export interface HolderDeps extends CallerDeps {
  readonly guesses: Guesses;
}

/** All routes of this part are for the users of mailboxes, and for nobody else. */
export function needHolder(part: FastifyInstance, deps: HolderDeps): void {
  part.addHook('onRequest', async (request) => {
    request.holder = await findHolder(request, deps);
  });
}

/** Who asks. Only on routes below `needHolder`. */
export function holderOf({ holder }: FastifyRequest): LinkHolder {
  if (holder === null) throw new Failure('service.not-signed-in', {});
  return holder;
}

/** Throws `service.not-signed-in`, `service.link-invalid`, `service.person-needed` or `service.two-callers`. */
async function findHolder(request: FastifyRequest, deps: HolderDeps): Promise<LinkHolder> {
  const session = request.cookies[LINK_COOKIE];
  const token = bearerToken(request);
  if (session !== undefined && token !== null) throw new Failure('service.two-callers', {});
  if (token !== null) {
    if (!token.startsWith(LINK_PREFIX)) throw new Failure('service.person-needed', {});
    return holderByToken(token, request, deps);
  }
  if (session === undefined) throw new Failure('service.not-signed-in', {});
  const now = deps.clock.now();
  const holder = await deps.store.inHouse((house) => house.linkSession(tokenHash(session), now));
  if (holder === null) throw new Failure('service.not-signed-in', {});
  return holder;
}

/** Throws `service.link-invalid`, and `service.asked-too-often` for who was wrong too often. */
export function holderByToken(
  token: string,
  { ip }: Pick<FastifyRequest, 'ip'>,
  { store, clock, guesses }: HolderDeps,
): Promise<LinkHolder> {
  return guesses.judge(ip, () => store.inHouse((house) => house.useLink(tokenHash(token), clock.now())));
}
