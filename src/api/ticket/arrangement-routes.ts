/** How a project is led, and which of its domains are ready: seen and set. */
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { noteDomain, projectDomains } from '../../project/ticket/domains.ts';
import { movingContacts, setArrangement } from '../../project/ticket/set-arrangement.ts';
import { arrangementBody, arrangementShape } from '../contract/arrangement.ts';
import { domainBody, domainParams, domainsShape } from '../contract/ticket.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { needMatch } from '../entity-tags.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';

export function arrangementRoutes(api: Api, deps: ProjectDeps): void {
  const url = `${PROJECT}/arrangement` as const;
  const shown = { tags: ['projects'], params: projectParams, response: { 200: arrangementShape, '4xx': problemShape } };
  const get = {
    ...shown,
    operationId: 'getArrangement',
    summary: 'How it is led: the way over, notice, holidays, hold',
  };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant((tenant) => arrangementOut(tenant, projectIdOf(request.params))),
  );
  const put = { ...shown, operationId: 'setArrangement', summary: 'Set all of it', body: arrangementBody };
  api.put(url, { config: { scope: 'manage' }, schema: put }, async (request, reply) => {
    const { reason, ...arrangement } = request.body;
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await needMatch(request, reply, async () => {
        await tenant.lockProject(id);
        return arrangementOut(tenant, id);
      });
      await setArrangement(tenant, id, arrangement, { by: actorOf(request), reason }, deps);
      return arrangementOut(tenant, id);
    });
  });
  domainRoutes(api, deps);
}

async function arrangementOut(tenant: Tenant, id: ProjectId) {
  await needProject(tenant, id);
  const { holidays, contacts, ...rest } = await tenant.arrangement(id);
  return {
    ...rest,
    holidays: { ...holidays, extra: [...holidays.extra] },
    contacts: [...contacts],
    movingContacts: [...movingContacts(contacts, await tenant.movingNames(id))],
  };
}

function domainRoutes(api: Api, deps: ProjectDeps): void {
  const url = `${PROJECT}/domains` as const;
  const response = { 200: domainsShape, '4xx': problemShape };
  const get = {
    operationId: 'getDomains',
    tags: ['projects'],
    summary: 'Domains of its mailboxes, and whether their Autodiscover is checked or waived',
    params: projectParams,
    response,
  };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant((tenant) => domainsOut(tenant, projectIdOf(request.params))),
  );
  const put = {
    operationId: 'noteDomain',
    tags: ['projects'],
    summary: 'Note that its Autodiscover was checked, or is waived, and why',
    params: domainParams,
    body: domainBody,
    response,
  };
  api.put(`${url}/:domain`, { config: { scope: 'manage' }, schema: put }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await noteDomain(tenant, id, { domain: request.params.domain, ...request.body }, actorOf(request), deps);
      return domainsOut(tenant, id);
    }),
  );
}

async function domainsOut(tenant: Tenant, id: ProjectId) {
  await needProject(tenant, id);
  const domains = await projectDomains(tenant, id);
  return {
    domains: domains.map(({ domain, note }) => ({
      domain,
      note: note === null ? null : { is: note.is, reason: note.reason, at: isoSeconds(note.at) },
    })),
  };
}

/** Throws `service.not-found`. */
async function needProject(tenant: Tenant, id: ProjectId): Promise<void> {
  if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
}
