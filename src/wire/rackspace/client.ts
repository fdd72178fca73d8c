/**
 * One account at the admin API: signs each request anew, keeps to a pace, waits when asked to, heals a wrong clock. Redirects
 * are not followed, so that keys go to nobody else.
 */
import type { Clock } from '../../base/clock.ts';
import { instant } from '../../base/clock.ts';
import { type Limiter, limiter } from '../../base/limiter.ts';
import type { Random } from '../../base/random.ts';
import { type HttpAnswer, type HttpClient, heldBody, httpClient } from '../http.ts';
import { HttpError } from '../http-errors.ts';
import { RackspaceDoubtError, RackspaceProtocolError, RackspaceStatusError } from './errors.ts';
import { ANSWER_BYTES_MAX, RACKSPACE_LIMITS, type RackspaceLimits, REQUESTS_MAX } from './limits.ts';
import { Pace } from './pace.ts';
import { noTroubles, Patience, type Troubles } from './patience.ts';
import { refusalOf } from './refusal.ts';
import { skewOf } from './server-clock.ts';
import { type RackspaceKeys, signatureHeader } from './sign.ts';

export interface RackspaceOptions {
  /** With the version: `https://api.emailsrvr.com/v1`. */
  readonly base: URL;
  /** An account number, or `me`: the account that the keys belong to. */
  readonly account: string;
  readonly keys: RackspaceKeys;
  /** Certificates in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** Allows `http:` to a loopback address. Anything else must be `https:`. */
  readonly allowInsecureLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<RackspaceLimits>;
  /** Told of every wait that the server asked for. */
  readonly onWait?: (untilMs: number, because: string) => void;
}

/** Below this the clocks are as good as equal, and a signature that is not believed is wrong for another reason. */
const SKEW_MS_MIN = 2000;
const USER_AGENT = 'Godwit';

type Parameters = Readonly<Record<string, string>>;

interface Request {
  readonly method: 'GET' | 'PUT';
  /** With the query. */
  readonly path: string;
  readonly form: string | null;
}

export class RackspaceClient {
  readonly #options: RackspaceOptions;
  readonly #limits: RackspaceLimits;
  readonly #patience: Patience;
  readonly #paces: Readonly<Record<Request['method'], Pace>>;
  readonly #turns: Limiter = limiter(REQUESTS_MAX);
  readonly #http: HttpClient;
  /** The server's clock less ours, as far as it mattered. */
  #skewMs = 0;
  #seenSkewMs: number | null = null;

  /** Throws `HttpError` (tls) for an address that must not be used. */
  constructor(options: RackspaceOptions) {
    const { base, ca, allowInsecureLoopback, clock, random } = options;
    this.#options = options;
    this.#limits = { ...RACKSPACE_LIMITS, ...options.limits };
    const { connectMs, silenceMs, readsPerMinute, writesPerMinute } = this.#limits;
    this.#patience = new Patience(clock, random, this.#limits);
    this.#paces = { GET: new Pace(clock, readsPerMinute), PUT: new Pace(clock, writesPerMinute) };
    this.#http = httpClient({ url: base, ca, allowInsecureLoopback, clock, connectMs, silenceMs });
  }

  get host(): string {
    return this.#http.host;
  }

  /** What was added to our clock to be believed, in milliseconds. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** The server's clock less ours, as its last answer told it; null before, and where it does not tell it. */
  get seenSkewMs(): number | null {
    return this.#seenSkewMs;
  }

  /**
   * What lies there, as JSON. Asks again where that may help. `place` are the parts of the path below the account. Throws
   * `RackspaceStatusError`, `RackspaceBusyError`, `RackspaceProtocolError`, `HttpError`, or the signal's reason.
   */
  async get(place: readonly string[], query: Parameters, signal: AbortSignal): Promise<unknown> {
    const text = new URLSearchParams(query).toString();
    const path = `${this.#path(place)}${text === '' ? '' : `?${text}`}`;
    const body = await this.#send({ method: 'GET', path, form: null }, signal);
    try {
      return JSON.parse(body);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new RackspaceProtocolError(`the answer to GET ${path} is not JSON`, { cause: error });
    }
  }

  /**
   * Changes what lies there. It is sent again only when the server is known to have done nothing; throws
   * `RackspaceDoubtError` when nobody knows whether it did, else as `get`.
   */
  async put(place: readonly string[], fields: Parameters, signal: AbortSignal): Promise<void> {
    await this.#send({ method: 'PUT', path: this.#path(place), form: new URLSearchParams(fields).toString() }, signal);
  }

  close(): void {
    this.#http.close();
  }

  #path(place: readonly string[]): string {
    const { base, account } = this.#options;
    const parts = ['customers', account, ...place].map((part) => encodeURIComponent(part));
    return `${base.pathname.replace(/\/+$/, '')}/${parts.join('/')}`;
  }

  async #send(request: Request, signal: AbortSignal): Promise<string> {
    const troubles = noTroubles();
    const pace = this.#paces[request.method];
    for (let isHealed = false; ; ) {
      let enteredAt = 0;
      try {
        const body = await this.#turns.run(async () => {
          enteredAt = await pace.enter(signal);
          return await this.#inTime(request, signal);
        });
        this.#patience.succeeded();
        pace.answered();
        return body;
      } catch (error) {
        signal.throwIfAborted();
        if (!isHealed && this.#heals(error)) isHealed = true;
        else await this.#after(error, request, { troubles, pace, enteredAt }, signal);
      }
    }
  }

  /** Resolves when the request is to be sent again. */
  async #after(
    error: unknown,
    { method, path }: Request,
    { troubles, pace, enteredAt }: { readonly troubles: Troubles; readonly pace: Pace; readonly enteredAt: number },
    signal: AbortSignal,
  ): Promise<void> {
    const verdict = this.#patience.verdict(error, troubles);
    if (method === 'PUT' && isDoubtful(error, verdict?.done ?? null)) {
      const why = error instanceof Error ? error.message : 'the connection ended';
      throw new RackspaceDoubtError(`nobody knows whether ${method} ${path} was done: ${why}`, { cause: error });
    }
    if (verdict === null) throw error;
    if (!verdict.isThrottled) return await this.#patience.pause(verdict.pauseMs, troubles, signal);
    troubles.waitedMs += verdict.pauseMs;
    pace.slowDown(enteredAt, verdict.pauseMs);
    this.#options.onWait?.(this.#options.clock.now() + verdict.pauseMs, `${this.host} asked to wait`);
  }

  /** True when the signature was not believed because of our clock, which is set right now. */
  #heals(error: unknown): boolean {
    if (!(error instanceof RackspaceStatusError) || error.refusal.trouble !== 'key') return false;
    const { skewMs } = error.refusal;
    if (skewMs === null || Math.abs(skewMs - this.#skewMs) < SKEW_MS_MIN) return false;
    this.#skewMs = skewMs;
    return true;
  }

  /** One try, which ends in any case. */
  async #inTime(request: Request, signal: AbortSignal): Promise<string> {
    const { answerMs } = this.#limits;
    const [late, done] = [new AbortController(), new AbortController()];
    const end = (): void => late.abort(this.#lateError(request, answerMs));
    this.#options.clock.sleep(answerMs, done.signal).then(end, () => undefined); // done in time: nothing to end
    try {
      return await this.#once(request, AbortSignal.any([signal, late.signal]));
    } finally {
      done.abort();
    }
  }

  async #once({ method, path, form }: Request, signal: AbortSignal): Promise<string> {
    const { keys, clock } = this.#options;
    const headers = {
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
      'User-Agent': USER_AGENT,
      'X-Api-Signature': signatureHeader(keys, USER_AGENT, instant(clock.now() + this.#skewMs)),
      ...(form === null ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    };
    const body = heldBody(form === null ? [] : [Buffer.from(form, 'utf8')]);
    return await this.#http.use(async (connection) => {
      const answer = await connection.send({ method, path, headers, body, answerBytesMax: ANSWER_BYTES_MAX }, signal);
      const now = clock.now();
      const skewMs = skewOf(answer.headers, now);
      this.#seenSkewMs = skewMs;
      if (answer.status >= 200 && answer.status <= 299) return await textOf(answer);
      throw new RackspaceStatusError(await refusalOf({ method, path, answer, keys, now, skewMs }));
    });
  }

  #lateError({ method, path }: Request, silentMs: number): HttpError {
    const { base } = this.#options;
    const waitedFor = `the end of the answer to ${method} ${path}`;
    const port = Number(base.port) || (base.protocol === 'https:' ? 443 : 80);
    const facts = { host: this.host, port, wholeRequestSent: true, silentMs, waitedFor };
    return new HttpError('silent', `${waitedFor} had not come after ${silentMs} ms`, facts);
  }
}

/** `done` is what is known of the work; null when the error is not one that may pass. */
function isDoubtful(error: unknown, done: 'nothing' | 'unknown' | null): boolean {
  if (done !== null) return done === 'unknown';
  if (error instanceof HttpError) return error.facts.wholeRequestSent;
  return error instanceof RackspaceStatusError && error.refusal.status >= 500;
}

async function textOf({ body }: HttpAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
