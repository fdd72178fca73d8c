/** Asks the HTTP interface of a service: typed by its description, with nothing that only Node or only a browser has. */
import { OPERATIONS } from './operations.ts';
import type { Operations } from './shapes.ts';

export type OperationId = keyof Operations;
export type Asked<Id extends OperationId> = Omit<Operations[Id], 'answer'>;
export type Answer<Id extends OperationId> = Operations[Id]['answer'];
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientDeps {
  /** Where the service is, without a slash at its end; empty in a page of the service itself. */
  readonly base: string;
  readonly fetch: Fetch;
  /** Added to every request: who asks. A browser adds its session by itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** A fresh key for each POST, by which the service knows a repeated one; left out, none is sent. */
  readonly newKey?: () => string;
}

export interface Client {
  /** Does the operation once. Throws `ServiceProblem` for what the service refuses, and `ServiceSilent` where none answers. */
  call<Id extends OperationId>(
    id: Id,
    ...[asked]: object extends Asked<Id> ? [asked?: Asked<Id>] : [asked: Asked<Id>]
  ): Promise<Answer<Id>>;
  /** The same, with the answer as a stream: what happens comes for as long as somebody listens. */
  open(id: 'streamEvents', asked: Asked<'streamEvents'>, stream: StreamAsked): Promise<ReadableStream<Uint8Array>>;
}

export interface StreamAsked {
  readonly lastEventId: number;
  readonly signal: AbortSignal;
}

interface Said {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly unknown[];
}

/** What the service said no with (RFC 9457). */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
  readonly status: number;
  /** As in docs/errors.md; `unknown` from what is no service of ours. */
  readonly code: string;
  /** What to do. */
  readonly detail: string;
  /** Each mistake of a table, where the service names them. */
  readonly errors: readonly unknown[];

  constructor(status: number, { code, title, detail, errors = [] }: Said) {
    super(title);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}

/** Nobody answered, or not to the end. The request may have been done all the same. */
export class ServiceSilent extends Error {
  override readonly name = 'ServiceSilent';
}

/** No answer of ours is larger; a larger one is from somebody else. */
const ANSWER_LENGTH_MAX = 64 * 1024 * 1024;

export function openClient(deps: ClientDeps): Client {
  return {
    call: async (id, ...[asked]) => {
      const key = OPERATIONS[id].method === 'POST' ? deps.newKey?.() : undefined;
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      const once = async () => {
        const response = await send(id, asked ?? {}, { headers }, deps);
        return { response, text: await textOf(response) };
      };
      // With a key it is done once, however often it is asked: whoever got no answer may ask again.
      const { response, text } = await once().catch((error: unknown) => {
        if (key === undefined || !(error instanceof ServiceSilent)) throw error;
        return once();
      });
      if (!response.ok) throw problemOf(response, text);
      // The service cuts its answers to the shapes that the types are made from.
      return answerOf(response, text) as Answer<typeof id>;
    },
    open: async (id, asked, { lastEventId, signal }) => {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(lastEventId) };
      const response = await send(id, asked, { headers, signal }, deps);
      if (!response.ok) throw problemOf(response, await textOf(response));
      if (response.body === null) throw new ServiceSilent('The service answered with nothing.');
      return response.body;
    },
  };
}

type Value = string | number | boolean;

interface Listening {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, Value | readonly Value[] | undefined>> | undefined;
  readonly body?: unknown;
  readonly table?: Uint8Array<ArrayBuffer>;
}

async function send(id: OperationId, asked: Sent, more: Listening, deps: ClientDeps): Promise<Response> {
  const { method, path } = OPERATIONS[id];
  const body = asked.table ?? (asked.body === undefined ? null : JSON.stringify(asked.body));
  const type = asked.table === undefined ? 'application/json' : 'text/csv';
  const headers = { ...deps.headers, ...(body === null ? {} : { 'content-type': type }), ...more.headers };
  const url = `${deps.base}${filled(path, asked.path ?? {})}${queryOf(asked.query ?? {})}`;
  try {
    // Who is sent elsewhere would show there who asks.
    return await deps.fetch(url, { ...more, method, headers, body, redirect: 'error' });
  } catch (error) {
    throw new ServiceSilent(reasonOf(error), { cause: error });
  }
}

function filled(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''));
}

function queryOf(query: NonNullable<Sent['query']>): string {
  const pairs = Object.entries(query).flatMap(([name, given]) =>
    [given ?? []].flat().map((value): [string, string] => [name, String(value)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
      if (text.length > ANSWER_LENGTH_MAX) throw new ServiceSilent('The answer has no end.');
    }
  } catch (error) {
    await reader.cancel();
    throw error instanceof ServiceSilent ? error : new ServiceSilent(reasonOf(error), { cause: error });
  }
}

function answerOf(response: Response, text: string): unknown {
  if (text === '') return null;
  if (!isJson(response)) return text;
  return parsed(text) ?? refuse(response);
}

function isJson(response: Response): boolean {
  return /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function problemOf(response: Response, text: string): ServiceProblem {
  const said: unknown = isJson(response) ? parsed(text) : null;
  const { code, title, detail, errors } = { ...(typeof said === 'object' ? said : null) } as Record<string, unknown>; // looked at below
  if (typeof code !== 'string' || typeof title !== 'string' || typeof detail !== 'string') return refuse(response);
  return new ServiceProblem(response.status, { code, title, detail, errors: Array.isArray(errors) ? errors : [] });
}

function refuse({ status }: Response): never {
  throw new ServiceProblem(status, {
    code: 'unknown',
    title: `What answered (${status}) is no service of Godwit.`,
    detail: 'Check the address, and any proxy in between.',
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
