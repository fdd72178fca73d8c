/** By which providers whoever is signed in may sign in: added after the password and the code, listed and removed. */
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { ProviderId } from '../../model/provider.ts';
import { listShape } from '../contract/lists.ts';
import { identityShape, newIdentityBody, providerParams, visitShape } from '../contract/providers.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { appendAbout, attempt, judgePasswordAndCode, personOrThrow } from './attempt.ts';
import type { SessionDeps } from './begin-session.ts';
import { personOf } from './caller.ts';
import { beginVisit } from './provider-sign-in.ts';
import type { FactorConfig } from './second-factor.ts';

const PATH = '/api/session/identities';
const tags = ['session'];

/** Below `needCaller`. */
export function identityRoutes(api: Api, config: FactorConfig, deps: SessionDeps): void {
  const { store, clock } = deps;
  const add = {
    operationId: 'beginIdentity',
    tags,
    summary: 'Begin to link this account to a provider, within ten minutes',
    body: newIdentityBody,
    response: { 200: visitShape, '4xx': problemShape },
  };
  api.post(PATH, { config, schema: add }, async (request, reply) => {
    const { address } = personOf(request);
    const at = clock.now();
    const outcome = await store.inHouse((house) =>
      attempt(house, { address, event: 'begin-identity', at, judge: judgePasswordAndCode(house, request.body, at) }),
    );
    const provider = request.body.provider as ProviderId; // any id may be asked for; what is not there is not found
    return { url: await beginVisit(provider, request, reply, personOrThrow(outcome).id, deps) };
  });

  const listed = { 200: listShape(identityShape), '4xx': problemShape };
  const list = { operationId: 'listIdentities', tags, summary: 'The providers of this account', response: listed };
  const plain = { scope: config.scope };
  api.get(PATH, { config: plain, schema: list }, async (request) => {
    const { id } = personOf(request);
    const identities = await store.inHouse((house) => house.identities(id));
    const items = identities.map(({ provider, name, createdAt }) => ({
      id: provider,
      name,
      createdAt: isoSeconds(createdAt),
    }));
    return { items, next: null, total: items.length };
  });

  const remove = { operationId: 'removeIdentity', tags, summary: 'Unlink one', params: providerParams };
  api.delete(`${PATH}/:provider`, { config: plain, schema: remove }, async (request, reply) => {
    const person = personOf(request);
    const provider = request.params.provider as ProviderId; // as above
    await store.inHouse(async (house) => {
      if (!(await house.removeIdentity(person.id, provider)))
        throw new Failure('service.not-found', { what: 'sign-in' });
      appendAbout(house, person, clock.now(), 'remove-identity');
    });
    return reply.code(204).send();
  });
}
