/** One kept connection: one request at a time, each with deadlines, on the same socket for as long as the server likes. */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { assert } from '../base/assert.ts';
import type { BytePace } from '../base/byte-pace.ts';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { HttpAnswer, HttpPlace, HttpRequest } from './http.ts';
import { chunksUntil, decoded } from './http-body.ts';
import { HttpError, type HttpTrouble, troubleOf } from './http-errors.ts';
import { lookupOf } from './http-lookup.ts';

/** A server three packets away that needs longer than this is down. */
const CONNECT_MS = 30_000;
/** Exchange may work on a batch for a minute before its first byte. */
const SILENCE_MS = 90_000;

export interface ConnectionOptions {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly at?: HttpPlace;
  readonly agent: Agent;
  readonly clock: Clock;
  readonly connectMs?: number;
  readonly silenceMs?: number;
  readonly pace?: BytePace;
}

export class HttpConnection {
  readonly #options: ConnectionOptions;
  #socket: Socket | null = null;
  #signedIn: Socket | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** True while the socket that `keepSignIn` was called on is still the one in use. */
  get isSignedIn(): boolean {
    return this.#signedIn !== null && this.#signedIn === this.#socket && !this.#signedIn.destroyed;
  }

  /** For sign-ins that hold for a connection (NTLM): the present socket is signed in. */
  keepSignIn(kept: boolean): void {
    this.#signedIn = kept ? this.#socket : null;
  }

  /** The certificate the server showed on the present socket in DER, or null without TLS. */
  get serverCertificate(): Buffer | null {
    if (!(this.#socket instanceof TLSSocket)) return null;
    const { raw } = this.#socket.getPeerCertificate();
    return raw ?? null;
  }

  /** Sends one request and gives the answer as soon as its headers are there. Throws `HttpError`, or the signal's reason. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const exchange = new Exchange(this.#options, request, signal, (socket) => {
      this.#socket = socket;
    });
    const answer = await exchange.run();
    // The next request will be on another socket, whatever was signed in on this one.
    if (/\bclose\b/i.test(answer.headers.connection ?? '')) this.#socket = null;
    return answer;
  }

  close(): void {
    this.#options.agent.destroy();
  }
}

/** One request and its answer. */
class Exchange {
  readonly #options: ConnectionOptions;
  readonly #request: HttpRequest;
  readonly #signal: AbortSignal;
  readonly #outgoing: ClientRequest;
  readonly #ended = new AbortController();
  readonly #answered: Promise<IncomingMessage>;
  /** What broke it, once something did: the first trouble is the true one. */
  #broken: unknown = null;
  /** Kept once it is broken. */
  readonly #cut = Promise.withResolvers<void>();
  #socket: Socket | null = null;
  #bytesRead = 0;
  #connected = false;
  #hasAnswer = false;
  #wholeRequestSent = false;
  /** True while the reader of the answer is busy with what it got, or the pace wants a pause: then silence is ours. */
  #isResting = false;
  #waitsFor = 'the connection';
  #movedAt: number;

  constructor(
    options: ConnectionOptions,
    request: HttpRequest,
    signal: AbortSignal,
    onSocket: (socket: Socket) => void,
  ) {
    this.#options = options;
    this.#request = request;
    this.#signal = signal;
    this.#movedAt = options.clock.now();
    const { url, host, port, secure, at, agent } = options;
    const { method = 'POST' } = request;
    // RFC 9110 §8.6: a length of nothing is said only by methods that are about their content.
    const isBare = method === 'GET' && request.body.length === 0;
    this.#outgoing = (secure ? https : http).request({
      host,
      port,
      ...(at === undefined ? {} : { port: at.port, lookup: lookupOf(at) }),
      path: request.path ?? `${url.pathname}${url.search}`,
      method,
      agent,
      headers: { ...request.headers, ...(isBare ? {} : { 'Content-Length': String(request.body.length) }) },
    });
    this.#outgoing.on('socket', (socket) => {
      onSocket(socket);
      this.#socket = socket;
      this.#bytesRead = socket.bytesRead;
      socket.setNoDelay(true);
      if (!socket.connecting) this.#connect();
      else socket.once(secure ? 'secureConnect' : 'connect', () => this.#connect());
    });
    this.#answered = new Promise((resolve, reject) => {
      this.#outgoing.once('response', (answer) => {
        this.#hasAnswer = true;
        resolve(answer);
      });
      this.#outgoing.once('error', reject);
      // `close` alone comes when the connection ends after an informational answer.
      this.#outgoing.once('close', () => reject(new Error('the connection ended before the answer')));
    });
    // A failure while the body is being sent is looked at there; this one would otherwise count as unhandled.
    this.#answered.catch((error: unknown) => this.#break(error));
  }

  async run(): Promise<HttpAnswer> {
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    void this.#watchSilence();
    try {
      await this.#send();
      const answer = await this.#answered;
      this.#move('the rest of the answer');
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: this.#receive(answer) };
    } catch (error) {
      throw this.#end(error);
    }
  }

  #connect(): void {
    this.#connected = true;
    this.#move(this.#wholeRequestSent ? 'the answer' : 'the request to be taken');
  }

  async #send(): Promise<void> {
    const outgoing = this.#outgoing;
    let sent = 0;
    for await (const chunk of chunksUntil(this.#request.body.open(), this.#cut.promise)) {
      if (this.#isCutShort) break;
      await this.#paced(chunk.byteLength);
      if (this.#isCutShort) break;
      this.#request.fence?.();
      sent += chunk.byteLength;
      assert(sent <= this.#request.body.length, 'a body is not longer than it said');
      if (sent === this.#request.body.length) this.#wholeRequestSent = true;
      await this.#written(chunk);
      // Before the next chunk is asked for, which may lie where this one does.
      if (this.#isCutShort) break;
    }
    if (this.#broken !== null) throw this.#broken;
    if (sent < this.#request.body.length && this.#isCutShort) return;
    assert(sent === this.#request.body.length, 'a body is as long as it said');
    this.#wholeRequestSent = true;
    // Even when the answer came first: Node lends a socket to the next request only after this one was ended.
    outgoing.end();
    if (this.#connected && !this.#hasAnswer) this.#move('the answer');
  }

  /** A server may answer, and refuse, before it has read everything. */
  get #isCutShort(): boolean {
    return this.#broken !== null || this.#outgoing.destroyed || this.#hasAnswer;
  }

  /** Resolves when the chunk has left this process, or when it never will. */
  async #written(chunk: Uint8Array): Promise<void> {
    const outgoing = this.#outgoing;
    this.#move(this.#waitsFor);
    await new Promise<void>((resolve) => {
      const go = (): void => {
        for (const event of ['response', 'error', 'close']) outgoing.off(event, go);
        resolve();
      };
      for (const event of ['response', 'error', 'close']) outgoing.on(event, go);
      outgoing.write(chunk, go);
    });
    this.#move(this.#waitsFor);
  }

  /** What came over the line since it was asked last, packed as it was. */
  #came(): number {
    const before = this.#bytesRead;
    this.#bytesRead = this.#socket?.bytesRead ?? before;
    return this.#bytesRead - before;
  }

  /** Until so many bytes may go over the line, or nothing goes over it any more. */
  async #paced(bytes: number): Promise<void> {
    const waiting = this.#options.pace?.take(bytes, this.#ended.signal) ?? null;
    if (waiting === null) return;
    this.#isResting = true;
    waiting.catch(() => undefined); // it is left where the conversation ends first
    await Promise.race([waiting, this.#cut.promise]);
    this.#isResting = false;
    this.#move(this.#waitsFor);
  }

  async *#receive(answer: IncomingMessage): AsyncGenerator<Buffer> {
    const { answerBytesMax } = this.#request;
    let received = 0;
    try {
      for await (const chunk of decoded(answer)) {
        received += chunk.byteLength;
        if (received > answerBytesMax) throw this.#error('too-long', `the answer is over ${answerBytesMax} bytes`);
        await this.#paced(this.#came());
        this.#isResting = true;
        yield chunk;
        this.#isResting = false;
        this.#move('the rest of the answer');
      }
    } catch (error) {
      throw this.#end(error);
    } finally {
      // A connection with half a message on it cannot be used again.
      if (!answer.complete || !this.#wholeRequestSent) this.#outgoing.destroy();
      this.#settle();
    }
  }

  async #watchSilence(): Promise<void> {
    const { clock, connectMs = CONNECT_MS, silenceMs = SILENCE_MS } = this.#options;
    while (!this.#ended.signal.aborted) {
      const limitMs = this.#connected ? silenceMs : connectMs;
      const leftMs = this.#isResting ? limitMs : this.#movedAt + limitMs - clock.now();
      if (leftMs <= 0) {
        this.#break(this.#error('silent', `nothing came for ${limitMs} ms`, { silentMs: limitMs }));
        return;
      }
      try {
        // The limit is another one as soon as the connection is there.
        await clock.sleep(Math.min(leftMs, connectMs, silenceMs), this.#ended.signal);
      } catch (error) {
        if (!this.#ended.signal.aborted) throw error;
      }
    }
  }

  readonly #onAbort = (): void => this.#break(this.#signal.reason);

  #move(waitsFor: string): void {
    this.#movedAt = this.#options.clock.now();
    this.#waitsFor = waitsFor;
  }

  #break(error: unknown): void {
    if (this.#broken !== null) return;
    this.#broken = error;
    this.#cut.resolve();
    this.#outgoing.destroy();
  }

  /** The error to throw: the first trouble, in our words. */
  #end(error: unknown): unknown {
    this.#break(error);
    this.#settle();
    const first = this.#broken;
    // A failure is the fence's: what it says is for the one who put it there.
    if (first instanceof HttpError || first instanceof Failure || this.#signal.aborted) return first;
    const reason = first instanceof Error ? first.message : String(first);
    return this.#error(troubleOf(first, this.#connected), reason, {}, first);
  }

  #settle(): void {
    this.#ended.abort();
    this.#signal.removeEventListener('abort', this.#onAbort);
  }

  #error(trouble: HttpTrouble, reason: string, facts: { silentMs?: number } = {}, cause?: unknown): HttpError {
    const { host, port } = this.#options;
    // What was handed over while there was no connection went nowhere.
    const wholeRequestSent = this.#connected && this.#wholeRequestSent;
    const all = { host, port, wholeRequestSent, waitedFor: this.#waitsFor, ...facts };
    return new HttpError(trouble, reason, all, { cause });
  }
}
