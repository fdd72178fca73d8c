/** Gives each response to the command it belongs to, and keeps what responses say about the connection itself. */
import { FlagLists } from '../bytes/fetch-items.ts';
import type { LiteralTaker, RawResponse, ResponseSink } from '../bytes/response-reader.ts';
import { readStatus, refusal, type StatusResponse } from '../bytes/status-response.ts';
import { ImapProtocolError, type ImapStatusError } from '../errors.ts';
import type { ImapLimits } from '../limits.ts';
import type { Selection } from './command.ts';
import { type InFlight, InFlightCommands } from './in-flight.ts';
import { readUntagged } from './read-untagged.ts';

/** Lines that are no response at all (Exchange has sent some within a MOVE) are skipped, so many on one connection. */
const STRAY_LINES_MAX = 100;

/** What the connection does when a response asks for it. */
export interface DispatchOwner {
  /** A whole response arrived. */
  moved(): void;
  /** Sends the answer to a challenge. */
  say(line: string): void;
  /** Reads nothing behind the response that is being dispatched. */
  stopReading(): void;
}

export class Dispatch implements ResponseSink {
  readonly inFlight = new InFlightCommands();
  /** In capitals. */
  capabilities: ReadonlySet<string>;
  /** The mailbox that the next command will belong to; it need not be open yet. */
  selection: Selection | null = null;
  /** The server's farewell, once it came. */
  bye: ImapStatusError | null = null;
  readonly #owner: DispatchOwner;
  readonly #limits: ImapLimits;
  readonly flagLists = new FlagLists();
  #strayLines = 0;
  /** Responses since the last tagged answer that said nothing to anybody. */
  #idleResponses = 0;
  /** Who waits for leave to send a literal. */
  #leave: { readonly entry: InFlight; give(): void; refuse(error: unknown): void } | null = null;

  constructor(owner: DispatchOwner, limits: ImapLimits, capabilities: ReadonlySet<string>) {
    this.#owner = owner;
    this.#limits = limits;
    this.capabilities = capabilities;
  }

  /** Resolves at the server's `+`, or when it answers this command instead. */
  leave(entry: InFlight): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#leave = { entry, give: resolve, refuse: reject };
    });
  }

  /** Nothing comes any more: everything under way fails. */
  end(error: unknown): void {
    this.#leave?.refuse(error);
    for (const entry of this.inFlight.takeAll()) entry.failed(error);
  }

  learnCapabilities(words: string): void {
    this.capabilities = new Set(
      words
        .toUpperCase()
        .split(' ')
        .filter((word) => word !== ''),
    );
  }

  literal(before: RawResponse, sizeBytes: number): 'hold' | LiteralTaker {
    if (!(sizeBytes <= this.#limits.literalBytesMax)) {
      throw new ImapProtocolError(`the server announced a literal of more than ${this.#limits.literalBytesMax} bytes`);
    }
    const taking = this.inFlight.offerLiteral(before, sizeBytes);
    if (taking !== null) return taking;
    const heldBytes = before.literals.reduce((sum, literal) => sum + (literal?.length ?? 0), sizeBytes);
    if (heldBytes > this.#limits.shortLiteralBytesMax) {
      throw new ImapProtocolError(`the server sent ${heldBytes} bytes that nobody asked for`);
    }
    return 'hold';
  }

  response(response: RawResponse): void {
    this.#owner.moved();
    const text = response.texts[0] ?? '';
    if (text.startsWith('* ')) this.#untagged(response);
    else if (text.startsWith('+')) this.#challenge(text.slice(1).trim());
    else this.#tagged(text);
  }

  #untagged(response: RawResponse): void {
    const untagged = readUntagged(response, this.flagLists, this.#limits.nestingMax);
    if (untagged.is === 'status') this.#notice(untagged.status);
    if (untagged.is === 'named' && untagged.name === 'CAPABILITY') this.learnCapabilities(untagged.cursor().rest());
    const isTaken = this.inFlight.offer(untagged);
    if (isTaken && untagged.is !== 'status') return;
    // A server that only ever says "OK, still here" would keep us waiting for ever.
    this.#idleResponses += 1;
    if (this.#idleResponses > this.#limits.gatheredMax)
      throw new ImapProtocolError('the server talks and never answers');
  }

  #notice(status: StatusResponse): void {
    if (status.code?.name === 'CAPABILITY') this.learnCapabilities(status.code.text);
    if (status.status === 'BYE') this.bye ??= refusal(status, 'the connection');
    if (status.code?.name === 'UIDVALIDITY') this.#noticeUidValidity(Number(status.code.text));
  }

  /** UIDVALIDITY must not change within a session (RFC 9051 §2.3.1.1); where it does, no UID means what we think. */
  #noticeUidValidity(uidValidity: number): void {
    const isAsked = this.inFlight.oldest?.command.selects !== undefined;
    const known = this.inFlight.oldest?.command.within ?? this.selection;
    if (isAsked || known?.state !== 'open' || known.uidValidity === null || known.uidValidity === uidValidity) return;
    throw new ImapProtocolError('the server changed UIDVALIDITY while the mailbox was open');
  }

  #challenge(text: string): void {
    const answer = this.inFlight.oldest?.command.answer?.(text);
    if (answer === undefined) this.#giveLeave();
    else this.#owner.say(`${answer}\r\n`);
  }

  #tagged(line: string): void {
    const [, tag = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(line) ?? [];
    const status = readStatus(rest);
    if (!/^G\d+$/i.test(tag) || status === null) return this.#stray(line);
    const entry = this.inFlight.find(tag);
    if (entry === null) throw new ImapProtocolError('the server answered a command that was not sent');
    if (status.code?.name === 'CAPABILITY') this.learnCapabilities(status.code.text);
    if (entry.command.endsReading === true && status.status === 'OK') this.#owner.stopReading();
    this.#idleResponses = 0;
    entry.isAnswered = true;
    if (this.#leave?.entry === entry) this.#giveLeave();
    if (entry.command.within?.state === 'asked') {
      throw new ImapProtocolError(`${entry.command.name} was answered before its mailbox was open`);
    }
    this.inFlight.remove(entry);
    settle(entry, status);
  }

  #stray(line: string): void {
    if (line.trim() === '') return;
    this.#strayLines += 1;
    if (this.#strayLines > STRAY_LINES_MAX) throw new ImapProtocolError('the server sent lines that are no IMAP');
  }

  #giveLeave(): void {
    this.#leave?.give();
    this.#leave = null;
  }
}

function settle(entry: InFlight, status: StatusResponse): void {
  const { selects, within, name } = entry.command;
  if (within?.state === 'refused') return entry.failed(within.error);
  if (status.status === 'OK') {
    if (selects !== undefined) selects.state = 'open';
    return entry.answered(status);
  }
  const error = refusal(status, name);
  if (selects !== undefined) {
    selects.state = 'refused';
    selects.error = error;
  }
  entry.failed(error);
}
