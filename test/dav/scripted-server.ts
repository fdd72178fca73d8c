/** A DAV server in memory on loopback, with the oddities that a test asks for and a record of what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPropfind } from './scripted-propfind.ts';
import { answerReport } from './scripted-report.ts';

export interface ScriptedOptions {
  /** Answers to a sync-collection have at most so many changes. */
  readonly syncPartMax?: number;
  readonly sync?: boolean;
  readonly ctag?: boolean;
  readonly etags?: boolean;
  readonly sizes?: boolean;
  /** The status that a multiget is answered with; 207 where it works. */
  readonly multigetStatus?: number;
  readonly query?: 'works' | 'ignores the filter' | 'is refused';
  /** Takes a request over: true when it was answered. */
  intercept?(request: ScriptedRequest, response: ServerResponse): boolean;
}

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly depth: string;
  readonly authorization: string;
  readonly body: string;
}

export interface ScriptedCollection {
  readonly path: string;
  readonly name: string;
  readonly type: 'C:calendar' | 'R:addressbook';
  readonly components: readonly string[] | null;
  /** More properties, as XML. */
  readonly extra: string;
  readonly extraTypes: string;
  /** By path. */
  readonly resources: Map<string, { text: string; changedAt: number }>;
  /** Paths in the order in which they changed. */
  readonly changes: string[];
}

export class ScriptedDav {
  readonly options: ScriptedOptions;
  readonly asked: ScriptedRequest[] = [];
  readonly collections: ScriptedCollection[] = [];
  /** Tokens below it are not known any more. */
  firstToken = 0;
  url = new URL('http://127.0.0.1/');
  readonly #server = createServer((request, response) => void this.#take(request, response));

  constructor(options: ScriptedOptions = {}) {
    this.options = options;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo; // it listens on an internet address
    this.url = new URL(`http://127.0.0.1:${port}/`);
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(collection: Partial<ScriptedCollection> & { readonly path: string }): ScriptedCollection {
    const plain = {
      name: collection.path,
      type: 'C:calendar',
      components: ['VEVENT'],
      extra: '',
      extraTypes: '',
    } as const;
    const made = { ...plain, ...collection, resources: new Map(), changes: [] };
    this.collections.push(made);
    return made;
  }

  put(collection: ScriptedCollection, path: string, text: string): void {
    collection.changes.push(path);
    collection.resources.set(path, { text, changedAt: collection.changes.length });
  }

  remove(collection: ScriptedCollection, path: string): void {
    collection.changes.push(path);
    collection.resources.delete(path);
  }

  /** How often something was asked. */
  count(what: RegExp): number {
    return this.asked.filter(({ method, path, body }) => what.test(`${method} ${path} ${body}`)).length;
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request: ScriptedRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      depth: String(incoming.headers['depth'] ?? ''),
      authorization: incoming.headers.authorization ?? '',
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.asked.push(request);
    if (this.options.intercept?.(request, response) === true) return;
    if (request.method === 'PROPFIND') return multistatus(response, answerPropfind(this, request));
    if (request.method === 'REPORT') {
      const answer = answerReport(this, request);
      if (answer === null || typeof answer === 'string') return multistatus(response, answer);
      response.writeHead(answer.status).end(answer.body);
      return;
    }
    const resource = this.collections.flatMap(({ resources }) => resources.get(request.path) ?? [])[0];
    if (resource === undefined) response.writeHead(404).end();
    else response.writeHead(200, this.options.etags === false ? {} : { ETag: etagOf(resource) }).end(resource.text);
  }
}

/** Null for an answer of nothing: 404. */
function multistatus(response: ServerResponse, rows: string | null): void {
  if (rows === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(207, { 'Content-Type': 'application/xml' }).end(multistatusOf(rows));
}

export function multistatusOf(rows: string): string {
  const namespaces =
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/"';
  return `<?xml version="1.0"?><D:multistatus ${namespaces}>${rows}</D:multistatus>`;
}

export function etagOf({ changedAt }: { readonly changedAt: number }): string {
  return `"etag-${changedAt}"`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#13;');
}

/** One row of a multistatus with properties that are there. */
export function rowOf(href: string, props: string): string {
  return `<D:response><D:href>${escaped(href)}</D:href><D:propstat><D:prop>${props}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
}
