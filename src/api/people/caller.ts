/**
 * Who asks, and what is theirs: somebody with a session, or a program with a token. Routes name the scope that they need, and
 * reach an organisation through the request alone, so that none can forget to look.
 */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import { isTokenScope, type LiveToken, type NeededScope } from '../../model/api-token.ts';
import type { Actor } from '../../model/event.ts';
import type { OrganisationId, Person } from '../../model/organisation.ts';
import type { Store, Tenant } from '../../model/store.ts';
import { bearerToken } from './bearer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on the routes that nobody has to be signed in for. */
    caller: Caller | null;
    /** One transaction for the organisation that the path names; `service.not-found` where it is not the caller's. */
    inTenant: <T>(run: (tenant: Tenant) => Promise<T>) => Promise<T>;
  }
  interface FastifyContextConfig {
    /** What a token must be able to do. Missing only on the routes that nobody has to be signed in for. */
    scope?: NeededScope;
  }
}

export type Caller = ({ readonly is: 'person' } & Person) | ({ readonly is: 'token' } & LiveToken);

export const SESSION_COOKIE = 'godwit_session';

export interface CallerDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** All routes of this part of the interface need a caller with the scope that they name; one without a name is a defect. */
export function needCaller(part: FastifyInstance, deps: CallerDeps): void {
  part.addHook('onRoute', ({ config }: RouteOptions) => {
    assert(config?.scope !== undefined, 'each route for callers names the scope that it needs');
  });
  part.addHook('onRequest', async (request) => {
    const caller = await findCaller(request, deps);
    if (caller.is === 'token') refuseOutside(caller, request.routeOptions.config.scope ?? 'person');
    request.caller = caller;
    request.inTenant = async (run) => deps.store.inTenant(await organisationOf(request, caller, deps.store), run);
  });
}

/** Throws `service.not-signed-in`, `service.token-refused` or `service.two-callers`. */
async function findCaller(request: FastifyRequest, { store, clock }: CallerDeps): Promise<Caller> {
  const session = request.cookies[SESSION_COOKIE];
  const token = bearerToken(request);
  if (session !== undefined && token !== null) throw new Failure('service.two-callers', {});
  if (token !== null) {
    const live = await store.inHouse((house) => house.useToken(tokenHash(token), clock.now()));
    if (live === null) throw new Failure('service.token-refused', {});
    return { is: 'token', ...live };
  }
  const hash = session === undefined ? null : tokenHash(session);
  const person = hash === null ? null : await store.inHouse((house) => house.sessionPerson(hash, clock.now()));
  if (person === null) throw new Failure('service.not-signed-in', {});
  return { is: 'person', ...person };
}

/** False once the session or the token that the request came with is over. */
export async function isStillCaller(request: FastifyRequest, deps: CallerDeps): Promise<boolean> {
  try {
    await findCaller(request, deps);
    return true;
  } catch (error) {
    if (error instanceof Failure && OVER.includes(error.code)) return false;
    throw error;
  }
}

const OVER: readonly string[] = ['service.not-signed-in', 'service.token-refused'];

function refuseOutside({ scopes }: LiveToken, needed: NeededScope): void {
  if (!isTokenScope(needed)) throw new Failure('service.person-needed', {});
  if (!scopes.includes(needed)) throw new Failure('service.scope-missing', { needed, given: scopes.join(', ') });
}

/** Who asks. Only on routes below `needCaller`. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Failure('service.not-signed-in', {});
  return caller;
}

/** Who is signed in. Throws `service.person-needed` for a program. */
export function personOf(request: FastifyRequest): Person {
  const caller = callerOf(request);
  if (caller.is === 'token') throw new Failure('service.person-needed', {});
  return caller;
}

export function actorOf(request: FastifyRequest): Actor {
  const caller = callerOf(request);
  const { role } = caller;
  return caller.is === 'token' ? { is: 'token', id: caller.id, role } : { is: 'person', id: caller.id, role };
}

/** Throws `service.not-yours-to-do` for all but operators. */
export function needOperator(request: FastifyRequest): void {
  if (callerOf(request).role !== 'operator') throw new Failure('service.not-yours-to-do', {});
}

/** That of somebody else is not there: whoever asks does not learn that it exists. */
async function organisationOf(request: FastifyRequest, caller: Caller, store: Store): Promise<OrganisationId> {
  const { params } = request;
  const named = typeof params === 'object' && params !== null && 'organisation' in params ? params.organisation : null;
  const id = String(named) as OrganisationId; // looked up here, and checked by the shape of the path before
  // The own one is there: people and tokens point to it.
  if (caller.organisation === id) return id;
  const found = caller.role === 'operator' ? await store.inHouse((house) => house.organisation(id)) : null;
  if (found === null) throw new Failure('service.not-found', { what: 'organisation' });
  return found.id;
}
