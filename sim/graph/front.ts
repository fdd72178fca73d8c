/** HTTP in front of Graph: the sign-in, the versions, batches, and the addresses that need no sign-in because they are secrets. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unreachable } from '../../src/base/assert.ts';
import { systemRandom } from '../../src/base/random.ts';
import { readBody } from '../exchange/listener.ts';
import { answerBatch } from './batch.ts';
import type { Call, World } from './call.ts';
import { answerControl } from './control.ts';
import { type GraphFault, GraphFaultScript, type GraphFaultThen } from './fault.ts';
import { RANGE_BYTES_MAX, takeRange } from './mail/upload-session.ts';
import { badRequest, GraphRefusal, refusalOf } from './refusal.ts';
import { type GraphRequest, type Reply, type RequestBody, splitPath, splitQuery } from './request.ts';
import { refusalReply, Server, workOf } from './serve.ts';
import type { ImportSession, UploadSession } from './sessions.ts';
import { SignInRefusal } from './sign-in/refuse-sign-in.ts';
import { TokenEndpoint } from './sign-in/token-endpoint.ts';
import { type Identity, Tokens } from './sign-in/tokens.ts';
import { sendReply, strike } from './strike.ts';
import { importItem } from './transfer/import-item.ts';

export class Front {
  readonly faults: GraphFaultScript;
  readonly tokens: Tokens;
  readonly endpoint: TokenEndpoint;
  readonly #world: World;
  readonly #server: Server;
  readonly #stopping = new AbortController();

  constructor(world: World, faults: readonly GraphFault[]) {
    this.#world = world;
    this.#server = new Server(world);
    this.tokens = new Tokens(world.tenant);
    this.endpoint = new TokenEndpoint(world, this.tokens);
    this.faults = new GraphFaultScript(faults);
  }

  /** Nothing that waits goes on after this. */
  stop(): void {
    this.#stopping.abort(new Error('the simulated Graph was closed'));
  }

  readonly take = (request: IncomingMessage, response: ServerResponse): void => {
    this.#route(request, response).catch((error: unknown) => {
      if (this.#stopping.signal.aborted || request.destroyed) return;
      const text = error instanceof Error ? error.stack : String(error);
      sendReply(response, { status: 500, body: { error: { code: 'SimulatorDefect', message: text } } });
    });
  };

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#world.counters.httpRequests += 1;
    const url = new URL(request.url ?? '/', originOf(request));
    if (url.pathname.startsWith('/sim/')) return answerControl(request, response, this.#world, this);
    const requestId = systemRandom.id();
    try {
      const token = /^\/([^/]+)\/oauth2\/v2\.0\/(token|devicecode)$/.exec(url.pathname);
      if (token !== null) return await this.#signIn(request, response, url, token[1] ?? '', token[2] ?? '');
      if (/^\/api\/g(?:v1\.0|beta)\//.test(url.pathname)) return await this.#secret(request, response, url, requestId);
      await this.#graph(request, response, url, requestId);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      if (refusal.status === 400) this.#world.counters.malformed += 1;
      sendReply(response, refusalReply(refusal, this.#world, requestId));
    }
  }

  async #signIn(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    tenant: string,
    endpoint: string,
  ): Promise<void> {
    const body = await readBody(request, FORM_BYTES_MAX);
    const form = new URLSearchParams(body?.toString('utf8') ?? '');
    const fault = this.#next(`POST ${endpoint}`, form.get('grant_type') ?? '');
    const answer = (): Reply => {
      try {
        if (request.method !== 'POST')
          throw new SignInRefusal('invalid_request', 'AADSTS900561', 'POST is wanted.', 405);
        const audience = `${url.origin}${url.pathname}`;
        return { status: 200, body: this.endpoint.answer(tenant, endpoint, form, audience) };
      } catch (error) {
        if (!(error instanceof SignInRefusal)) throw error;
        const { status, error: code, number, message } = error;
        const numbers = [Number(number.replace(/\D/g, ''))];
        return {
          status,
          body: { error: code, error_description: `${number}: ${message}`, error_codes: numbers },
        };
      }
    };
    await this.#strike(fault, response, answer);
  }

  /** Import and upload URLs: whoever knows them may use them, and a token beside them is refused. */
  async #secret(request: IncomingMessage, response: ServerResponse, url: URL, requestId: string): Promise<void> {
    const world = this.#world;
    const { session, route, bytesMax } = this.#session(request, url);
    const mailbox = world.mailboxes.byNumber(session.mailbox);
    if (mailbox === null) throw badSecret();
    const graphRequest = await this.#read(request, url, 'v1.0', bytesMax);
    const fault = this.#next(route, textOf(graphRequest));
    world.counters.requests[route] = (world.counters.requests[route] ?? 0) + 1;
    const leave = this.#server.enter(mailbox, session.clientId, graphRequest);
    response.once('close', leave);
    const who: Identity = { clientId: session.clientId, permissions: new Set(), user: null };
    const call: Call = { world, request: graphRequest, who, mailbox, parameters: [] };
    const end = (): void => world.sessions.end(url.searchParams.get('authtoken') ?? '');
    const work = (): Reply => (session.is === 'import' ? importItem(call) : takeRange(call, session, end));
    await this.#serviceTime();
    await this.#strike(fault, response, () => workOf({ route, work, leave }, world, requestId));
  }

  #session(request: IncomingMessage, url: URL): OpenSession {
    const { clock, sessions, settings } = this.#world;
    if (request.headers.authorization !== undefined) {
      throw badRequest('An address with its own token takes no Authorization header.', 'ErrorInvalidRequest');
    }
    const session = sessions.find(url.searchParams.get('authtoken') ?? '', clock.now());
    const asked = `${request.method} ${url.pathname.slice(url.pathname.lastIndexOf('/') + 1)}`;
    if (session?.is === 'import' && asked === 'POST importItem') {
      return { session, route: asked, bytesMax: settings.importBytesMax };
    }
    if (session?.is === 'upload' && asked === 'PUT upload') return { session, route: asked, bytesMax: RANGE_BYTES_MAX };
    throw badSecret();
  }

  async #graph(request: IncomingMessage, response: ServerResponse, url: URL, requestId: string): Promise<void> {
    const [, version = '', rest = ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(url.pathname) ?? [];
    if (version !== 'v1.0' && version !== 'beta') throw badRequest('Invalid version.');
    const who = this.#whoAsks(request);
    const graphRequest = await this.#read(
      request,
      new URL(`${rest}${url.search}`, url),
      version,
      this.#world.settings.requestBytesMax,
    );
    if (request.method === 'POST' && rest === '/$batch') return this.#batch(graphRequest, who, response);
    const admitted = this.#server.admit(graphRequest, who);
    response.once('close', () => admitted.leave());
    const fault = this.#next(admitted.route, textOf(graphRequest));
    await this.#serviceTime();
    return this.#strike(fault, response, () => workOf(admitted, this.#world, requestId));
  }

  async #batch(request: GraphRequest, who: Identity, response: ServerResponse): Promise<void> {
    const fault = this.#next('POST /$batch', textOf(request));
    const { clock } = this.#world;
    const batch = {
      world: this.#world,
      server: this.#server,
      faults: this.faults,
      clock,
      signal: this.#stopping.signal,
    };
    // What keeps the batch from being worked is known before it is.
    if (fault?.is === 'cut' && fault.at === 'before-work') return this.#strike(fault, response, () => EMPTY);
    if (fault?.is === 'answer' && fault.work !== true) return this.#strike(fault, response, () => EMPTY);
    if (fault?.is === 'late') {
      response.destroy();
      await clock.sleep(fault.afterMs, this.#stopping.signal);
      await answerBatch(request, who, batch, null);
      return undefined;
    }
    const reply = await answerBatch(request, who, batch, fault);
    return this.#strike(fault, response, () => reply);
  }

  async #read(request: IncomingMessage, url: URL, version: 'v1.0' | 'beta', bytesMax: number): Promise<GraphRequest> {
    const bytes = await readBody(request, bytesMax);
    if (bytes === null) {
      throw new GraphRefusal(413, 'RequestEntityTooLarge', 'The request exceeds the maximum supported size.');
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    return {
      method: request.method ?? 'GET',
      version,
      path: splitPath(url.pathname),
      query: splitQuery(url.search),
      headers,
      body: bodyOf(bytes, headers['content-type'] ?? ''),
      bodyBytes: bytes.length,
      origin: originOf(request),
    };
  }

  #whoAsks(request: IncomingMessage): Identity {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
    if (scheme.toLowerCase() !== 'bearer' || token === '') {
      throw unauthorized('Access token is empty.', '');
    }
    const judged = this.tokens.judge(token, this.#world.clock.now());
    switch (judged.is) {
      case 'good':
        return judged.identity;
      case 'expired':
        throw unauthorized('Lifetime validation failed, the token is expired.', 'invalid_token');
      case 'revoked':
        throw unauthorized('Continuous access evaluation resulted in claims challenge.', 'insufficient_claims');
      case 'bad':
        throw unauthorized('Access token validation failure. Invalid signature.', 'invalid_token');
      default:
        return unreachable(judged);
    }
  }

  #next(route: string, text: string): GraphFaultThen | null {
    const fault = this.faults.next(route, `${route} ${text}`);
    if (fault !== null) this.#world.counters.faultsStruck += 1;
    return fault;
  }

  async #serviceTime(): Promise<void> {
    const { clock, settings } = this.#world;
    if (settings.serviceMs > 0) await clock.sleep(settings.serviceMs, this.#stopping.signal);
  }

  #strike(fault: GraphFaultThen | null, response: ServerResponse, answer: () => Reply): Promise<void> {
    return strike(fault, { response, answer, world: this.#world, signal: this.#stopping.signal });
  }
}

interface OpenSession {
  readonly session: ImportSession | UploadSession;
  readonly route: string;
  readonly bytesMax: number;
}

const EMPTY: Reply = { status: 200, body: {} };
const FORM_BYTES_MAX = 64 * 1024;

function originOf(request: IncomingMessage): string {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  return `${scheme}://${request.headers.host ?? 'localhost'}`;
}

function textOf({ method, path, body }: GraphRequest): string {
  const text = body.is === 'json' ? JSON.stringify(body.value) : '';
  return `${method} /${path.join('/')} ${text}`;
}

function bodyOf(bytes: Buffer, type: string): RequestBody {
  if (bytes.length === 0) return { is: 'none' };
  if (!/^application\/json\b/i.test(type)) return { is: 'bytes', type, bytes };
  try {
    return { is: 'json', value: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function badSecret(): GraphRefusal {
  return new GraphRefusal(401, 'InvalidAuthenticationToken', 'The token of the address is not known or has expired.');
}

/** A claims challenge tells the client to come back with a token that was made anew. */
function unauthorized(text: string, error: string): GraphRefusal {
  const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
  const challenge =
    error === 'insufficient_claims'
      ? `Bearer realm="", error="insufficient_claims", claims="${claims}"`
      : `Bearer realm=""${error === '' ? '' : `, error="${error}"`}`;
  return new GraphRefusal(401, 'InvalidAuthenticationToken', text, { 'WWW-Authenticate': challenge });
}
