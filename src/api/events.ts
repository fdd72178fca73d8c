/** What happened in an organisation, page by page as the audit log. */
import { type Instant, instant, isoSeconds } from '../base/clock.ts';
import type { EventFilter, StoredEvent } from '../model/event.ts';
import { type EventListQuery, eventListQuery, eventShape, projectEventListQuery } from './contract/events.ts';
import { listShape } from './contract/lists.ts';
import { organisationParams, problemShape, projectParams } from './contract/words.ts';
import { projectOf } from './mailboxes.ts';
import { pageAsk, pageOut } from './pages.ts';
import type { Api } from './server.ts';

export function eventRoutes(api: Api): void {
  const config = { scope: 'read' } as const;
  const page = {
    operationId: 'listEvents',
    tags: ['events'],
    summary: 'What happened, oldest first',
    params: organisationParams,
    querystring: projectEventListQuery,
    response: { 200: listShape(eventShape), '4xx': problemShape },
  };
  api.get('/api/organisations/:organisation/events', { config, schema: page }, async (request) => {
    const { query } = request;
    const page = await request.inTenant((tenant) => tenant.eventPage(eventFilter(query), pageAsk(query)));
    return pageOut(page, query, eventOut);
  });

  const ofProject = {
    ...page,
    operationId: 'listProjectEvents',
    tags: ['events'],
    summary: 'What happened in a project',
    params: projectParams,
    querystring: eventListQuery,
  };
  api.get(
    '/api/organisations/:organisation/projects/:project/events',
    { config, schema: ofProject },
    async (request) => {
      const { query, params } = request;
      const found = await request.inTenant(async (tenant) => {
        const { project } = await projectOf(tenant, params);
        return tenant.eventPage({ ...eventFilter(query), project: project.id }, pageAsk(query));
      });
      return pageOut(found, query, eventOut);
    },
  );
}

export function eventFilter(query: EventListQuery): EventFilter {
  const { project = null, subject = null, subjectId = null, name = null, since, before } = query;
  return { project, subject, subjectId, name, since: instantOf(since), before: instantOf(before) };
}

/** The contract has looked at its form. */
function instantOf(text: string | undefined): Instant | null {
  return text === undefined ? null : instant(Date.parse(text));
}

export function eventOut({ at, facts, ...event }: StoredEvent) {
  return { ...event, at: isoSeconds(at), facts: { ...facts } };
}
