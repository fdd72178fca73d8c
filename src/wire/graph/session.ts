/** One mailbox seen by one application: sends requests, signs in, waits when asked to, tells what failed. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { type HttpAnswer, type HttpBody, type HttpClient, heldBody } from '../http.ts';
import { HttpError } from '../http-errors.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import type { Pacer, Refused, Slot } from '../pace.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { MailboxBudget } from './budget.ts';
import { GraphProtocolError, GraphRefusal, oneLine } from './errors.ts';
import { field, type Json, parsed, text, textOf } from './json.ts';
import { rolesIn } from './token-roles.ts';
import type { TokenSource } from './tokens.ts';

/** A page of a listing takes below 2 MB. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Connections that break one after another before the service counts as gone. */
const LOST_TRIES_MAX = 6;
/** Times that one request is sent again because something behind the service is away: some three minutes. */
const TRANSIENT_TRIES_MAX = 8;
const NOTHING: HttpBody = heldBody([]);

export interface GraphSessionOptions {
  readonly http: HttpClient;
  /** For addresses that answers name, each on its own terms: no token goes there. */
  readonly httpTo: (url: URL) => HttpClient;
  readonly tokens: TokenSource;
  readonly pace: Pacer;
  readonly budget: MailboxBudget;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws when nothing may be sent any more. Asked at the last moment, since a process may stand still at any before it. */
  readonly mayStillSend?: () => void;
}

export interface GraphRequest {
  /** What the request is called, for failures. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1.0`, or where an answer said that something goes on: then with its host. */
  readonly path: string;
  readonly json?: unknown;
  readonly body?: { readonly type: string; readonly bytes: HttpBody };
  readonly headers?: Readonly<Record<string, string>>;
  /** Doing it again is harmless. */
  readonly repeatable: boolean;
  /** The address is a secret by itself, and gets no token. */
  readonly isOpen?: boolean;
  readonly answerBytesMax?: number;
}

/** With the bytes that go, which are the same however often it is sent. */
type Prepared = Omit<GraphRequest, 'json' | 'body'> & { readonly body: ReturnType<typeof bodyOf> };

export class GraphSession {
  readonly pace: Pacer;
  readonly #options: GraphSessionOptions;
  #hasSucceeded = false;

  constructor(options: GraphSessionOptions) {
    this.#options = options;
    this.pace = options.pace;
  }

  /** The answer as JSON; null where it has no body. Throws as `read` does. */
  async ask(request: GraphRequest, signal: AbortSignal): Promise<Json> {
    return await this.read(request, async (body) => parsed(await textOf(body)), signal);
  }

  /**
   * Sends the request and gives what `take` makes of the answer's body. Waits and sends again where nothing was done, or where doing it
   * again is harmless. Throws `GraphRefusal`, `TokenRefused`, `HttpError`, `GraphProtocolError`, `PaceExhausted`; and
   * `OutcomeUnknown` where the request is not repeatable and may have been done.
   */
  async read<T>(
    request: GraphRequest,
    take: (body: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const tries = { lost: 0, transient: 0 };
    const body = bodyOf(request);
    for (;;) {
      const slot = await this.pace.enter(signal);
      try {
        await this.#options.budget.take(body?.bytes.length ?? 0, signal);
        const taken = await this.#attempt({ ...request, body }, take, signal);
        slot.succeed();
        this.#hasSucceeded = true;
        return taken;
      } catch (error) {
        signal.throwIfAborted();
        this.#sayAgain(error, request, tries, slot);
      } finally {
        slot.release();
      }
    }
  }

  close(): void {
    this.#options.http.close();
  }

  /** Returns when the request is to be sent again; throws otherwise. */
  #sayAgain(error: unknown, request: GraphRequest, tries: { lost: number; transient: number }, slot: Slot): void {
    const mayHaveHappened = isDoubtful(error) && !request.repeatable;
    const refused = refusalIn(error);
    if (refused !== null) {
      if (refused.why !== 'busy') tries[refused.why] += 1;
      const isEnough =
        tries.transient > TRANSIENT_TRIES_MAX || (refused.why === 'lost' && !this.#mayComeBack(error, tries.lost));
      if (!isEnough) slot.refuse(refused);
      if (!isEnough && !mayHaveHappened) return;
    }
    throw mayHaveHappened ? new OutcomeUnknown(request.name, error) : error;
  }

  /** A service that was never reached is not waited for: its address is wrong more often than it is away. */
  #mayComeBack(error: unknown, lost: number): boolean {
    if (!(error instanceof HttpError) || !this.#hasSucceeded || lost >= LOST_TRIES_MAX) return false;
    return error.trouble !== 'certificate' && error.trouble !== 'tls' && error.trouble !== 'too-long';
  }

  async #attempt<T>(
    request: Prepared,
    take: (body: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { tokens } = this.#options;
    if (request.isOpen === true) return await this.#send(request, null, take, signal);
    const token = await tokens.token(signal);
    try {
      return await this.#send(request, token, take, signal);
    } catch (error) {
      if (!(error instanceof GraphRefusal) || error.status !== 401) throw error;
      // Once: a token that is refused although it is new is refused for good.
      return await this.#send(request, await tokens.another(token, error.claims, signal), take, signal);
    }
  }

  async #send<T>(
    request: Prepared,
    token: Secret | null,
    take: (body: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { http, httpTo, random, clock, mayStillSend } = this.#options;
    const url = request.isOpen === true ? new URL(request.path) : null;
    const { body } = request;
    mayStillSend?.();
    const sent = {
      method: request.method,
      path: url === null ? pathOf(request.path) : `${url.pathname}${url.search}`,
      headers: {
        Accept: 'application/json',
        'Accept-Encoding': 'gzip',
        'User-Agent': 'Godwit',
        // Ids that stay when an item moves: https://learn.microsoft.com/graph/outlook-immutable-id
        Prefer: 'IdType="ImmutableId"',
        'client-request-id': random.id(),
        ...(body === null ? {} : { 'Content-Type': body.type }),
        ...(token === null ? {} : { Authorization: `Bearer ${token.reveal()}` }),
        ...request.headers,
      },
      body: body?.bytes ?? NOTHING,
      answerBytesMax: request.answerBytesMax ?? ANSWER_BYTES_MAX,
      ...(mayStillSend === undefined ? {} : { fence: mayStillSend }),
    };
    return await (url === null ? http : httpTo(url)).use(async (connection) => {
      const answer = await connection.send(sent, signal);
      if (answer.status >= 200 && answer.status < 300) return await take(answer.body);
      throw await refusalOf(answer, clock.now(), request.name, token === null ? [] : rolesIn(token));
    });
  }
}

function bodyOf({ json, body }: GraphRequest): { readonly type: string; readonly bytes: HttpBody } | null {
  if (json === undefined) return body ?? null;
  return { type: 'application/json', bytes: heldBody([Buffer.from(JSON.stringify(json))]) };
}

/** Of an address that an answer named only what follows the host is used: the token goes to nobody else. */
function pathOf(path: string): string {
  if (!/^https?:/i.test(path)) return `/v1.0${path}`;
  const { pathname, search } = new URL(path);
  return `${pathname}${search}`;
}

async function refusalOf(
  answer: HttpAnswer,
  now: number,
  during: string,
  permissions: readonly string[],
): Promise<GraphRefusal> {
  const words = await textOf(answer.body);
  const said = words.trimStart().startsWith('{') ? errorIn(words) : null;
  const retryAfter = answer.headers['retry-after'] ?? null;
  return new GraphRefusal(
    answer.status,
    text(said, 'code') ?? '',
    oneLine(text(said, 'message') ?? words.replace(/<[^>]*>/g, ' ')),
    {
      waitMs: retryAfterMs(retryAfter, now),
      claims: claimsIn(answer.headers['www-authenticate'] ?? ''),
      during,
      permissions,
    },
  );
}

function errorIn(words: string): Json {
  try {
    return field(parsed(words), 'error');
  } catch (error) {
    if (error instanceof GraphProtocolError) return null;
    throw error;
  }
}

/** https://learn.microsoft.com/entra/identity-platform/claims-challenge: base64 of what the next token has to satisfy. */
function claimsIn(header: string): string | null {
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]{1,8000})"/.exec(header)?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
}

const BUSY: ReadonlySet<number> = new Set([429, 503]);
const TRANSIENT: ReadonlySet<number> = new Set([500, 502, 504, 409]);
const TRANSIENT_CODES =
  /^(ErrorInternalServerTransientError|ErrorMailboxStoreUnavailable|ErrorMailboxMoveInProgress|ErrorServerBusy|ErrorTimeoutExpired|ErrorIrresolvableConflict)$/;

/** What the error says about when to ask again; null when asking again is of no use. */
function refusalIn(error: unknown): Refused | null {
  if (error instanceof HttpError) return { why: 'lost', waitMs: null, because: error.message };
  if (!(error instanceof GraphRefusal)) return null;
  const { status, code, waitMs, message } = error;
  if (BUSY.has(status)) return { why: 'busy', waitMs, because: message };
  if (status === 409 && !TRANSIENT_CODES.test(code)) return null;
  if (TRANSIENT.has(status) || TRANSIENT_CODES.test(code)) return { why: 'transient', waitMs, because: message };
  return null;
}

/** True when a failed request may still have done its work. */
function isDoubtful(error: unknown): boolean {
  if (error instanceof HttpError) return error.facts.wholeRequestSent;
  if (error instanceof GraphProtocolError) return true;
  return error instanceof GraphRefusal && [500, 502, 504].includes(error.status);
}
