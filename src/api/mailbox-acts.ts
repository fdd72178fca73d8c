/** One act on many mailboxes: a preview says exactly what would happen, and the act is then done on exactly that. */
import type { Instant } from '../base/clock.ts';
import type { MailboxChoice } from '../model/mailbox-book.ts';
import { MAILBOX } from '../model/mailbox-states.ts';
import type { MailboxId } from '../model/project.ts';
import type { ProjectDeps } from '../project/act.ts';
import { type ManyMoves, moveMailboxes, previewMoves } from '../project/move-mailboxes.ts';
import { type ChoiceBody, mailboxesActBody, manyMovesShape, previewBody } from './contract/mailboxes.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { filterOf } from './mailboxes.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

export function mailboxActRoutes(api: Api, deps: ProjectDeps): void {
  const acts = '/api/organisations/:organisation/projects/:project/mailboxes/acts';
  const response = { 200: manyMovesShape, '4xx': problemShape };
  const preview = {
    operationId: 'previewMailboxActs',
    tags: ['mailboxes'],
    summary: 'What an act on many mailboxes would do',
    params: projectParams,
    body: previewBody,
    response,
  };
  api.post(`${acts}/preview`, { config: { scope: 'read' }, schema: preview }, async (request) => {
    const { body } = request;
    const act = { event: body.act, by: actorOf(request) };
    const choice = choiceOf(body, deps.clock.now());
    return request.inTenant(async (tenant) =>
      movesOut(await previewMoves(tenant, projectIdOf(request.params), choice, act)),
    );
  });

  const run = {
    operationId: 'actOnMailboxes',
    tags: ['mailboxes'],
    summary: 'Do an act on many mailboxes, as it was previewed',
    params: projectParams,
    body: mailboxesActBody,
    response,
  };
  api.post(acts, { config: { scope: 'move' }, schema: run }, async (request) => {
    const { body } = request;
    const act = { event: body.act, by: actorOf(request), reason: body.reason, seen: body.preview };
    const choice = choiceOf(body, deps.clock.now());
    return request.inTenant(async (tenant) =>
      movesOut(await moveMailboxes(tenant, projectIdOf(request.params), choice, act, deps)),
    );
  });
}

function choiceOf({ ids, filter }: ChoiceBody, now: Instant): MailboxChoice {
  if (ids === undefined) return { is: 'filter', filter: filterOf(filter ?? {}, now) };
  return { is: 'ids', ids: ids as readonly string[] as readonly MailboxId[] }; // those that are none are refused by name
}

function movesOut({ event, to, allowed, refused, seen }: ManyMoves) {
  const byState: Record<string, number> = {};
  for (const { state } of allowed) byState[state] = (byState[state] ?? 0) + 1;
  return {
    act: event,
    to,
    needsReason: MAILBOX.events[event].needsReason === true,
    allowed: allowed.length,
    refused: refused.length,
    byState,
    moved: allowed.map(({ id, name }) => ({ id, name })),
    refusals: [...refused],
    preview: seen,
  };
}
