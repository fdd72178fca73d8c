/** Organisations, and the people of one. */
import { type Clock, isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { NewToken } from '../base/token.ts';
import type { Organisation, OrganisationId } from '../model/organisation.ts';
import type { Store } from '../model/store.ts';
import { listShape } from './contract/lists.ts';
import {
  invitationShape,
  organisationListQuery,
  organisationShape,
  personListQuery,
  personShape,
} from './contract/people.ts';
import { nameBody, organisationParams, problemShape } from './contract/words.ts';
import { pageAsk, pageOut } from './pages.ts';
import { actorOf, callerOf, needOperator, personOf } from './people/caller.ts';
import { invitationPath, invite } from './people/invitation.ts';
import type { Api } from './server.ts';

export interface OrganisationDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly newToken: NewToken;
}

export function organisationRoutes(api: Api, deps: OrganisationDeps): void {
  const list = {
    operationId: 'listOrganisations',
    tags: ['organisations'],
    summary: 'Organisations',
    querystring: organisationListQuery,
    response: { 200: listShape(organisationShape), '4xx': problemShape },
  };
  api.get('/api/organisations', { config: { scope: 'read' }, schema: list }, async (request) => {
    const { role, organisation } = callerOf(request);
    const { query } = request;
    const filter = { only: role === 'operator' ? null : organisation, text: query.text ?? null };
    const page = await deps.store.inHouse((house) => house.organisations(filter, pageAsk(query)));
    return pageOut(page, query, organisationOut);
  });

  const add = {
    operationId: 'addOrganisation',
    tags: ['organisations'],
    summary: 'Add an organisation',
    body: nameBody,
    response: { 201: organisationShape, '4xx': problemShape },
  };
  api.post('/api/organisations', { config: { scope: 'manage' }, schema: add }, async (request, reply) => {
    needOperator(request);
    const organisation: Organisation = {
      id: deps.random.id() as OrganisationId, // a fresh id is what an OrganisationId is
      name: request.body.name,
      createdAt: deps.clock.now(),
    };
    await deps.store.inHouse(async (house) => {
      const { id, name, createdAt: at } = organisation;
      if ((await house.addOrganisation(organisation)) === 'taken') {
        throw new Failure('service.taken', { what: 'organisation', name });
      }
      const about = { subject: 'organisation', subjectId: id, project: null, from: null, to: null } as const;
      house.append(id, { ...about, at, actor: actorOf(request), name: 'create', reason: null, facts: {} });
    });
    return reply.code(201).send(organisationOut(organisation));
  });
  peopleRoutes(api, deps);
}

function peopleRoutes(api: Api, deps: OrganisationDeps): void {
  const people = {
    operationId: 'listPeople',
    tags: ['people'],
    summary: 'Its people',
    params: organisationParams,
    querystring: personListQuery,
    response: { 200: listShape(personShape), '4xx': problemShape },
  };
  api.get('/api/organisations/:organisation/people', { config: { scope: 'read' }, schema: people }, async (request) => {
    const { query } = request;
    const page = await request.inTenant((tenant) => tenant.people(query.text ?? null, pageAsk(query)));
    return pageOut(page, query, (person) => person);
  });

  const link = {
    operationId: 'inviteAdministrator',
    tags: ['people'],
    summary: 'Make a one-time link for an administrator',
    params: organisationParams,
    response: { 201: invitationShape, '4xx': problemShape },
  };
  api.post(
    '/api/organisations/:organisation/invitations',
    { config: { scope: 'person' }, schema: link },
    async (request, reply) => {
      const organisation = await request.inTenant(async ({ id }) => id);
      const { token, expiresAt } = await deps.store.inHouse(async (house) => {
        const about = {
          subject: 'organisation',
          subjectId: organisation,
          project: null,
          from: null,
          to: null,
        } as const;
        const at = deps.clock.now();
        house.append(organisation, { ...about, at, actor: actorOf(request), name: 'invite', reason: null, facts: {} });
        return invite(house, { organisation, madeBy: personOf(request).id, person: null }, deps);
      });
      return reply.code(201).send({ path: invitationPath(token), expiresAt: isoSeconds(expiresAt) });
    },
  );
}

function organisationOut({ id, name, createdAt }: Organisation) {
  return { id, name, createdAt: isoSeconds(createdAt) };
}
