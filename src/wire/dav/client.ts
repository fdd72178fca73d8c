/**
 * One account on a WebDAV server: sends requests with credentials, follows redirects within the site, waits when asked to.
 * It can only ask: there is no method here that changes anything on the server.
 */
import type { BytePace } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import { type Limiter, limiter } from '../../base/limiter.ts';
import type { Random } from '../../base/random.ts';
import { type HttpAnswer, type HttpClient, heldBody, httpClient } from '../http.ts';
import { HttpError } from '../http-errors.ts';
import { DavProtocolError, DavStatusError } from './errors.ts';
import { DAV_LIMITS, type DavLimits, HOSTS_MAX, REDIRECTS_MAX, REQUESTS_MAX } from './limits.ts';
import { Patience, type Troubles } from './patience.ts';
import { maySendCredentials, type Place, readPlace, requestPath } from './place.ts';
import { refusalOf } from './refusal.ts';
import type { DavSignIn } from './sign-in.ts';

export interface DavClientOptions {
  readonly signIn: DavSignIn;
  /** Certificates in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** Allows `http:` to a loopback address. Anything else must be `https:`. */
  readonly allowInsecureLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<DavLimits>;
  readonly pace?: BytePace;
}

export interface DavRequest {
  readonly method: 'GET' | 'PROPFIND' | 'REPORT';
  readonly at: Place;
  readonly depth?: '0' | '1';
  /** The body, without the XML declaration. */
  readonly xml?: string;
  readonly answerBytesMax: number;
}

export interface DavAnswer extends HttpAnswer {
  /** Where the answer came from, after all redirects. */
  readonly at: Place;
}

/** Takes an answer. Called again when the request is sent again: what an earlier call made is void. */
export type ReadAnswer<T> = (answer: DavAnswer) => Promise<T>;

export class DavClient {
  readonly #options: DavClientOptions;
  readonly #limits: DavLimits;
  readonly #patience: Patience;
  readonly #turns: Limiter = limiter(REQUESTS_MAX);
  readonly #hosts = new Map<string, HttpClient>();
  #roundTripMs = Number.POSITIVE_INFINITY;

  constructor(options: DavClientOptions) {
    this.#options = options;
    this.#limits = { ...DAV_LIMITS, ...options.limits };
    this.#patience = new Patience({ clock: options.clock, random: options.random, limits: this.#limits });
  }

  /**
   * Sends the request and gives what `read` makes of the answer when it is a success. Sends it again where that may help.
   * Throws `DavStatusError`, `DavBusyError`, `DavProtocolError`, `HttpError`, whatever `read` throws, or the signal's reason.
   */
  async send<T>(request: DavRequest, read: ReadAnswer<T>, signal: AbortSignal): Promise<T> {
    const troubles: Troubles = { lost: 0, away: 0, failed: 0, busySteps: 0, waitedMs: 0 };
    let isStale = false;
    for (;;) {
      try {
        const value = await this.#turns.run(async () => {
          await this.#patience.enter(signal);
          return await this.#inTime(request, read, isStale, signal);
        });
        this.#patience.succeeded();
        return value;
      } catch (error) {
        const isFirst: boolean = !isStale;
        const isRefused = error instanceof DavStatusError && error.status === 401;
        isStale = isRefused && isFirst && this.#options.signIn.mayRenew;
        if (!isStale) await this.#patience.after(error, troubles, signal);
      }
    }
  }

  /** The quickest answer so far, in milliseconds; 0 before the first one. */
  get roundTripMs(): number {
    return Number.isFinite(this.#roundTripMs) ? this.#roundTripMs : 0;
  }

  close(): void {
    for (const http of this.#hosts.values()) http.close();
    this.#hosts.clear();
  }

  /** One try, which ends in any case. */
  async #inTime<T>(request: DavRequest, read: ReadAnswer<T>, isStale: boolean, signal: AbortSignal): Promise<T> {
    const { answerMs } = this.#limits;
    const [late, done] = [new AbortController(), new AbortController()];
    const end = (): void => late.abort(lateError(request, answerMs));
    // Not by a combined signal: its last reference goes with this call, and then the timer would keep the program running.
    this.#options.clock.sleep(answerMs, done.signal).then(end, () => undefined);
    try {
      return await this.#once(request, read, isStale, AbortSignal.any([signal, late.signal]));
    } finally {
      done.abort();
    }
  }

  async #once<T>(request: DavRequest, read: ReadAnswer<T>, isStale: boolean, signal: AbortSignal): Promise<T> {
    const authorization = await this.#options.signIn.authorization(isStale, signal);
    let { at } = request;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const step = await this.#ask({ ...request, at }, authorization, read, signal);
      if (step.is === 'answered') return step.value;
      at = step.to;
    }
    throw new DavProtocolError(`it redirected more than ${REDIRECTS_MAX} times, at last to ${at.origin}${at.path}`);
  }

  async #ask<T>(
    request: DavRequest,
    authorization: string,
    read: ReadAnswer<T>,
    signal: AbortSignal,
  ): Promise<{ readonly is: 'answered'; readonly value: T } | { readonly is: 'redirected'; readonly to: Place }> {
    const { method, at, depth, xml, answerBytesMax } = request;
    const bytes = xml === undefined ? [] : [Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${xml}`, 'utf8')];
    const headers = {
      Authorization: authorization,
      'User-Agent': 'Godwit',
      'Accept-Encoding': 'gzip',
      ...(depth === undefined ? {} : { Depth: depth }),
      ...(xml === undefined ? {} : { 'Content-Type': 'application/xml; charset=utf-8' }),
    };
    const path = requestPath(at.path);
    return await this.#host(at.origin).use(async (connection) => {
      const sentAt = this.#options.clock.now();
      const answer = await connection.send({ method, path, headers, body: heldBody(bytes), answerBytesMax }, signal);
      this.#roundTripMs = Math.min(this.#roundTripMs, this.#options.clock.now() - sentAt);
      if (REDIRECTING.has(answer.status)) {
        await letGo(answer);
        return { is: 'redirected', to: redirectedTo(answer, at) };
      }
      if (answer.status < 200 || answer.status > 299) {
        throw new DavStatusError(await refusalOf(method, answer, this.#options.clock.now()));
      }
      return { is: 'answered', value: await read({ ...answer, at }) };
    });
  }

  #host(origin: string): HttpClient {
    const known = this.#hosts.get(origin);
    if (known !== undefined) return known;
    if (this.#hosts.size >= HOSTS_MAX)
      throw new DavProtocolError(`the account is spread over more than ${HOSTS_MAX} hosts`);
    const { ca, allowInsecureLoopback, clock, pace } = this.#options;
    const { connectMs, silenceMs } = this.#limits;
    const paced = pace === undefined ? {} : { pace };
    const place = { url: new URL(origin), ca, allowInsecureLoopback };
    const http = httpClient({ ...place, clock, connectMs, silenceMs, ...paced });
    this.#hosts.set(origin, http);
    return http;
  }
}

/** Ends the conversation; a body that nobody begins to read would keep the connection waiting for its reader. */
async function letGo({ body }: HttpAnswer): Promise<void> {
  for await (const chunk of body) if (chunk.byteLength > 0) return;
}

/** RFC 6764 §5 asks for all of them; the method and the body stay what they are, since they only ask. */
const REDIRECTING: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Credentials go along, so that a redirect may only lead to where they may go. */
function redirectedTo(answer: HttpAnswer, at: Place): Place {
  const to = readPlace(answer.headers.location ?? '', at);
  if (to.is === 'refused') throw new DavProtocolError(`it redirected to an address that cannot be used: ${to.why}`);
  if (!maySendCredentials(at, to.place)) {
    const { origin, path } = to.place;
    throw new DavProtocolError(
      `it redirected to ${origin}${path}, and a password for ${new URL(at.origin).host} is not shown to that host`,
    );
  }
  return to.place;
}

function lateError({ method, at }: DavRequest, silentMs: number): HttpError {
  const url = new URL(at.origin);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const facts = {
    host: url.hostname,
    port,
    wholeRequestSent: true,
    silentMs,
    waitedFor: `the end of the answer to ${method}`,
  };
  return new HttpError('silent', `the answer to ${method} had not ended after ${silentMs} ms`, facts);
}
