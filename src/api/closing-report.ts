/** What remains to be read of a project: when what happened, who decided what and why, and what came of it. */

import type { Clock, Instant } from '../base/clock.ts';
import { isoSeconds } from '../base/clock.ts';
import { pagePolicy } from '../base/html.ts';
import type { StoredEvent } from '../model/event.ts';
import { isMoving } from '../model/finish.ts';
import type { ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { whoIs } from '../project/act.ts';
import { projectEvents } from '../project/finish/project-events.ts';
import { licencesToGo } from '../project/finish/removal.ts';
import { answerPage } from './answer-page.ts';
import { CLOSING_STYLE, closingPage } from './closing-page.ts';
import { type ClosingOut, closingShape } from './contract/finish.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { lastCopyOut, licenceOut, overlapOut, projectAt } from './finish.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

const REPORT = '/api/organisations/:organisation/projects/:project/closing-report';
const config = { scope: 'read' } as const;
const tags = ['projects'];

export function closingReportRoutes(api: Api, { clock }: { readonly clock: Clock }): void {
  const get = {
    operationId: 'getClosingReport',
    tags,
    summary: 'The whole move: when what happened, who decided what and why, and what came of it',
    params: projectParams,
    response: { 200: closingShape, '4xx': problemShape },
  };
  api.get(REPORT, { config, schema: get }, (request) =>
    request.inTenant((tenant) => closingOut(tenant, projectIdOf(request.params), clock.now())),
  );

  const page = { operationId: 'getClosingReportPage', tags, summary: 'The same, as a page', produces: ['text/html'] };
  api.get(`${REPORT}/page`, { config, schema: { ...page, params: projectParams } }, async (request, reply) => {
    const closing = await request.inTenant((tenant) => closingOut(tenant, projectIdOf(request.params), clock.now()));
    return answerPage(reply, closingPage(closing), pagePolicy(CLOSING_STYLE, 'none'));
  });
}

async function closingOut(tenant: Tenant, id: ProjectId, now: Instant): Promise<ClosingOut> {
  const project = await projectAt(tenant, id);
  const [mailboxes, finish] = [await tenant.provenMailboxes(id), await tenant.finish(id)];
  const names = new Map<string, string>(mailboxes.map(({ mailbox, name }) => [mailbox, name]));
  const timeline = await projectEvents(tenant, id, null, 'project');
  const ofMailboxes = await projectEvents(tenant, id, null, 'mailbox');
  const answer = await tenant.lastEntry(id, 'answer');
  const acknowledged = answer?.part.is === 'answer' ? answer.part.acknowledged : null;
  const { progress } = await tenant.sums(id);
  const moment = (event: StoredEvent) => ({
    at: isoSeconds(event.at),
    name: event.name,
    what: event.subject === 'mailbox' ? (names.get(event.subjectId) ?? 'a mailbox') : 'the project',
    by: whoIs(event.actor),
    reason: event.reason,
  });
  return {
    project: project.name,
    state: project.state,
    timeline: timeline.filter(({ from, to }) => from !== null || to !== null).map(moment),
    decisions: [...timeline, ...ofMailboxes].filter(({ reason }) => reason !== null).map(moment),
    acknowledged: acknowledged === null || answer === null ? null : { ...acknowledged, at: isoSeconds(answer.at) },
    items: {
      found: progress.itemsFound,
      copied: progress.itemsCopied,
      verified: progress.itemsVerified,
      failed: progress.itemsFailed,
    },
    licences: (await licencesToGo(tenant, id)).map(licenceOut),
    staying: mailboxes.filter((one) => !isMoving(one)).map(({ name, state }) => ({ name, state })),
    lastCopy: lastCopyOut(finish),
    overlap: overlapOut(mailboxes, finish, now),
  };
}
