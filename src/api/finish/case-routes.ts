/** Cases of a project: what users miss, answered and settled by those who look after it. */
import type { FastifyRequest } from 'fastify';
import { Failure } from '../../base/problem.ts';
import type { CaseId } from '../../model/case.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { type CasePlace, closeCase, openCase, reopenByCase, sayInCase } from '../../project/finish/cases.ts';
import {
  caseListQuery,
  caseParams,
  caseShape,
  caseWordBody,
  closeCaseBody,
  reopenCaseBody,
  wholeCaseShape,
} from '../contract/cases.ts';
import { listShape } from '../contract/lists.ts';
import { missingBody } from '../contract/user.ts';
import { mailboxParams, problemShape, projectParams } from '../contract/words.ts';
import { mailboxIdOf } from '../mailboxes.ts';
import { pageAsk, pageOut } from '../pages.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { caseOut, wholeCase } from './case-out.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const CASES = `${PROJECT}/cases`;
const tags = ['cases'];
const MOVE = { scope: 'move' } as const;
const ONE = { tags, params: caseParams, response: { 200: wholeCaseShape, '4xx': problemShape } };

export function caseRoutes(api: Api, deps: ProjectDeps): void {
  const list = {
    operationId: 'listCases',
    tags,
    summary: 'What users miss, the newest first; with `open`, those that are open or those that are closed',
    params: projectParams,
    querystring: caseListQuery,
    response: { 200: listShape(caseShape), '4xx': problemShape },
  };
  api.get(CASES, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return pageOut(await tenant.cases(id, query.open ?? null, pageAsk(query)), query, caseOut);
    });
  });

  const get = { ...ONE, operationId: 'getCase', summary: 'One, with what was said and what is known now' };
  api.get(`${CASES}/:caseId`, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant((tenant) => wholeCase(tenant, placeOf(request.params))),
  );

  const open = {
    operationId: 'openCase',
    tags,
    summary: 'Open one for a user who misses something',
    params: mailboxParams,
    body: missingBody,
    response: { 201: wholeCaseShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/mailboxes/:mailbox/cases`, { config: MOVE, schema: open }, async (request, reply) => {
    const { params, body } = request;
    const project = projectIdOf(params);
    const opened = await request.inTenant(async (tenant) => {
      const id = await openCase(tenant, { project, mailbox: mailboxIdOf(params) }, body, actorOf(request), deps);
      return wholeCase(tenant, { project, id });
    });
    return reply.code(201).send(opened);
  });
  settleRoutes(api, deps);
}

function settleRoutes(api: Api, deps: ProjectDeps): void {
  const say = {
    ...ONE,
    operationId: 'answerCase',
    summary: 'Say something in it; the user reads it',
    body: caseWordBody,
  };
  api.post(`${CASES}/:caseId/words`, { config: MOVE, schema: say }, (request) =>
    inCase(request, request.params, (tenant, place) =>
      sayInCase(tenant, place, { by: actorOf(request), text: request.body.text }, deps),
    ),
  );

  const close = { ...ONE, operationId: 'closeCase', summary: 'Close it, with what became of it', body: closeCaseBody };
  api.post(`${CASES}/:caseId/closing`, { config: MOVE, schema: close }, (request) =>
    inCase(request, request.params, (tenant, place) =>
      closeCase(tenant, place, { by: actorOf(request), ...request.body }, deps),
    ),
  );

  const reopen = {
    ...ONE,
    operationId: 'reopenByCase',
    summary: 'Copy and verify its mailbox once more; the case stays open',
    body: reopenCaseBody,
  };
  api.post(`${CASES}/:caseId/reopening`, { config: MOVE, schema: reopen }, (request) =>
    inCase(request, request.params, (tenant, place) =>
      reopenByCase(tenant, place, { by: actorOf(request), reason: request.body.reason }, deps),
    ),
  );
}

/** Does something with it, and shows it as it is then. */
function inCase(
  request: FastifyRequest,
  params: { readonly project: string; readonly caseId: string },
  run: (tenant: Tenant, place: CasePlace) => Promise<void>,
) {
  const place = placeOf(params);
  return request.inTenant(async (tenant) => {
    await run(tenant, place);
    return wholeCase(tenant, place);
  });
}

function placeOf(params: { readonly project: string; readonly caseId: string }): CasePlace {
  return { project: projectIdOf(params), id: params.caseId as CaseId }; // any id may be asked for; what is not there is not found
}
