/**
 * One IMAP connection with many commands under way. Commands are functions beside this file: they say what they send
 * and which answers they want. This class owns the stream, its silence and its end, and knows no command but LOGOUT.
 */
import type { Duplex } from 'node:stream';
import type { LineGuard } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import type { FlagLists } from './bytes/fetch-items.ts';
import { ResponseReader } from './bytes/response-reader.ts';
import type { StatusResponse } from './bytes/status-response.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from './errors.ts';
import type { ImapLimits } from './limits.ts';
import type { Command, Selection } from './line/command.ts';
import { CommandWriter } from './line/command-writer.ts';
import { Dispatch } from './line/dispatch.ts';
import { endGently } from './line/end-gently.ts';
import type { InFlight } from './line/in-flight.ts';
import { connectionError } from './line/open-socket.ts';
import { sendCommand } from './line/send-command.ts';
import { SilenceWatch } from './line/silence.ts';

export interface LineOptions {
  readonly clock: Clock;
  readonly limits: ImapLimits;
  /** What is known from before the stream changed its form. */
  readonly capabilities?: ReadonlySet<string>;
  readonly guard?: LineGuard | null;
}

export class ImapConnection {
  readonly clock: Clock;
  readonly limits: ImapLimits;
  readonly guard: LineGuard | null;
  /** One round trip to the server, as measured at sign-in. */
  roundTripMs = 0;
  /** What the server agreed to ENABLE, in capitals. */
  readonly enabled = new Set<string>();
  readonly #stream: Duplex;
  readonly #reader: ResponseReader;
  readonly #writer: CommandWriter;
  readonly #dispatch: Dispatch;
  readonly #silence: SilenceWatch;
  /** Queues that hold too much to read on. */
  readonly #full = new Set<object>();
  readonly #over = new AbortController();
  #lastTag = 0;
  #ended: { readonly error: unknown } | null = null;
  #unread: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex, options: LineOptions) {
    this.clock = options.clock;
    this.limits = options.limits;
    this.#stream = stream;
    const owner = {
      moved: () => this.#silence.moved(0, true),
      say: (line: string) => this.#writer.text(line),
      stopReading: () => this.#reader.stop(),
    };
    this.#dispatch = new Dispatch(owner, this.limits, options.capabilities ?? new Set());
    this.#reader = new ResponseReader(this.#dispatch, this.limits);
    this.guard = options.guard ?? null;
    this.#writer = new CommandWriter(stream, {
      aheadBytesMax: this.limits.writeAheadBytes,
      guard: this.guard,
      written: this.#written,
      rests: (until) => this.#restUntil(until),
      refused: (error) => this.fail(error),
    });
    this.#silence = new SilenceWatch(this.clock, this.limits.silenceMs, () => this.#fallSilent());
    stream.on('error', this.#streamFailed).on('end', this.#streamClosed).on('close', this.#streamClosed);
    stream.on('data', this.#feed);
  }

  /** In capitals. */
  get capabilities(): ReadonlySet<string> {
    return this.#dispatch.capabilities;
  }

  has(capability: string): boolean {
    return this.#dispatch.capabilities.has(capability);
  }

  get flagLists(): FlagLists {
    return this.#dispatch.flagLists;
  }

  /** False as soon as the connection is closed, lost or broken, or the server has said BYE. */
  get alive(): boolean {
    return this.#ended === null && this.#dispatch.bye === null;
  }

  /** The mailbox that the next command will belong to; it need not be open yet. */
  get selection(): Selection | null {
    return this.#dispatch.selection;
  }

  /**
   * Sends the command and gives its result. Fails with ImapStatusError (refused), ImapConnectionError or
   * ImapProtocolError (the connection is gone), or with the signal's reason: then the answer is read and thrown away.
   */
  run<T>(command: Command<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const { within, selects } = command;
    const lost = this.#ended?.error ?? this.#dispatch.bye ?? (within?.state === 'refused' ? within.error : null);
    if (lost !== null) return Promise.reject(lost);
    if (selects !== undefined) this.#dispatch.selection = selects;
    return new Promise<T>((resolve, reject) => {
      const entry = this.#enter(`G${++this.#lastTag}`, command, signal, resolve, reject);
      const rules = {
        plus: this.has('LITERAL+'),
        minus: this.has('LITERAL-') || this.has('IMAP4REV2'),
        leave: (waiting: InFlight) => this.#dispatch.leave(waiting),
      };
      sendCommand(entry, this.#writer, rules).then(
        (isSent) => (isSent ? undefined : this.#giveUp(entry, signal.reason)),
        (error: unknown) => this.fail(brokenOff(error, command.name)),
      );
    });
  }

  /** The first response of a server. Called once, on a new line. */
  greeting(signal: AbortSignal): Promise<StatusResponse> {
    return new Promise((resolve, reject) => {
      const untagged: Command<StatusResponse>['untagged'] = (response) => {
        if (response.is !== 'status') throw new ImapProtocolError('the server did not begin with a greeting');
        this.#forget(entry);
        entry.answered(response.status);
        return true;
      };
      const command: Command<StatusResponse> = { name: '', pieces: [], untagged, done: (status) => status };
      const entry = this.#enter('', command, signal, resolve, reject);
      entry.isSent = true;
    });
  }

  /** Lets the socket rest until `roomy` was called for everything that is full. */
  full(queue: object): void {
    this.#full.add(queue);
    if (this.#full.size > 1) return;
    this.#stream.pause();
    this.#silence.resting(true);
  }

  roomy(queue: object): void {
    if (!this.#full.delete(queue) || this.#full.size > 0 || this.#ended !== null) return;
    this.#silence.resting(false);
    this.#stream.resume();
  }

  /** The naked stream and what arrived behind the last answer, after a command with `endsReading`. This object is spent. */
  release(): { readonly stream: Duplex; readonly unread: Buffer } {
    this.#detach();
    this.#end(new ImapConnectionError('closed', 'the line was handed on', 'nothing'));
    return { stream: this.#stream, unread: this.#unread };
  }

  /** Says LOGOUT where nothing is under way, and closes. Never fails; may be called twice. */
  async close(): Promise<void> {
    if (this.#ended !== null) return;
    const isQuiet = this.#dispatch.inFlight.size === 0;
    if (isQuiet) this.#writer.text(`G${++this.#lastTag} LOGOUT\r\n`);
    this.#writer.flush();
    this.#detach();
    this.#end(new ImapConnectionError('closed', 'the connection was closed by us', 'nothing'));
    this.#stream.on('error', ignore);
    if (!isQuiet) this.#stream.destroy();
    else endGently(this.#stream, this.clock);
  }

  /** Ends the connection: everything under way fails with this error. */
  fail(error: unknown): void {
    this.#end(error);
    this.#stream.destroy();
  }

  #enter<T>(
    tag: string,
    command: Command<T>,
    signal: AbortSignal,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): InFlight {
    const settled = (): void => {
      signal.removeEventListener('abort', aborted);
      this.#silence.awaiting(this.#dispatch.inFlight.size > 0);
    };
    const failed = (error: unknown): void => {
      settled();
      reject(error);
    };
    const answered = (status: StatusResponse): void => {
      try {
        resolve(command.done(status));
      } catch (error) {
        // An answer that cannot be understood breaks the connection, and this command with it.
        failed(error);
        throw error;
      }
      settled();
    };
    const entry: InFlight = { tag, command, answered, failed, isSent: false, isAnswered: false, isAbandoned: false };
    const aborted = (): void => {
      entry.isAbandoned = true;
      reject(signal.reason);
    };
    signal.addEventListener('abort', aborted, { once: true });
    this.#dispatch.inFlight.add(entry);
    this.#silence.awaiting(true);
    return entry;
  }

  /** A command that was never sent. What was given behind an EXAMINE must not be taken for answered without it. */
  #giveUp(entry: InFlight, reason: unknown): void {
    const { selects } = entry.command;
    if (selects !== undefined) {
      selects.state = 'refused';
      selects.error = reason;
    }
    this.#forget(entry);
  }

  #forget(entry: InFlight): void {
    this.#dispatch.inFlight.remove(entry);
    this.#silence.awaiting(this.#dispatch.inFlight.size > 0);
  }

  #end(error: unknown): void {
    if (this.#ended !== null) return;
    this.#ended = { error };
    this.#over.abort(error);
    this.#silence.stop();
    this.#writer.break(error);
    this.#dispatch.end(error);
  }

  #detach(): void {
    this.#stream.off('error', this.#streamFailed).off('end', this.#streamClosed).off('close', this.#streamClosed);
    this.#stream.off('data', this.#feed);
  }

  readonly #feed = (chunk: Buffer): void => {
    if (this.#ended !== null) return;
    this.#silence.moved(chunk.length, false);
    this.#restUntil(this.guard?.pace?.take(chunk.length, this.#over.signal) ?? null);
    try {
      const unread = this.#reader.feed(chunk);
      if (unread.length > 0) this.#unread = Buffer.concat([this.#unread, unread]);
    } catch (error) {
      this.fail(error);
    }
  };

  /** Nothing more is taken from the line before, and nobody is silent meanwhile. */
  #restUntil(waiting: Promise<void> | null): void {
    if (waiting === null) return;
    this.full(waiting);
    waiting.then(() => this.roomy(waiting), ignore); // it fails with the connection alone
  }

  readonly #streamFailed = (error: Error): void => this.#lose(connectionError(error, this.#awaited()));
  readonly #streamClosed = (): void =>
    this.#lose(new ImapConnectionError('closed', 'the server closed the connection', this.#awaited()));
  readonly #written = (): void => this.#silence.moved(0, true);

  #fallSilent(): void {
    const seconds = Math.round(this.limits.silenceMs / 1000);
    this.#lose(new ImapConnectionError('silent', `no answer for ${seconds} seconds`, this.#awaited()));
  }

  /** A farewell says more than the end of the line that follows it. */
  #lose(error: ImapConnectionError): void {
    this.fail(this.#dispatch.bye ?? error);
  }

  #awaited(): string {
    const name = this.#dispatch.inFlight.oldest?.command.name;
    return name === undefined ? 'nothing' : name === '' ? 'the greeting' : `the answer to ${name}`;
  }
}

/** A command that is half written cannot be taken back: the line is lost, and whoever broke it off is the cause. */
function brokenOff(error: unknown, name: string): unknown {
  if (error instanceof ImapConnectionError || error instanceof ImapProtocolError || error instanceof ImapStatusError) {
    return error;
  }
  return new ImapConnectionError('closed', `${name} was broken off by us`, `the end of ${name}`, { cause: error });
}

function ignore(): void {
  // The connection has ended for us; what the socket says now interests nobody.
}
