/** While a project is cut over and afterwards: where mail goes, what changed meanwhile, and what came back. */
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { type RouteSeen, type Switch, settledAt } from '../../model/cut-over.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { planSwitch, turnBack } from '../../project/cut-over/switch-route.ts';
import { freezeShape, returnedShape, switchBody, switchShape } from '../contract/cut-over.ts';
import { mailboxParams, problemShape, projectParams } from '../contract/words.ts';
import { mailboxIdOf, mailboxOf, projectOf } from '../mailboxes.ts';
import { isoOrNull } from '../outlook.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';

export function switchRoutes(api: Api, deps: ProjectDeps): void {
  routeRoutes(api, deps);
  foundRoutes(api);
}

function routeRoutes(api: Api, deps: ProjectDeps): void {
  const url = `${PROJECT}/switch` as const;
  const shown = { tags: ['projects'], params: projectParams, response: { 200: switchShape, '4xx': problemShape } };
  const get = { ...shown, operationId: 'getSwitch', summary: 'Where mail goes, and until when it may go the old way' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => switchOut(await tenant.cutOverPart(projectIdOf(request.params), 'switch'))),
  );

  const put = { ...shown, operationId: 'planSwitch', summary: 'Say where mail shall go from now on', body: switchBody };
  api.put(url, { config: { scope: 'move' }, schema: put }, async (request) =>
    request.inTenant(async (tenant) => {
      const { wanted } = request.body;
      return switchOut(await planSwitch(tenant, projectIdOf(request.params), wanted, actorOf(request), deps));
    }),
  );

  const back = { ...shown, operationId: 'turnBackSwitch', summary: 'Mail shall go where it went before' };
  api.post(`${url}/back`, { config: { scope: 'move' }, schema: back }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await tenant.lockProject(id);
      return switchOut(await turnBack(tenant, id, actorOf(request), deps));
    }),
  );
}

/** Throws `service.not-found` where nothing is to be switched. */
function switchOut(found: Switch | null) {
  if (found === null) throw new Failure('service.not-found', { what: 'switch of the mail route' });
  const { direction, wanted, before, seen, lookedAt } = found;
  const plain = (routes: Switch['wanted']) => routes.map(({ domain, hosts }) => ({ domain, hosts: [...hosts] }));
  return {
    direction,
    wanted: plain(wanted),
    before: plain(before),
    lookedAt: isoOrNull(lookedAt),
    settledAt: isoOrNull(settledAt(found)),
    seen: seen.map((one) => ({
      ...one,
      hosts: [...one.hosts],
      switchedAt: isoOrNull(one.switchedAt),
      cachedUntil: isoOrNull(one.cachedUntil),
      says: saysOf(one),
    })),
  };
}

function saysOf({ domain, hosts, isSwitched, cachedUntil, trouble }: RouteSeen): string {
  if (trouble !== null) return `${domain} could not be looked up: ${trouble}.`;
  if (!isSwitched) return `${domain} still goes to ${hosts.join(', ') || 'nowhere'}.`;
  const end = cachedUntil === null ? 'now' : isoSeconds(cachedUntil);
  return `${domain} is switched, as its name servers say; the last cached answer ends at ${end}.`;
}

function foundRoutes(api: Api): void {
  const freeze = {
    operationId: 'getFreeze',
    tags: ['projects'],
    summary: 'What of the old system was changed while mailboxes moved',
    params: projectParams,
    response: { 200: freezeShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/freeze`, { config: { scope: 'read' }, schema: freeze }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      const [first, changes] = [await tenant.cutOverPart(id, 'frozen'), await tenant.cutOverPart(id, 'changes')];
      if (first === null) throw new Failure('service.not-found', { what: 'look at the old system' });
      const differences = changes === null ? null : [...changes.differences];
      return { from: first.from, at: isoSeconds(first.at), comparedAt: isoOrNull(changes?.at ?? null), differences };
    }),
  );

  const returned = {
    operationId: 'getReturned',
    tags: ['mailboxes'],
    summary: 'What a roll-back has brought back into the old mailbox',
    params: mailboxParams,
    response: { 200: returnedShape, '4xx': problemShape },
  };
  const one = `${PROJECT}/mailboxes/:mailbox/returned` as const;
  api.get(one, { config: { scope: 'read' }, schema: returned }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = mailboxIdOf(request.params);
      await mailboxOf(tenant, await projectOf(tenant, request.params), id);
      const found = await tenant.returnedOf(id);
      if (found === null) throw new Failure('service.not-found', { what: 'roll-back of this mailbox' });
      const stays = found.stays.map(({ path, kind, items }) => ({ folder: path.join(' / '), kind, items }));
      return { at: isoSeconds(found.at), items: found.items, exceptions: found.exceptions, stays };
    }),
  );
}
