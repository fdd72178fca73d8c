/** The people of an organisation and those of the house: seen, renamed, removed, and helped when they lost what signs them in. */
import type { FastifyRequest } from 'fastify';
import { Failure } from '../../base/problem.ts';
import type { House } from '../../model/house.ts';
import type { OrganisationId, Person, PersonId } from '../../model/organisation.ts';
import {
  housePersonParams,
  newResetBody,
  newResetShape,
  personParams,
  removalBody,
  renamingBody,
} from '../contract/account.ts';
import { listShape } from '../contract/lists.ts';
import { personShape } from '../contract/people.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import type { SessionDeps } from './begin-session.ts';
import { actorOf, needOperator, personOf } from './caller.ts';
import { aboutPerson, makeReset } from './resets.ts';

const config = { scope: 'person' } as const;
const listed = { 200: listShape(personShape), '4xx': problemShape };
const shown = { 200: personShape, '4xx': problemShape };
const linked = { 201: newResetShape, '4xx': problemShape };

/** Below `needCaller`. */
export function peopleRoutes(api: Api, deps: SessionDeps): void {
  organisationPeople(api, deps);
  operatorPeople(api, deps);
}

function organisationPeople(api: Api, deps: SessionDeps): void {
  const all = '/api/organisations/:organisation/people';
  const place = (request: FastifyRequest) => request.inTenant(async ({ id }) => id);

  const rename = {
    operationId: 'renamePerson',
    tags: ['people'],
    summary: 'Rename somebody',
    params: personParams,
    body: renamingBody,
    response: shown,
  };
  api.post(`${all}/:person/renaming`, { config, schema: rename }, async (request) => {
    const { name, reason } = request.body;
    return renamePerson(await place(request), request.params.person, request, { name, reason }, deps);
  });

  const remove = {
    operationId: 'removePerson',
    tags: ['people'],
    summary: 'Remove somebody: sessions, tokens and links end',
    params: personParams,
    body: removalBody,
  };
  api.post(`${all}/:person/removal`, { config, schema: remove }, async (request, reply) => {
    await removePerson(await place(request), request.params.person, request, request.body.reason, deps);
    return reply.code(204).send();
  });

  const reset = {
    operationId: 'makeResetLink',
    tags: ['people'],
    summary: 'Make a one-time link for somebody who lost the password or the second factor',
    params: personParams,
    body: newResetBody,
    response: linked,
  };
  api.post(`${all}/:person/resets`, { config, schema: reset }, async (request, reply) => {
    const organisation = await place(request);
    const link = await withPerson(organisation, request.params.person, deps, (house, person) =>
      makeReset(house, person, request, request.body, deps),
    );
    return reply.code(201).send(link);
  });
}

/** The same for operators, by operators. */
function operatorPeople(api: Api, deps: SessionDeps): void {
  const all = '/api/operators';
  api.get(
    all,
    {
      config: { scope: 'read' },
      schema: { operationId: 'listOperators', tags: ['people'], summary: 'Operators', response: listed },
    },
    async (request) => {
      needOperator(request);
      const operators = await deps.store.inHouse((house) => house.operators());
      return { items: [...operators], next: null, total: operators.length };
    },
  );

  const rename = {
    operationId: 'renameOperator',
    tags: ['people'],
    summary: 'Rename an operator',
    params: housePersonParams,
    body: renamingBody,
    response: shown,
  };
  api.post(`${all}/:person/renaming`, { config, schema: rename }, async (request) => {
    needOperator(request);
    return renamePerson(null, request.params.person, request, request.body, deps);
  });

  const remove = {
    operationId: 'removeOperator',
    tags: ['people'],
    summary: 'Remove an operator: sessions, tokens and links end',
    params: housePersonParams,
    body: removalBody,
  };
  api.post(`${all}/:person/removal`, { config, schema: remove }, async (request, reply) => {
    needOperator(request);
    await removePerson(null, request.params.person, request, request.body.reason, deps);
    return reply.code(204).send();
  });
  operatorResets(api, deps);
}

function operatorResets(api: Api, deps: SessionDeps): void {
  const reset = {
    operationId: 'makeOperatorResetLink',
    tags: ['people'],
    summary: 'Make a one-time link for an operator who lost the password or the second factor',
    params: housePersonParams,
    body: newResetBody,
    response: linked,
  };
  api.post('/api/operators/:person/resets', { config, schema: reset }, async (request, reply) => {
    needOperator(request);
    const link = await withPerson(null, request.params.person, deps, (house, person) =>
      makeReset(house, person, request, request.body, deps),
    );
    return reply.code(201).send(link);
  });
}

/** One transaction about somebody of that place; throws `service.not-found` where nobody has the id there. */
function withPerson<T>(
  organisation: OrganisationId | null,
  named: string,
  { store }: SessionDeps,
  run: (house: House, person: Person) => Promise<T>,
): Promise<T> {
  return store.inHouse(async (house) => {
    const id = named as PersonId; // any id may be asked for; what is not there is not found
    const person = await house.lockPerson(organisation, id);
    if (person === null) throw new Failure('service.not-found', { what: 'person' });
    return run(house, person);
  });
}

function renamePerson(
  organisation: OrganisationId | null,
  named: string,
  request: FastifyRequest,
  { name, reason }: { readonly name: string; readonly reason: string | null },
  deps: SessionDeps,
): Promise<Person> {
  return withPerson(organisation, named, deps, async (house, person) => {
    await house.renamePerson(person.id, name);
    const facts = { name, earlier: person.name };
    const at = deps.clock.now();
    house.append(organisation, {
      ...aboutPerson(person),
      at,
      actor: actorOf(request),
      name: 'rename',
      reason,
      facts,
    });
    return { ...person, name };
  });
}

/** Throws `service.own-account` for whoever asks, and `service.last-operator`. */
async function removePerson(
  organisation: OrganisationId | null,
  named: string,
  request: FastifyRequest,
  reason: string,
  deps: SessionDeps,
): Promise<void> {
  await withPerson(organisation, named, deps, async (house, person) => {
    if (person.id === personOf(request).id) throw new Failure('service.own-account', {});
    // Two who remove each other at once: the second was removed by now, and nobody would be left.
    if (person.role === 'operator' && (await house.operators()).length === 1) {
      throw new Failure('service.last-operator', {});
    }
    const at = deps.clock.now();
    await house.removePerson(person.id, at);
    const facts = { name: person.name, address: person.address };
    house.append(organisation, {
      ...aboutPerson(person),
      at,
      actor: actorOf(request),
      name: 'remove',
      reason,
      facts,
    });
  });
}
