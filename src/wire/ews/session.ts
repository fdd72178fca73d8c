/** One mailbox seen by one account: sends operations in their envelope, signs in, waits when asked to, tells what failed. */

import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { CookieJar } from '../cookies.ts';
import type { HttpAnswer, HttpBody, HttpClient } from '../http.ts';
import type { HttpConnection } from '../http-connection.ts';
import { HttpError } from '../http-errors.ts';
import { OutcomeUnknown } from '../outcome-unknown.ts';
import type { Pacer, Refused, Slot } from '../pace.ts';
import { BodyBuilder } from '../request-body.ts';
import { retryAfterMs } from '../retry-after.ts';
import { readXml, type XmlElement, XmlError } from '../xml.ts';
import { EwsFault, EwsProtocolError, HttpStatusError, isFault, oneLine, responseOf } from './answers.ts';
import type { SignIn } from './auth.ts';
import { meaningOf } from './codes.ts';
import { ENVELOPE_END, envelopeStart } from './envelope.ts';
import { type Operation, writeOperation } from './operation.ts';

/** Of an answer without message content: 1,000 folders or 512 items take below 2 MB. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Of an answer that is no SOAP: enough for the words on it. */
const ERROR_BYTES_MAX = 256 * 1024;
/** Connections that break one after another before the server counts as gone. */
const LOST_TRIES_MAX = 6;
/** A silence takes a minute and a half to notice: it counts for as many broken connections. */
const SILENCE_COUNTS = 3;
/** Times that one operation is sent again because something behind the server is away: some three minutes. */
const TRANSIENT_TRIES_MAX = 8;

export interface SessionOptions {
  readonly http: HttpClient;
  readonly signIn: SignIn;
  readonly pace: Pacer;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws when nothing may be sent any more. Asked at the last moment, since a process may stand still at any before it. */
  readonly mayStillSend?: () => void;
  /** The primary SMTP address of the mailbox. */
  readonly mailbox: string;
  /** Act for the mailbox instead of using the right of its owner. */
  readonly impersonates: boolean;
}

export class EwsSession {
  readonly pace: Pacer;
  readonly #options: SessionOptions;
  readonly #cookies = new CookieJar();
  readonly #start: string;
  #hasSucceeded = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.pace = options.pace;
    this.#start = envelopeStart(options.impersonates ? options.mailbox : null);
  }

  /**
   * Sends the operation and gives its response. Waits and sends again when the server did nothing of it, or when doing it
   * again is harmless. Throws `EwsFault`, `HttpStatusError`, `HttpError`, `XmlError`, `EwsProtocolError`, `PaceExhausted`,
   * `SignInRefused`; and `OutcomeUnknown` where the operation is not repeatable and may have been done.
   */
  async call(operation: Operation, signal: AbortSignal): Promise<XmlElement> {
    const tries = { lost: 0, transient: 0 };
    for (;;) {
      const slot = await this.pace.enter(signal);
      try {
        const response = await this.#attempt(operation, signal);
        slot.succeed();
        this.#hasSucceeded = true;
        return response;
      } catch (error) {
        signal.throwIfAborted();
        this.#sayAgain(error, operation, tries, slot);
      } finally {
        slot.release();
      }
    }
  }

  close(): void {
    this.#options.http.close();
  }

  /** Returns when the operation is to be sent again; throws otherwise. */
  #sayAgain(error: unknown, operation: Operation, tries: { lost: number; transient: number }, slot: Slot): void {
    const mayHaveHappened = isDoubtful(error) && !operation.repeatable;
    const refused = refusalIn(error, this.#options.clock.now());
    if (refused !== null) {
      if (refused.why !== 'busy') tries[refused.why] += isSilence(error) ? SILENCE_COUNTS : 1;
      const isEnough =
        tries.transient > TRANSIENT_TRIES_MAX || (refused.why === 'lost' && !this.#mayComeBack(error, tries.lost));
      if (!isEnough) slot.refuse(refused);
      if (!isEnough && !mayHaveHappened && !asksForLess(error)) return;
    }
    throw mayHaveHappened ? new OutcomeUnknown(operation.name, error) : error;
  }

  /** A server that was never reached is not waited for: its address is wrong more often than it is away. */
  #mayComeBack(error: unknown, lost: number): boolean {
    if (!(error instanceof HttpError) || !this.#hasSucceeded || lost >= LOST_TRIES_MAX) return false;
    return error.trouble !== 'certificate' && error.trouble !== 'tls' && error.trouble !== 'too-long';
  }

  async #attempt(operation: Operation, signal: AbortSignal): Promise<XmlElement> {
    const into = new BodyBuilder().text(this.#start);
    writeOperation(into, operation);
    const body = into.text(ENVELOPE_END).body();
    return await this.#options.http.use(async (connection) => {
      const answer = await this.#signedIn(connection, body, operation, signal);
      this.#cookies.take(answer.headers['set-cookie'] ?? []);
      return responseOf(await read(answer, operation), operation.name);
    });
  }

  async #signedIn(
    connection: HttpConnection,
    body: HttpBody,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { signIn, mayStillSend } = this.#options;
    const answerBytesMax = operation.answerBytesMax ?? ANSWER_BYTES_MAX;
    for (let refusals = 0; ; refusals += 1) {
      const headers = this.#headers();
      const authorization = await signIn.authorize({ connection, headers, isRetry: refusals > 0 }, signal);
      mayStillSend?.();
      const fenced = mayStillSend === undefined ? {} : { fence: mayStillSend };
      const request = { headers: { ...headers, ...authorization }, body, answerBytesMax, ...fenced };
      const answer = await connection.send(request, signal);
      connection.keepSignIn(answer.status !== 401);
      if (answer.status !== 401) return answer;
      const words = await wordsOf(answer);
      if (refusals > 0) throw signIn.refusal(answer.headers, words);
    }
  }

  #headers(): Record<string, string> {
    const { mailbox, random } = this.#options;
    const cookie = this.#cookies.header();
    return {
      'Content-Type': 'text/xml; charset=utf-8',
      Accept: 'text/xml',
      'Accept-Encoding': 'gzip',
      'User-Agent': 'Godwit',
      // A header holds ASCII only; the address is in the envelope too.
      ...(/^[\x21-\x7e]+$/.test(mailbox) ? { 'X-AnchorMailbox': mailbox } : {}),
      'client-request-id': random.id(),
      'return-client-request-id': 'true',
      ...(cookie === null ? {} : { Cookie: cookie }),
    };
  }
}

/** What the error says about when to ask again; null when asking again is of no use. */
function refusalIn(error: unknown, now: number): Refused | null {
  if (error instanceof EwsFault) {
    const meaning = meaningOf(error.code);
    if (meaning !== 'busy' && meaning !== 'transient' && meaning !== 'smaller') return null;
    return { why: meaning === 'busy' ? 'busy' : 'transient', waitMs: error.backOffMs, because: error.message };
  }
  if (error instanceof HttpStatusError) {
    const waitMs = retryAfterMs(error.retryAfter, now);
    // The web server's own queue: it says neither for how long nor for whom, and is often over in a second.
    if (error.status === 503 || error.status === 429)
      return { why: 'busy', waitMs: waitMs ?? 0, because: error.message };
    return [500, 502, 504].includes(error.status) ? { why: 'transient', waitMs, because: error.message } : null;
  }
  return error instanceof HttpError ? { why: 'lost', waitMs: null, because: error.message } : null;
}

function isSilence(error: unknown): boolean {
  return error instanceof HttpError && error.trouble === 'silent';
}

/** The same request would fail in the same way. */
function asksForLess(error: unknown): boolean {
  return error instanceof EwsFault && meaningOf(error.code) === 'smaller';
}

/** True when a failed request may still have done its work. */
function isDoubtful(error: unknown): boolean {
  if (error instanceof HttpError) return error.facts.wholeRequestSent;
  if (error instanceof XmlError || error instanceof EwsProtocolError) return true;
  if (error instanceof EwsFault) return ['transient', 'smaller', 'unknown'].includes(meaningOf(error.code));
  return error instanceof HttpStatusError && [500, 502, 504].includes(error.status);
}

async function read(answer: HttpAnswer, operation: Operation): Promise<XmlElement> {
  if (answer.status === 200) return await readXml(answer.body, operation.sinks?.());
  const words = await wordsOf(answer);
  if (answer.status === 500 && words.trimStart().startsWith('<')) {
    const envelope = await faultIn(words);
    if (envelope !== null) return envelope;
  }
  const retryAfter = answer.headers['retry-after'] ?? null;
  throw new HttpStatusError(answer.status, retryAfter, oneLine(words.replace(/<[^>]*>/g, ' ')));
}

/** The envelope when it holds a fault; null for everything else, such as a proxy's page. */
async function faultIn(words: string): Promise<XmlElement | null> {
  try {
    const envelope = await readXml(once(Buffer.from(words)));
    return isFault(envelope) ? envelope : null;
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

async function* once(chunk: Buffer): AsyncGenerator<Buffer> {
  yield chunk;
}

/** The start of a body as text; the rest is read and left. */
async function wordsOf(answer: HttpAnswer): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    if (bytes < ERROR_BYTES_MAX) chunks.push(chunk);
    bytes += chunk.byteLength;
  }
  return Buffer.concat(chunks).toString('utf8');
}
