/** Spans in which nothing moves: of a project, and for operators of the whole installation. */
import { instant, isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Blackout, BlackoutId, BlackoutSpan } from '../model/blackout.ts';
import type { Store } from '../model/store.ts';
import type { ProjectDeps } from '../project/act.ts';
import { addProjectBlackout, blackoutFacts, removeProjectBlackout, tooMany } from '../project/plan-blackout.ts';
import {
  type BlackoutBody,
  blackoutBody,
  blackoutParams,
  blackoutsShape,
  houseBlackoutParams,
} from './contract/settings.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { actorOf, callerOf, needOperator } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

export interface BlackoutDeps extends ProjectDeps {
  readonly store: Store;
}

const SHOWN = { 200: blackoutsShape, '4xx': problemShape };

export function blackoutRoutes(api: Api, deps: BlackoutDeps): void {
  projectRoutes(api, deps);
  houseRoutes(api, deps);
}

function projectRoutes(api: Api, deps: BlackoutDeps): void {
  const all = '/api/organisations/:organisation/projects/:project/blackouts';
  const shown = { tags: ['projects'], params: projectParams, response: SHOWN };
  const get = { ...shown, operationId: 'getBlackouts', summary: 'Spans in which nothing of it moves' };
  api.get(all, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return blackoutsOut(await tenant.blackouts(id));
    }),
  );

  const add = {
    ...shown,
    operationId: 'addBlackout',
    summary: 'Add one; workers feel it in seconds',
    body: blackoutBody,
  };
  api.post(all, { config: { scope: 'manage' }, schema: add }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await addProjectBlackout(tenant, id, blackoutOf(request.body), actorOf(request), deps);
      return blackoutsOut(await tenant.blackouts(id));
    }),
  );

  const remove = { ...shown, params: blackoutParams, operationId: 'removeBlackout', summary: 'Remove one' };
  api.delete(`${all}/:blackout`, { config: { scope: 'manage' }, schema: remove }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await removeProjectBlackout(tenant, id, blackoutIdOf(request.params), actorOf(request), deps);
      return blackoutsOut(await tenant.blackouts(id));
    }),
  );
}

function houseRoutes(api: Api, { store, clock, random }: BlackoutDeps): void {
  const all = '/api/settings/blackouts';
  const shown = { tags: ['settings'], response: SHOWN };
  const summary = 'Spans in which nothing moves at all';
  const list = async () => blackoutsOut(ofAll(await store.inHouse((house) => house.blackouts())));
  api.get(
    all,
    { config: { scope: 'read' }, schema: { ...shown, operationId: 'getHouseBlackouts', summary } },
    async (request) => {
      needOperator(request);
      return list();
    },
  );

  const add = { ...shown, operationId: 'addHouseBlackout', summary: 'Add one for everybody', body: blackoutBody };
  api.post(all, { config: { scope: 'manage' }, schema: add }, async (request) => {
    needOperator(request);
    const blackout = { ...blackoutOf(request.body), id: random.id() as BlackoutId }; // a fresh id is what one is
    const { is, id } = callerOf(request);
    const about = { subject: is, subjectId: id, project: null, from: null, to: null, reason: blackout.reason } as const;
    await store.inHouse(async (house) => {
      if (!(await house.addBlackout(blackout))) throw tooMany();
      const facts = blackoutFacts(blackout);
      house.append(null, { ...about, at: clock.now(), actor: actorOf(request), name: 'add-blackout', facts });
    });
    return list();
  });

  const remove = { ...shown, params: houseBlackoutParams, operationId: 'removeHouseBlackout', summary: 'Remove one' };
  api.delete(`${all}/:blackout`, { config: { scope: 'manage' }, schema: remove }, async (request) => {
    needOperator(request);
    const { is, id } = callerOf(request);
    const about = { subject: is, subjectId: id, project: null, from: null, to: null } as const;
    await store.inHouse(async (house) => {
      const removed = await house.removeBlackout(blackoutIdOf(request.params));
      if (removed === null) throw new Failure('service.not-found', { what: 'blackout' });
      const said = { name: 'remove-blackout', reason: removed.reason, facts: blackoutFacts(removed) };
      house.append(null, { ...about, ...said, at: clock.now(), actor: actorOf(request) });
    });
    return list();
  });
}

function blackoutIdOf({ blackout }: { readonly blackout: string }): BlackoutId {
  return blackout as BlackoutId; // any id may be asked for; what is not there is not found
}

/** Throws `service.request-invalid` for a span that ends before it begins. */
function blackoutOf({ reason, span }: BlackoutBody): Omit<Blackout, 'id'> {
  if (span.is === 'weekly') return { reason, span };
  const [from, until] = [instant(Date.parse(span.from)), instant(Date.parse(span.until))];
  if (until <= from)
    throw new Failure('service.request-invalid', { what: '/span/until has to come after /span/from.' });
  return { reason, span: { is: 'once', from, until } };
}

function ofAll(blackouts: readonly Blackout[]) {
  return blackouts.map((blackout) => ({ ...blackout, isOfAll: true }));
}

function blackoutsOut(blackouts: readonly (Blackout & { readonly isOfAll: boolean })[]) {
  return {
    blackouts: blackouts.map(({ id, reason, span, isOfAll }) => ({ id, reason, isOfAll, span: spanOut(span) })),
  };
}

function spanOut(span: BlackoutSpan) {
  if (span.is === 'weekly') return { ...span, days: [...span.days] };
  return { is: span.is, from: isoSeconds(span.from), until: isoSeconds(span.until) };
}
