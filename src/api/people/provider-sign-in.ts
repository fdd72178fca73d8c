/**
 * Signing in by a provider: the browser is sent there and comes back with a code. It carries a cookie that only the one who
 * began has, and that a return from another site may bring along, which the cookie of a session may not.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { tokenHash } from '../../base/token.ts';
import type { Person, PersonId } from '../../model/organisation.ts';
import type { ProviderId, ProviderVisit } from '../../model/provider.ts';
import { listShape } from '../contract/lists.ts';
import { backQuery, openProviderShape, providerParams, visitShape } from '../contract/providers.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { openProvider } from './ask-provider.ts';
import { appendAbout } from './attempt.ts';
import { beginSession, type SessionDeps } from './begin-session.ts';
import { relyingPartyOf } from './judge-passkey.ts';

export const PROVIDERS = '/api/session/providers';
const VISIT_COOKIE = 'godwit_visit';
/** Long enough to find the telephone that the provider wants to see. */
const VISIT_MS = 600_000;
/** Where people go once they are known. */
const HOME = '/';

interface OpenConfig {
  readonly rateLimit: { readonly max: number; readonly timeWindow: number };
}

export function providerSignInRoutes(api: Api, config: OpenConfig, deps: SessionDeps): void {
  const list = {
    operationId: 'listOpenProviders',
    tags: ['session'],
    summary: 'By which providers people may sign in',
    response: { 200: listShape(openProviderShape), '4xx': problemShape },
  };
  api.get(PROVIDERS, { config, schema: list }, async () => {
    const providers = await deps.store.inHouse((house) => house.providers());
    return { items: providers.map(({ id, name }) => ({ id, name })), next: null, total: providers.length };
  });

  const visit = {
    operationId: 'signInByProvider',
    tags: ['session'],
    summary: 'Begin to sign in by a provider, within ten minutes',
    params: providerParams,
    response: { 200: visitShape, '4xx': problemShape },
  };
  api.post(`${PROVIDERS}/:provider/visits`, { config, schema: visit }, async (request, reply) => ({
    url: await beginVisit(providerIdOf(request), request, reply, null, deps),
  }));

  const back = {
    operationId: 'comeBackFromProvider',
    tags: ['session'],
    summary: 'Where the provider sends the browser back to: signs in, or links the account',
    params: providerParams,
    querystring: backQuery,
  };
  api.get(`${PROVIDERS}/:provider/callback`, { config, schema: back }, async (request, reply) => {
    const token = request.cookies[VISIT_COOKIE] ?? '';
    reply.clearCookie(VISIT_COOKIE, { path: PROVIDERS });
    const person = await endVisit(new Secret(token), request, deps);
    if (person !== null) await beginSession(person, request, reply, deps);
    return reply.redirect(HOME, 303);
  });
}

type ToProvider = FastifyRequest<{ Params: { provider: string } }>;

function providerIdOf({ params }: ToProvider): ProviderId {
  return params.provider as ProviderId; // any id may be asked for; what is not there is not found
}

/** Where the browser goes next. `person` adds a way of signing in; null signs in. Throws `service.not-found` and `service.provider-refused`. */
export async function beginVisit(
  id: ProviderId,
  request: FastifyRequest,
  reply: FastifyReply,
  person: PersonId | null,
  deps: SessionDeps,
): Promise<string> {
  const { store, clock, newToken, isSecure } = deps;
  const { provider } = await opened(id, deps);
  const visit = newToken();
  const now = clock.now();
  await store.inHouse((house) =>
    house.addProviderVisit(tokenHash(visit.reveal()), { provider: id, person }, now, instant(now + VISIT_MS)),
  );
  reply.setCookie(VISIT_COOKIE, visit.reveal(), {
    path: PROVIDERS,
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure || request.protocol === 'https',
    maxAge: VISIT_MS / 1000,
  });
  return (await provider.addressFor(visit, callbackOf(id, request, deps))).href;
}

/** Where a provider sends people back to. It has to know this address beforehand. */
export function callbackOf(
  id: ProviderId,
  request: FastifyRequest,
  { publicUrl }: Pick<SessionDeps, 'publicUrl'>,
): URL {
  return new URL(`${PROVIDERS}/${id}/callback`, relyingPartyOf(publicUrl, request).origin);
}

async function opened(id: ProviderId, { store }: SessionDeps) {
  const found = await store.inHouse((house) => house.providerWithSecret(id));
  if (found === null) throw new Failure('service.not-found', { what: 'provider' });
  const { provider, clientSecret } = found;
  return { name: provider.name, provider: await openProvider(provider, clientSecret) };
}

/** Who signs in; null where somebody who is signed in already has linked an account. */
async function endVisit(token: Secret, request: ToProvider, deps: SessionDeps): Promise<Person | null> {
  const { store, clock } = deps;
  // A transaction of its own: it is used up whatever comes of it.
  const visit = await store.inHouse((house) => house.takeProviderVisit(tokenHash(token.reveal()), clock.now()));
  const id = providerIdOf(request);
  if (visit === null || visit.provider !== id) throw new Failure('service.provider-visit-over', {});
  const { name, provider } = await opened(id, deps);
  const back = callbackOf(id, request, deps);
  back.search = new URL(request.url, back).search;
  const subject = await provider.subjectOf(token, back);
  return visit.person === null ? signedIn(name, id, subject, deps) : link(visit, name, subject, deps);
}

async function signedIn(name: string, provider: ProviderId, subject: string, deps: SessionDeps): Promise<Person> {
  const { store, clock } = deps;
  return store.inHouse(async (house) => {
    const person = await house.identified(provider, subject);
    if (person === null) throw new Failure('service.identity-unknown', { name });
    appendAbout(house, person, clock.now(), 'sign-in', { by: name });
    return person;
  });
}

async function link(
  { person: id, provider }: ProviderVisit,
  name: string,
  subject: string,
  { store, clock }: SessionDeps,
): Promise<null> {
  return store.inHouse(async (house) => {
    const person = id === null ? null : await house.person(id);
    if (person === null) throw new Failure('service.provider-visit-over', {});
    if ((await house.addIdentity(person.id, provider, subject, clock.now())) === 'taken') {
      throw new Failure('service.taken', { what: 'sign-in by a provider', name });
    }
    appendAbout(house, person, clock.now(), 'add-identity', { provider: name });
    return null;
  });
}
