/** What happens, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../base/problem.ts';
import type { StoredEvent } from '../model/event.ts';
import type { OrganisationId } from '../model/organisation.ts';
import { eventStreamQuery } from './contract/events.ts';
import { organisationParams } from './contract/words.ts';
import { EventHub, type HubDeps } from './event-hub.ts';
import { eventOut } from './events.ts';
import { callerOf, isStillCaller } from './people/caller.ts';
import type { Api } from './server.ts';

/** Proxies cut what is silent for a minute; whoever was signed out in between is cut as well. */
const BEAT_EVERY_MS = 15_000;
/** Whoever takes nothing for so long is not there any more. */
const STUCK_MS_MAX = 60_000;
/** A browser that lost the stream comes again after this. */
const RETRY_MS = 3000;
/** When the service ends, each stream is brought to its end; what somebody does not take by then is cut off. */
const ENDING_MS_MAX = 1000;
/** Open pages: each costs a connection and its place in a list. */
const STREAMS_MAX = 2000;
/** Of one person or one token, so that nobody takes the places of all others. */
const STREAMS_EACH_MAX = 100;

export function streamRoute(api: Api, deps: HubDeps): void {
  const hub = new EventHub(deps);
  const streams = new Map<AbortController, string>();
  const sending = new Set<Promise<void>>();
  // After this all connections are cut, and a stream that is cut looks like a broken line.
  api.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.abort();
    hub.close();
    const over = new AbortController();
    const late = deps.clock.sleep(ENDING_MS_MAX, over.signal).catch(() => undefined); // all have ended before
    await Promise.race([Promise.all(sending), late]).finally(() => over.abort());
  });
  const schema = {
    operationId: 'streamEvents',
    tags: ['events'],
    summary: 'What happens, as server-sent events; goes on behind Last-Event-ID',
    params: organisationParams,
    querystring: eventStreamQuery,
  };
  const url = '/api/organisations/:organisation/events/stream';
  api.get(url, { config: { scope: 'read' }, schema }, async (request, reply) => {
    const last = Number(request.headers['last-event-id'] ?? request.query.after);
    if (!Number.isSafeInteger(last) || last < 0) {
      throw new Failure('service.request-invalid', { what: 'Last-Event-ID is no number of an event.' });
    }
    const { id } = callerOf(request);
    const own = [...streams.values()].filter((one) => one === id).length;
    if (streams.size >= STREAMS_MAX || own >= STREAMS_EACH_MAX) {
      throw new Failure('service.asked-too-often', { seconds: '60' });
    }
    // Whoever may not see the organisation learns so before the stream begins.
    const organisation = await request.inTenant(async (tenant) => tenant.id);
    const stream = new AbortController();
    streams.set(stream, id);
    request.raw.once('close', () => stream.abort());
    const leave = hub.listen(organisation);
    const wanted = { organisation, last, project: request.query.project ?? null };
    const sent = sendEvents(wanted, hub, request, reply, stream, deps);
    sending.add(sent);
    try {
      await sent;
    } finally {
      leave();
      streams.delete(stream);
      sending.delete(sent);
    }
  });
}

interface Wanted {
  readonly organisation: OrganisationId;
  readonly last: number;
  readonly project: string | null;
}

async function sendEvents(
  { organisation, last: first, project }: Wanted,
  hub: EventHub,
  request: FastifyRequest,
  reply: FastifyReply,
  stream: AbortController,
  deps: HubDeps,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  const over = stream.signal;
  // What was said for every answer (security) is said here too.
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  const beat = heart(request, stream, deps);
  try {
    await write(raw, `retry: ${RETRY_MS}\n\n`, over, deps);
    for (let last = first; !over.aborted; ) {
      // Asked for before it is looked, so that no news gets lost in between.
      const news = hub.news(organisation, over);
      const events = await hub.behind(organisation, last);
      last = events.at(-1)?.number ?? last;
      const wanted = project === null ? events : events.filter((event) => event.project === project);
      const said = wanted.map(eventText).join('') + (beat.isDue() ? ': still here\n\n' : '');
      if (said !== '') await write(raw, said, over, deps);
      if (events.length === 0) await Promise.race([news, beat.next()]);
    }
  } catch (error) {
    // The answer has begun, so it cannot become another one: it ends, and whoever listens comes again.
    if (!over.aborted) deps.log.warn('a stream of events broke', { reason: String(error) });
  } finally {
    stream.abort();
    await ended(raw);
  }
}

/** Resolves when the last byte has left, or the line is gone. */
function ended(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (raw.destroyed) return resolve();
    raw.once('close', resolve);
    raw.end(resolve);
  });
}

/** Of events that are still held: a hundred pages show the same. */
const texts = new WeakMap<StoredEvent, string>();

function eventText(event: StoredEvent): string {
  const text = texts.get(event) ?? `id: ${event.number}\ndata: ${JSON.stringify(eventOut(event))}\n\n`;
  texts.set(event, text);
  return text;
}

/** Nothing more is made for a reader who has not taken what there is. Throws when he takes nothing for too long. */
async function write(raw: ServerResponse, text: string, over: AbortSignal, { clock }: HubDeps): Promise<void> {
  if (raw.write(text)) return;
  const drained = new AbortController();
  const waited = AbortSignal.any([over, drained.signal]);
  const stuck = clock.sleep(STUCK_MS_MAX, waited).then(() => {
    throw new Error('nobody reads');
  });
  await Promise.race([once(raw, 'drain', { signal: over }), stuck]).finally(() => drained.abort());
}

interface Heart {
  /** True once for each beat. */
  isDue(): boolean;
  next(): Promise<void>;
}

/** Beats until the stream is over, and ends it for whoever may not listen any more. */
function heart(request: FastifyRequest, stream: AbortController, deps: HubDeps): Heart {
  let isDue = false;
  let ring: () => void = () => undefined;
  const run = async (): Promise<void> => {
    while (!stream.signal.aborted) {
      await deps.clock.sleep(BEAT_EVERY_MS, stream.signal);
      if (!(await isStillCaller(request, deps))) return stream.abort();
      isDue = true;
      ring();
    }
  };
  run().catch((error: unknown) => {
    if (!stream.signal.aborted) deps.log.warn('a stream of events broke', { reason: String(error) });
    stream.abort();
  });
  return {
    isDue: () => {
      const was = isDue;
      isDue = false;
      return was;
    },
    next: () =>
      new Promise((resolve) => {
        ring = resolve;
      }),
  };
}
