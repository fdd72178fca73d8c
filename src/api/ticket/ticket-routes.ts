/** The ticket of a project: read page by page, and written with whatever moves the project; and what it is led by. */
import type { FastifyRequest } from 'fastify';
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Store, Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { answerPlan } from '../../project/ticket/answer.ts';
import { askQuestion, reply as replyIn, requestMove } from '../../project/ticket/ask-for-move.ts';
import { sendPlan } from '../../project/ticket/send-plan.ts';
import { confirmDate, proposeDates } from '../../project/ticket/team-dates.ts';
import type { Word } from '../../project/ticket/ticket-entry.ts';
import { listShape } from '../contract/lists.ts';
import {
  alternativesBody,
  answerBody,
  entryListQuery,
  entryShape,
  mayWordsBody,
  ticketShape,
  wordsBody,
} from '../contract/ticket.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { pageAsk, pageOut } from '../pages.ts';
import { actorOf, callerOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { arrangementRoutes } from './arrangement-routes.ts';
import { dateRoutes } from './date-routes.ts';
import { crewOf, type PlanDeps, planRoutes } from './plan-routes.ts';
import { entryOut, ticketOut } from './ticket-out.ts';

export interface TicketDeps extends ProjectDeps {
  readonly store: Store;
}

const ALL = '/api/organisations/:organisation/projects/:project/ticket';
const TICKET = { tags: ['ticket'], params: projectParams, response: { 200: ticketShape, '4xx': problemShape } };
const MOVE = { scope: 'move' } as const;

export function ticketRoutes(api: Api, deps: TicketDeps & PlanDeps): void {
  arrangementRoutes(api, deps);
  readRoutes(api, deps);
  wordRoutes(api, deps);
  answerRoute(api, deps);
  teamRoutes(api, deps);
  planRoutes(api, deps);
  dateRoutes(api, deps);
}

function readRoutes(api: Api, deps: TicketDeps): void {
  const list = {
    ...TICKET,
    operationId: 'listTicketEntries',
    summary: 'What was said, oldest first',
    querystring: entryListQuery,
    response: { 200: listShape(entryShape), '4xx': problemShape },
  };
  api.get(ALL, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return pageOut(await tenant.entries(id, pageAsk(query)), query, entryOut);
    });
  });

  const get = {
    ...TICKET,
    operationId: 'getTicket',
    summary: 'Where it stands, what is missing, and what may be done',
  };
  api.get(`${ALL}/state`, { config: { scope: 'read' }, schema: get }, async (request) => {
    const { role } = callerOf(request);
    return request.inTenant((tenant) => ticketOut(tenant, projectIdOf(request.params), role, deps));
  });
}

/** Says it in a transaction, and answers with where the ticket stands then. */
function inTicket(
  request: FastifyRequest,
  { project }: { readonly project: string },
  text: string,
  run: (tenant: Tenant, id: ProjectId, word: Word) => Promise<void>,
  deps: TicketDeps,
) {
  const { role } = callerOf(request);
  const id = projectIdOf({ project });
  return request.inTenant(async (tenant) => {
    await run(tenant, id, { by: actorOf(request), text });
    return ticketOut(tenant, id, role, deps);
  });
}

function wordRoutes(api: Api, deps: TicketDeps): void {
  const request = { ...TICKET, operationId: 'requestMove', summary: 'Ask for the move', body: mayWordsBody };
  api.post(`${ALL}/request`, { config: MOVE, schema: request }, async (asked) =>
    inTicket(asked, asked.params, asked.body.text, (tenant, id, word) => requestMove(tenant, id, word, deps), deps),
  );
  const ask = { ...TICKET, operationId: 'askInTicket', summary: 'Ask something', body: wordsBody };
  api.post(`${ALL}/questions`, { config: MOVE, schema: ask }, async (asked) =>
    inTicket(asked, asked.params, asked.body.text, (tenant, id, word) => askQuestion(tenant, id, word, deps), deps),
  );
  const reply = { ...TICKET, operationId: 'replyInTicket', summary: 'Reply to something', body: wordsBody };
  api.post(`${ALL}/replies`, { config: MOVE, schema: reply }, async (asked) =>
    inTicket(asked, asked.params, asked.body.text, (tenant, id, word) => replyIn(tenant, id, word, deps), deps),
  );
}

function answerRoute(api: Api, deps: TicketDeps): void {
  const answer = {
    ...TICKET,
    operationId: 'answerPlan',
    summary: 'Answer the plan, or a part of it; what is missing is named until nothing is',
    body: answerBody,
  };
  api.post(`${ALL}/answer`, { config: MOVE, schema: answer }, async (asked) => {
    const { text, acknowledged, wished, addresses } = asked.body;
    const given = { acknowledged, addresses, wished: wished && { written: wished.at, zone: wished.zone } };
    return inTicket(asked, asked.params, text, (tenant, id, word) => answerPlan(tenant, id, given, word, deps), deps);
  });
}

/** For operators, by the table of states. */
function teamRoutes(api: Api, deps: TicketDeps): void {
  const plan = { ...TICKET, operationId: 'sendPlan', summary: 'Send the plan as it is now', body: mayWordsBody };
  api.post(`${ALL}/plan`, { config: MOVE, schema: plan }, async (asked) => {
    const crew = await crewOf(deps.store);
    const run = (tenant: Tenant, id: ProjectId, word: Word) => sendPlan(tenant, id, { crew }, word, deps);
    return inTicket(asked, asked.params, asked.body.text, run, deps);
  });
  const propose = {
    ...TICKET,
    operationId: 'proposeDates',
    summary: 'Offer other dates',
    body: alternativesBody,
  };
  api.post(`${ALL}/alternatives`, { config: MOVE, schema: propose }, async (asked) => {
    const dates = asked.body.dates.map((date) => instant(Date.parse(date)));
    const run = (tenant: Tenant, id: ProjectId, word: Word) => proposeDates(tenant, id, dates, word, deps);
    return inTicket(asked, asked.params, asked.body.text, run, deps);
  });
  const confirm = { ...TICKET, operationId: 'confirmDate', summary: 'Confirm the wished date', body: mayWordsBody };
  api.post(`${ALL}/confirmation`, { config: MOVE, schema: confirm }, async (asked) =>
    inTicket(asked, asked.params, asked.body.text, (tenant, id, word) => confirmDate(tenant, id, word, deps), deps),
  );
}
