/** Which providers sign people in, as operators set it. */

import type { FastifyRequest } from 'fastify';
import { isoSeconds } from '../../base/clock.ts';
import { isLoopback } from '../../base/loopback.ts';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import type { Provider, ProviderId } from '../../model/provider.ts';
import { listShape } from '../contract/lists.ts';
import { providerBody, providerParams, providerShape } from '../contract/providers.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { openProvider } from './ask-provider.ts';
import type { SessionDeps } from './begin-session.ts';
import { actorOf, needOperator, personOf } from './caller.ts';
import { callbackOf } from './provider-sign-in.ts';

const PATH = '/api/settings/providers';
const tags = ['settings'];
const config = { scope: 'person' } as const;

/** Below `needCaller`. */
export interface ProviderDeps extends SessionDeps {
  readonly isInsecureLoopbackAllowed: boolean;
}

export function providerRoutes(api: Api, deps: ProviderDeps): void {
  const { store } = deps;
  const listed = { 200: listShape(providerShape), '4xx': problemShape };
  const list = { operationId: 'listProviders', tags, summary: 'Providers of sign-ins', response: listed };
  api.get(PATH, { config, schema: list }, async (request) => {
    needOperator(request);
    const providers = await store.inHouse((house) => house.providers());
    return { items: providers.map((one) => providerOut(one, request, deps)), next: null, total: providers.length };
  });
  changeRoutes(api, deps);
}

function changeRoutes(api: Api, deps: ProviderDeps): void {
  const { store, clock, random } = deps;
  const add = {
    operationId: 'addProvider',
    tags,
    summary: 'Add one; it is asked at once how it works',
    body: providerBody,
    response: { 201: providerShape, '4xx': problemShape },
  };
  api.post(PATH, { config, schema: add }, async (request, reply) => {
    needOperator(request);
    const { clientSecret, ...place } = request.body;
    const secret = new Secret(clientSecret);
    refusePlainLine(place.issuer, deps);
    await openProvider(place, secret);
    const id = random.id() as ProviderId; // a fresh id is one
    const provider = { ...place, id, createdAt: clock.now() };
    await store.inHouse(async (house) => {
      if ((await house.addProvider(provider, secret)) === 'taken') {
        throw new Failure('service.taken', { what: 'provider', name: place.name });
      }
      house.append(null, { ...about(request), at: clock.now(), name: 'add-provider', facts: { ...place } });
    });
    return reply.code(201).send(providerOut(provider, request, deps));
  });

  const summary = 'Remove one; nobody signs in by it any more';
  const remove = { operationId: 'removeProvider', tags, summary, params: providerParams };
  api.delete(`${PATH}/:provider`, { config, schema: remove }, async (request, reply) => {
    needOperator(request);
    const id = request.params.provider as ProviderId; // any id may be asked for; what is not there is not found
    await store.inHouse(async (house) => {
      const removed = await house.removeProvider(id);
      if (removed === null) throw new Failure('service.not-found', { what: 'provider' });
      const facts = { name: removed.name };
      house.append(null, { ...about(request), at: clock.now(), name: 'remove-provider', facts });
    });
    return reply.code(204).send();
  });
}

function about(request: FastifyRequest) {
  const { id } = personOf(request);
  const nothing = { project: null, from: null, to: null, reason: null };
  return { subject: 'person', subjectId: id, actor: actorOf(request), ...nothing } as const;
}

/** An open line is for tests on this machine, and only where the service was told so. */
function refusePlainLine(issuer: string, { isInsecureLoopbackAllowed }: ProviderDeps): void {
  const url = new URL(issuer);
  if (url.protocol === 'https:' || (isInsecureLoopbackAllowed && isLoopback(url.hostname))) return;
  throw new Failure('service.request-invalid', { what: 'the issuer has to be an https address' });
}

function providerOut({ id, name, issuer, clientId, createdAt }: Provider, request: FastifyRequest, deps: SessionDeps) {
  const callback = callbackOf(id, request, deps).href;
  return { id, name, issuer, clientId, callback, createdAt: isoSeconds(createdAt) };
}
