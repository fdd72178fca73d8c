/** The plan of a project: the versions that were sent, and what it would be now, as documents and as pages. */

import type { FastifyReply } from 'fastify';
import { dateText } from '../../base/civil-days.ts';
import { isoSeconds } from '../../base/clock.ts';
import { pagePolicy } from '../../base/html.ts';
import { Failure } from '../../base/problem.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { Store, Tenant } from '../../model/store.ts';
import type { Block, PlanDocument } from '../../plan/document/plan-document.ts';
import { PLAN_STYLE, planHtml } from '../../plan/document/plan-html.ts';
import type { StoredPlan } from '../../plan/document/plan-version.ts';
import type { Crew } from '../../plan/forecast/estimate-organisation.ts';
import { draftPlan, readKeptPlan } from '../../project/ticket/draft-plan.ts';
import { answerPage } from '../answer-page.ts';
import { listShape } from '../contract/lists.ts';
import { draftShape, planParams, planShape, planVersionShape } from '../contract/ticket.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import type { TicketDeps } from './ticket-routes.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const ALL = `${PROJECT}/plans` as const;
const READ = { scope: 'read' } as const;

export interface PlanDeps {
  /** `madeAt` is what it says of its own making. */
  readonly planPdf: (plan: PlanDocument, madeAt: Date) => Promise<Buffer>;
}

export function planRoutes(api: Api, deps: TicketDeps & PlanDeps): void {
  draftRoutes(api, deps);
  pdfRoute(api, deps);
  const list = {
    operationId: 'getPlans',
    tags: ['ticket'],
    summary: 'Versions of the plan that were sent, the newest first',
    params: projectParams,
    response: { 200: listShape(planVersionShape), '4xx': problemShape },
  };
  api.get(ALL, { config: READ, schema: list }, async (request) =>
    request.inTenant(async (tenant) => {
      const { id } = await projectAt(tenant, projectIdOf(request.params));
      const plans = await tenant.planVersions(id);
      return {
        items: plans.map(({ version, at }) => ({ version, at: isoSeconds(at) })),
        next: null,
        total: plans.length,
      };
    }),
  );
  const one = { tags: ['ticket'], params: planParams };
  const get = {
    ...one,
    operationId: 'getPlan',
    summary: 'A version of the plan, or the latest',
    response: { 200: planShape, '4xx': problemShape },
  };
  api.get(`${ALL}/:version`, { config: READ, schema: get }, async (request) =>
    request.inTenant(async (tenant) => planOut(await keptAt(tenant, request.params))),
  );
  const page = {
    ...one,
    operationId: 'getPlanPage',
    summary: 'A version of the plan as a page',
    produces: ['text/html'],
  };
  api.get(`${ALL}/:version/page`, { config: READ, schema: page }, async (request, reply) => {
    const { plan } = await request.inTenant((tenant) => keptAt(tenant, request.params));
    return sendPage(reply, plan);
  });
}

/** As it was sent: its making is dated to that day, so that the same version is the same file. */
function pdfRoute(api: Api, { planPdf }: PlanDeps): void {
  const schema = {
    operationId: 'getPlanPdf',
    tags: ['ticket'],
    params: planParams,
    summary: 'A version of the plan as a PDF, to be signed and filed',
    produces: ['application/pdf'],
  };
  api.get(`${ALL}/:version/pdf`, { config: READ, schema }, async (request, reply) => {
    const { plan } = await request.inTenant((tenant) => keptAt(tenant, request.params));
    void reply.header('content-disposition', `attachment; filename="plan-${plan.version}.pdf"`);
    return reply.type('application/pdf').send(await planPdf(plan, new Date(`${plan.madeOn}T00:00:00Z`)));
  });
}

function draftRoutes(api: Api, deps: TicketDeps): void {
  const of = { tags: ['ticket'], params: projectParams };
  const draft = {
    ...of,
    operationId: 'getPlanDraft',
    summary: 'What the plan would be if it were sent now, and what changed',
    response: { 200: draftShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/plan-draft`, { config: READ, schema: draft }, async (request) => {
    const crew = await crewOf(deps.store);
    return request.inTenant(async (tenant) => {
      const found = await draftPlan(tenant, await projectAt(tenant, projectIdOf(request.params)), { crew }, deps);
      return { ...planOut(found), isNew: found.isNew };
    });
  });
  const page = { ...of, operationId: 'getPlanDraftPage', summary: 'The same as a page', produces: ['text/html'] };
  api.get(`${PROJECT}/plan-draft/page`, { config: READ, schema: page }, async (request, reply) => {
    const crew = await crewOf(deps.store);
    const { plan } = await request.inTenant(async (tenant) =>
      draftPlan(tenant, await projectAt(tenant, projectIdOf(request.params)), { crew }, deps),
    );
    return sendPage(reply, plan);
  });
}

/** As one program is started where nobody set anything. */
const AT_ONCE = 4;

/** What a forecast counts on. How many programs run at this moment is no fact of a plan. */
export async function crewOf(store: Store): Promise<Crew> {
  const { mailboxesAtOnce } = await store.inHouse((house) => house.workSettings());
  return { workers: 1, atOnce: mailboxesAtOnce ?? AT_ONCE };
}

/** Throws `service.not-found`. */
async function projectAt(tenant: Tenant, id: ProjectId): Promise<Project> {
  const project = await tenant.project(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  return project;
}

async function keptAt(
  tenant: Tenant,
  params: { readonly project: string; readonly version: number | 'latest' },
): Promise<StoredPlan> {
  const project = await projectAt(tenant, projectIdOf(params));
  const kept = await readKeptPlan(tenant, project, params.version === 'latest' ? null : params.version);
  if (kept === null) throw new Failure('service.not-found', { what: 'plan' });
  return kept;
}

/** The page has a style of its own, and its own policy allows that one and nothing else. */
function sendPage(reply: FastifyReply, plan: PlanDocument): FastifyReply {
  return answerPage(reply, planHtml(plan), pagePolicy(PLAN_STYLE, 'none'));
}

function planOut({ plan, requestedOn }: StoredPlan) {
  const { version, madeOn, title, sections, changes } = plan;
  return {
    version,
    madeOn,
    title,
    sections: sections.map((section) => ({ ...section, blocks: section.blocks.map(blockOut) })),
    changes: changes.map(({ gone, added, ...change }) => ({ ...change, gone: [...gone], added: [...added] })),
    requestedOn: dateText(requestedOn),
  };
}

function blockOut(block: Block) {
  if (block.is === 'text') return block;
  if (block.is === 'list') return { is: block.is, items: [...block.items] };
  return { ...block, columns: [...block.columns], rows: block.rows.map((row) => [...row]) };
}
