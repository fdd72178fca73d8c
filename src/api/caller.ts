/** Who asks, and what is theirs. Routes reach an organisation through the request alone, so that none can forget to look. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { tokenHash } from '../base/token.ts';
import type { Actor } from '../model/event.ts';
import type { OrganisationId, Person } from '../model/organisation.ts';
import type { Store, Tenant } from '../model/store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on the routes that nobody has to be signed in for. */
    person: Person | null;
    /** One transaction for the organisation that the path names; `service.not-found` where it is not the caller's. */
    inTenant: <T>(run: (tenant: Tenant) => Promise<T>) => Promise<T>;
  }
}

export const SESSION_COOKIE = 'godwit_session';

export interface CallerDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** All routes of this part of the interface need somebody who is signed in. */
export function needCaller(part: FastifyInstance, { store, clock }: CallerDeps): void {
  part.addHook('onRequest', async (request) => {
    const token = request.cookies[SESSION_COOKIE];
    const person = token === undefined ? null : await sessionPersonOf(token, { store, clock });
    if (person === null) throw new Failure('service.not-signed-in', {});
    request.person = person;
    request.inTenant = async (run) => store.inTenant(await organisationOf(request, person, store), run);
  });
}

export function sessionPersonOf(token: string, { store, clock }: CallerDeps): Promise<Person | null> {
  return store.inHouse((house) => house.sessionPerson(tokenHash(token), clock.now()));
}

/** Who asks. Only on routes below `needCaller`. */
export function callerOf({ person }: FastifyRequest): Person {
  if (person === null) throw new Failure('service.not-signed-in', {});
  return person;
}

export function actorOf(request: FastifyRequest): Actor {
  const { id, role } = callerOf(request);
  return { is: 'person', id, role };
}

/** Throws `service.not-yours-to-do` for all but operators. */
export function needOperator(request: FastifyRequest): void {
  if (callerOf(request).role !== 'operator') throw new Failure('service.not-yours-to-do', {});
}

/** That of somebody else is not there: whoever asks does not learn that it exists. */
async function organisationOf(request: FastifyRequest, person: Person, store: Store): Promise<OrganisationId> {
  const { params } = request;
  const named = typeof params === 'object' && params !== null && 'organisation' in params ? params.organisation : null;
  const id = String(named) as OrganisationId; // looked up here, and checked by the shape of the path before
  const isTheirs = person.role === 'operator' || person.organisation === id;
  const found = isTheirs ? await store.inHouse((house) => house.organisation(id)) : null;
  if (found === null) throw new Failure('service.not-found', { what: 'organisation' });
  return found.id;
}
