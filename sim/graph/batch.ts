/**
 * JSON batching: up to twenty requests in one, each with its own answer. Those of one mailbox run four at a time, and each counts
 * against the limits of its mailbox; whoever depends on one that failed is not tried.
 */
import type { Clock } from '../../src/base/clock.ts';
import type { World } from './call.ts';
import type { GraphFaultScript, GraphFaultThen } from './fault.ts';
import { badRequest, GraphRefusal, refusalOf } from './refusal.ts';
import { type GraphRequest, type Reply, type RequestBody, splitPath, splitQuery } from './request.ts';
import { type Admitted, refusalReply, type Server, scriptedReply, workOf } from './serve.ts';
import type { Identity } from './sign-in/tokens.ts';

const REQUESTS_MAX = 20;
/** "Outlook runs at most four of one mailbox at once." */
const AT_ONCE = 4;

interface Part {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

export interface BatchWorld {
  readonly world: World;
  readonly server: Server;
  readonly faults: GraphFaultScript;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Throws `GraphRefusal` when the batch itself cannot be read. */
export async function answerBatch(
  request: GraphRequest,
  who: Identity,
  batch: BatchWorld,
  fault: GraphFaultThen | null,
): Promise<Reply> {
  const parts = readParts(request);
  const replies = new Map<string, Reply>();
  const half = fault?.is === 'half-batch' ? fault : null;
  const tried = half === null ? parts : parts.slice(0, half.done);
  for (const group of groupsOf(tried)) await answerGroup(group, replies, request, who, batch);
  if (half?.others === 'refused') {
    for (const { id } of parts.slice(half.done)) {
      const refusal = new GraphRefusal(503, 'ServiceUnavailable', 'The service is unavailable.');
      replies.set(id, refusalReply(refusal, batch.world, id));
    }
  }
  // The order of the answers is not promised, and real ones are out of order.
  const responses = [...replies].map(([id, reply]) => responseOf(id, reply)).reverse();
  return { status: 200, body: { responses } };
}

/** Parts that may run at the same time: at most four, and none that waits for another of its group. */
function groupsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  let group: Part[] = [];
  for (const part of parts) {
    const waits = part.dependsOn.some((id) => group.some((one) => one.id === id));
    if (group.length === AT_ONCE || waits) {
      groups.push(group);
      group = [];
    }
    group.push(part);
  }
  return group.length === 0 ? groups : [...groups, group];
}

async function answerGroup(
  group: readonly Part[],
  replies: Map<string, Reply>,
  request: GraphRequest,
  who: Identity,
  { world, server, faults, clock, signal }: BatchWorld,
): Promise<void> {
  const admitted: { readonly id: string; readonly one: Admitted; readonly fault: GraphFaultThen | null }[] = [];
  for (const part of group) {
    const isLost = part.dependsOn.some((id) => (replies.get(id)?.status ?? 424) >= 400);
    try {
      if (isLost) throw new GraphRefusal(424, 'FailedDependency', 'A request that this one depends on has failed.');
      const inner = innerRequest(part, request);
      const one = server.admit(inner, who);
      admitted.push({ id: part.id, one, fault: faults.next(one.route, `${part.method} ${part.url}`) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      replies.set(part.id, refusalReply(refusal, world, part.id));
    }
  }
  if (world.settings.serviceMs > 0) await clock.sleep(world.settings.serviceMs, signal);
  for (const { id, one, fault } of admitted) {
    replies.set(id, struckReply(id, one, fault, world));
    one.leave();
  }
}

/** Inside a batch a script can only change an answer: there is no connection of its own. */
function struckReply(id: string, one: Admitted, fault: GraphFaultThen | null, world: World): Reply {
  if (fault?.is !== 'answer') return workOf(one, world, id);
  world.counters.faultsStruck += 1;
  if (fault.work === true) workOf(one, world, id);
  return scriptedReply(fault, world, id);
}

function responseOf(id: string, { status, headers = {}, body }: Reply): object {
  const isBytes = Buffer.isBuffer(body);
  const type = body === null || isBytes ? {} : { 'Content-Type': 'application/json' };
  const shown = isBytes ? body.toString('base64') : body;
  return { id, status, headers: { ...type, ...headers }, ...(shown === null ? {} : { body: shown }) };
}

function readParts({ body }: GraphRequest): readonly Part[] {
  const value = body.is === 'json' ? body.value : null;
  const list = typeof value === 'object' && value !== null && 'requests' in value ? value.requests : null;
  if (!Array.isArray(list) || list.length === 0)
    throw badRequest("Invalid batch payload format: 'requests' is missing.");
  if (list.length > REQUESTS_MAX) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${REQUESTS_MAX}.`);
  }
  const parts = list.map(readPart);
  const known = new Set<string>();
  for (const { id, dependsOn } of parts) {
    if (known.has(id)) throw badRequest(`Request Id '${id}' is not unique.`);
    for (const other of dependsOn)
      if (!known.has(other)) throw badRequest(`'${id}' depends on '${other}', which does not come before it.`);
    known.add(id);
  }
  return parts;
}

function readPart(value: unknown): Part {
  const part = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}; // any object may be read so
  const { id, method, url, headers, body, dependsOn } = part;
  if (typeof id !== 'string' || id === '' || typeof method !== 'string' || typeof url !== 'string') {
    throw badRequest('Invalid batch payload format: a request needs id, method and url.');
  }
  const named = Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)] as const);
  return {
    id,
    method: method.toUpperCase(),
    url,
    headers: Object.fromEntries(named),
    body,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
  };
}

function innerRequest(part: Part, outer: GraphRequest): GraphRequest {
  const url = new URL(part.url, 'http://localhost');
  if (/^\/(?:v1\.0|beta)\//i.test(url.pathname) || /^https?:/i.test(part.url)) {
    throw badRequest('The url of a request in a batch is relative, without the version.');
  }
  const { body, bodyBytes } = innerBody(part);
  return {
    method: part.method,
    version: outer.version,
    path: splitPath(url.pathname),
    query: splitQuery(url.search),
    headers: part.headers,
    body,
    bodyBytes,
    origin: outer.origin,
  };
}

/** JSON needs its Content-Type; everything else is a text of base64. */
function innerBody({ body, headers }: Part): { readonly body: RequestBody; readonly bodyBytes: number } {
  if (body === undefined || body === null) return { body: { is: 'none' }, bodyBytes: 0 };
  const type = headers['content-type'];
  if (type === undefined) throw badRequest('A request with a body needs a Content-Type header.');
  if (/^application\/json\b/i.test(type)) {
    return { body: { is: 'json', value: body }, bodyBytes: Buffer.byteLength(JSON.stringify(body)) };
  }
  if (typeof body !== 'string') throw badRequest('A body that is no JSON is a base64 string.');
  const bytes = /^text\/plain\b/i.test(type) ? Buffer.from(body, 'latin1') : Buffer.from(body, 'base64');
  return { body: { is: 'bytes', type, bytes }, bodyBytes: bytes.length };
}
