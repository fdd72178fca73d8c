/** One connection: reads command after command, lets the fault script strike, and answers. */
import type { Duplex } from 'node:stream';
import { unreachable } from '../../src/base/assert.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Account, Mailbox } from './account.ts';
import { COMMANDS } from './commands/table.ts';
import type { FaultAction, FaultScript } from './fault.ts';
import { parseCommand, SyntaxProblem } from './grammar.ts';
import { decodeName, encodeName } from './names.ts';
import { type Feature, type ImapServerOptions, MESSAGE_BYTES_MAX } from './options.ts';
import { type CommandPart, type RawCommand, WireError, WireInput } from './wire-input.ts';
import { WireOutput } from './wire-output.ts';

/** What all connections of a server share. */
export interface Shared {
  readonly options: ImapServerOptions;
  readonly features: ReadonlySet<Feature>;
  readonly separator: string | null;
  readonly prefix: string;
  readonly clock: Clock;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  faults(): FaultScript;
  record(connection: number, line: string): void;
  secure(stream: Duplex): Promise<Duplex>;
}

/** The mailbox of this connection, as the client has been told it is. */
export interface Selected {
  readonly mailbox: Mailbox;
  readonly isReadOnly: boolean;
  /** UIDs by sequence number, starting with that of message 1. */
  uids: number[];
  removals: number;
}

export class Session {
  readonly shared: Shared;
  readonly connection: number;
  readonly out: WireOutput;
  readonly input: WireInput;
  /** Names given to ENABLE, and CONDSTORE when it was enabled by its use (RFC 7162 §3.1). */
  readonly enabled = new Set<string>();
  isSecure: boolean;
  isEnding = false;
  /** Set by STARTTLS: its own answer still goes out in the clear. */
  wantsTls = false;
  account: Account | null = null;
  selected: Selected | null = null;
  #stream: Duplex;

  constructor(shared: Shared, connection: number, stream: Duplex, isSecure: boolean) {
    this.shared = shared;
    this.connection = connection;
    this.isSecure = isSecure;
    this.#stream = stream;
    this.out = new WireOutput(stream);
    this.input = new WireInput(stream, {
      messageBytesMax: shared.options.messageBytesMax ?? MESSAGE_BYTES_MAX,
      takesLiteralPlus: shared.features.has('LITERAL+'),
      takesLiteralMinus: shared.features.has('LITERAL-'),
      sendContinuation: () => this.continue(''),
      startCommand: (line) => {
        const cut = shared.faults().strikeEarly(line);
        if (cut !== null) this.input.cutAfter(cut.afterBytes);
      },
    });
  }

  /** Serves the client until either side ends the connection. */
  async run(): Promise<void> {
    try {
      await this.#answer({ tag: '*', line: 'CONNECT', parts: ['CONNECT'], refusal: null });
      while (!this.isEnding) {
        if (this.input.isDrained) await this.out.flush();
        const command = await this.input.readCommand();
        if (command === null) break;
        await this.#answer(command);
        if (this.wantsTls) await this.#startTls();
      }
    } catch (error) {
      if (error instanceof WireError) this.out.line(`* BYE ${error.message}`);
      else if (!this.#stream.destroyed && !this.shared.signal.aborted) throw error;
    } finally {
      await this.out.flush();
      this.#stream.end(() => this.#stream.destroy());
    }
  }

  has(feature: Feature): boolean {
    return this.shared.features.has(feature);
  }

  /** Asks the client to go on (RFC 9051 §7.5). */
  async continue(text: string): Promise<void> {
    this.out.line(`+ ${text}`);
    await this.out.flush();
  }

  /** Counts a command that changed something. */
  wrote(): void {
    if (this.account !== null) this.account.writesCount += 1;
  }

  /** A mailbox name as the client sent it, as the store has it: UTF-8 only after ENABLE UTF8=ACCEPT (RFC 6855 §3). */
  nameFromClient(sent: string): string {
    return this.enabled.has('UTF8=ACCEPT') ? encodeName(Buffer.from(sent, 'latin1').toString('utf8')) : sent;
  }

  nameForClient(wireName: string): string {
    if (!this.enabled.has('UTF8=ACCEPT')) return wireName;
    return Buffer.from(decodeName(wireName) ?? wireName, 'utf8').toString('latin1');
  }

  async #startTls(): Promise<void> {
    this.wantsTls = false;
    await this.out.flush();
    this.#stream = await this.shared.secure(this.#stream);
    this.isSecure = true;
    this.out.switchTo(this.#stream);
    this.input.switchTo(this.#stream);
  }

  async #answer(command: RawCommand): Promise<void> {
    const { tag, line, parts, refusal } = command;
    if (tag !== '*') this.shared.record(this.connection, redacted(line));
    const fault = this.shared.faults().strike(line, literalsOf(parts));
    if (fault !== null && (await this.#strikesBefore(fault, tag))) return;
    const answer = refusal ?? (await this.#run(command));
    const text = fault?.is === 'answer' && fault.when === 'after' ? fault.text : answer;
    if (fault?.is === 'close' && fault.when === 'after') this.isEnding = true;
    else if (fault?.is === 'silence' && fault.when === 'after') await this.#beSilent();
    else this.#end(tag, text);
    if (this.out.isCut) this.isEnding = true;
    else this.out.fail({});
  }

  /** Does what the fault asks for before the command is done. True when the command is then over. */
  async #strikesBefore(fault: FaultAction, tag: string): Promise<boolean> {
    switch (fault.is) {
      case 'answer':
        if (fault.when === 'before') this.#end(tag, fault.text);
        return fault.when === 'before';
      case 'close':
        this.isEnding = fault.when === 'before';
        return this.isEnding;
      case 'silence':
        if (fault.when === 'before') await this.#beSilent();
        return fault.when === 'before';
      case 'send-first':
      case 'send-instead':
        this.out.raw(fault.bytes);
        return fault.is === 'send-instead';
      case 'delay':
        await this.out.flush();
        await this.shared.clock.sleep(fault.ms, this.shared.signal);
        return false;
      case 'renumber':
        this.account?.mailbox(fault.mailbox).renumber();
        return false;
      case 'lie':
        this.out.fail({ lieBytes: fault.bytes });
        return false;
      case 'cut-answer':
        await this.out.flush();
        this.out.fail({ cutAfterBytes: fault.afterBytes });
        return false;
      case 'cut-literal':
        this.out.fail({ cutLiteralAfterBytes: fault.afterBytes });
        return false;
      case 'cut-command':
        return false;
      default:
        return unreachable(fault);
    }
  }

  #end(tag: string, text: string): void {
    if (/^BYE\b/.test(text)) {
      this.isEnding = true;
      this.out.line(`* ${text}`);
    } else {
      this.out.line(`${tag} ${text}`);
    }
  }

  async #beSilent(): Promise<void> {
    await this.out.flush();
    this.isEnding = true;
    await new Promise<void>((resolve) => {
      this.#stream.once('close', resolve);
      this.shared.signal.addEventListener('abort', () => resolve(), { once: true });
      this.#stream.resume();
    });
  }

  async #run({ line, parts }: RawCommand): Promise<string> {
    if (line === 'CONNECT') return `OK [CAPABILITY ${capabilities(this).join(' ')}] ready`;
    try {
      const { name, tokens } = parseCommand(parts);
      const command = COMMANDS[name];
      if (command === undefined) return 'BAD unknown command';
      if (command.needs === 'account' && this.account === null) return 'BAD sign in first';
      if (command.needs === 'mailbox' && this.selected === null) return 'BAD select a mailbox first';
      return await command.run(this, tokens, name);
    } catch (error) {
      if (error instanceof SyntaxProblem) return `BAD ${error.message}`;
      throw error;
    }
  }
}

/** What the server offers to this connection now. */
export function capabilities(session: Session): readonly string[] {
  const { options, features } = session.shared;
  const list: string[] = ['IMAP4rev1', 'AUTH=PLAIN', 'AUTH=XOAUTH2', ...features];
  if (options.messageBytesMax !== undefined) list.push(`APPENDLIMIT=${options.messageBytesMax}`);
  if (options.startTls !== undefined && !session.isSecure) list.push('STARTTLS');
  return list;
}

function literalsOf(parts: readonly CommandPart[]): readonly Buffer[] {
  return parts.flatMap((part) => (typeof part === 'string' || part.bytes === null ? [] : [part.bytes]));
}

/** No password or token goes into the journal. */
function redacted(line: string): string {
  return line.replace(/^(LOGIN \S+|AUTHENTICATE \S+) .*/is, '$1 •••');
}
