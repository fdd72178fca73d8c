/** What happened in an organisation: page by page as the audit log, or as it happens, as server-sent events. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, type Instant, instant, isoSeconds } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { EventFilter, StoredEvent } from '../model/event.ts';
import type { Store } from '../model/store.ts';
import {
  type EventListQuery,
  eventListQuery,
  eventShape,
  eventStreamQuery,
  projectEventListQuery,
} from './contract/events.ts';
import { listShape } from './contract/lists.ts';
import { organisationParams, PAGE_LENGTH_MAX, problemShape, projectParams } from './contract/words.ts';
import { projectOf } from './mailboxes.ts';
import { pageAsk, pageOut } from './pages.ts';
import { isStillCaller } from './people/caller.ts';
import type { Api } from './server.ts';

export interface EventDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** How late an event may be shown. */
const LOOK_EVERY_MS = 1000;
/** Proxies cut what is silent for a minute; whoever was signed out in between is cut as well. */
const BEAT_EVERY_LOOKS = 15;
/** Each asks the database once a second. */
const STREAMS_MAX = 100;

export function eventRoutes(api: Api, deps: EventDeps): void {
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
  streamRoute(api, deps);
}

function streamRoute(api: Api, deps: EventDeps): void {
  const config = { scope: 'read' } as const;
  const streams = new Set<AbortController>();
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.abort();
  });
  const live = {
    operationId: 'streamEvents',
    tags: ['events'],
    summary: 'What happens, as server-sent events; goes on behind Last-Event-ID',
    params: organisationParams,
    querystring: eventStreamQuery,
  };
  api.get('/api/organisations/:organisation/events/stream', { config, schema: live }, async (request, reply) => {
    const last = Number(request.headers['last-event-id'] ?? request.query.after);
    if (!Number.isSafeInteger(last) || last < 0) {
      throw new Failure('service.request-invalid', { what: 'Last-Event-ID is no number of an event.' });
    }
    if (streams.size >= STREAMS_MAX) throw new Failure('service.asked-too-often', { seconds: '60' });
    // Whoever may not see the organisation learns so before the stream begins.
    await request.inTenant(async ({ id }) => id);
    const stream = new AbortController();
    streams.add(stream);
    request.raw.once('close', () => stream.abort());
    try {
      await sendEvents(last, request, reply, stream.signal, deps);
    } finally {
      streams.delete(stream);
    }
  });
}

async function sendEvents(
  after: number,
  request: FastifyRequest,
  reply: FastifyReply,
  over: AbortSignal,
  deps: EventDeps,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  // What was said for every answer (security) is said here too.
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  let last = after;
  try {
    for (let looks = 0; !over.aborted; looks++) {
      const events = await request.inTenant((tenant) => tenant.events(last, PAGE_LENGTH_MAX));
      for (const event of events) raw.write(`id: ${event.number}\ndata: ${JSON.stringify(eventOut(event))}\n\n`);
      last = events.at(-1)?.number ?? last;
      if (looks % BEAT_EVERY_LOOKS === 0) {
        if (!(await isStillCaller(request, deps))) return;
        raw.write(': still here\n\n');
      }
      if (events.length < PAGE_LENGTH_MAX) await deps.clock.sleep(LOOK_EVERY_MS, over);
    }
  } catch (error) {
    // The answer has begun, so it cannot become another one: it ends, and whoever listens comes again.
    if (!over.aborted) deps.log.warn('a stream of events broke', { reason: String(error) });
  } finally {
    raw.end();
  }
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
