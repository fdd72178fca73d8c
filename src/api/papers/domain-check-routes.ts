/** What the records, web hosts and settings of a domain lack: looked at by a program when somebody asks. */
import { Failure } from '../../base/problem.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { askDomainCheck } from '../../project/papers/keep-paper.ts';
import { domainCheckBody, domainCheckParams, domainCheckShape } from '../contract/papers.ts';
import { problemShape } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { paperOut } from './paper-out.ts';

const URL = '/api/organisations/:organisation/projects/:project/domains/:domain/check';

export function domainCheckRoutes(api: Api, deps: ProjectDeps): void {
  const of = { tags: ['preparation'], params: domainCheckParams };
  const ask = {
    ...of,
    operationId: 'askDomainCheck',
    summary: 'Let a program ask its name servers and web hosts; where Autodiscover is right, that is noted',
    body: domainCheckBody,
    response: { 202: domainCheckShape, '4xx': problemShape },
  };
  api.post(URL, { config: { scope: 'move' }, schema: ask }, async (request, reply) => {
    const [id, { domain }] = [projectIdOf(request.params), request.params];
    const asked = await request.inTenant(async (tenant) => {
      await askDomainCheck(tenant, id, { domain, target: request.body.target }, actorOf(request), deps);
      return checkOut(tenant, id, domain);
    });
    return reply.code(202).send(asked);
  });
  const get = {
    ...of,
    operationId: 'getDomainCheck',
    summary: 'What the last look found, with who can put it right and the records to set',
    response: { 200: domainCheckShape, '4xx': problemShape },
  };
  api.get(URL, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant((tenant) => checkOut(tenant, projectIdOf(request.params), request.params.domain)),
  );
}

async function checkOut(tenant: Tenant, id: ProjectId, domain: string) {
  const paper = await tenant.paper(id, 'domain-check', domain);
  if (paper === null) throw new Failure('service.not-found', { what: 'check' });
  return { ...paperOut(paper), results: paper.document?.map(resultOut) ?? null };
}

function resultOut({ evidence, fault, ...result }: CheckResult) {
  const wantedRecords = (fault?.records ?? []).map((record) => ({ ...record }));
  return { ...result, evidence: [...evidence], fault, wantedRecords };
}
