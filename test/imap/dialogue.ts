/** A raw client for tests of the simulated server: it sends bytes and gives back lines, and knows no IMAP but literals. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { onTestFinished } from 'vitest';
import { Account } from '../../sim/imap/account.ts';
import type { ImapServerOptions } from '../../sim/imap/options.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';

export interface Dialogue {
  /** Sends text (latin1) or bytes as they are. */
  send(bytes: string | Buffer): void;
  /** The next line with its literals in place, without its end. Null when the server has closed the connection. */
  line(): Promise<string | null>;
  /** Sends `tag command`, each `%s` in it as a literal, and gives all lines up to the tagged one; those up to the end when the server closes first. */
  ask(command: string, ...literals: readonly Buffer[]): Promise<readonly string[]>;
  /** Everything until the server closes. */
  rest(): Promise<string>;
  /** Goes on over TLS, trusting `ca`. */
  secure(ca: string): Promise<void>;
  close(): void;
}

/** Connects, over TLS when `ca` is given. The greeting is the first line. */
async function openDialogue(port: number, options: { readonly ca?: string } = {}): Promise<Dialogue> {
  const socket =
    options.ca === undefined
      ? createConnection({ host: '127.0.0.1', port, noDelay: true })
      : connectTls({ host: '127.0.0.1', port, ca: options.ca, servername: 'localhost' });
  await once(socket, options.ca === undefined ? 'connect' : 'secureConnect');
  return new SocketDialogue(socket);
}

class SocketDialogue implements Dialogue {
  #socket: Duplex;
  #chunks: AsyncIterator<Buffer>;
  #held = '';
  #tags = 0;

  constructor(socket: Socket) {
    this.#socket = socket.on('error', () => undefined);
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  async line(): Promise<string | null> {
    let text = '';
    for (;;) {
      const piece = await this.#until(endOfLine);
      if (piece === null) return text === '' ? null : text;
      text += piece;
      const announced = /\{(\d+)\}\r\n$/.exec(piece);
      if (announced === null) return text.slice(0, -2);
      const size = Number(announced[1]);
      text += (await this.#until((held) => (held.length >= size ? size : null))) ?? '';
    }
  }

  async ask(command: string, ...literals: readonly Buffer[]): Promise<readonly string[]> {
    const tag = `T${++this.#tags}`;
    const pieces = command.split('%s');
    for (const [index, piece] of pieces.entries()) {
      const literal = index < pieces.length - 1 ? literals[index] : undefined;
      this.send(
        `${index === 0 ? `${tag} ` : ''}${piece}${literal === undefined ? '\r\n' : `{${literal.length}+}\r\n`}`,
      );
      if (literal !== undefined) this.send(literal);
    }
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      if (line === null) return lines;
      if (line.startsWith(`${tag} `)) return [...lines, line.slice(tag.length + 1)];
      lines.push(line);
    }
  }

  async rest(): Promise<string> {
    await this.#until(() => null);
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  async secure(ca: string): Promise<void> {
    const upgraded = connectTls({ socket: this.#socket, ca, servername: 'localhost' });
    await once(upgraded, 'secureConnect');
    this.#socket = upgraded;
    this.#chunks = upgraded[Symbol.asyncIterator]();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Takes as many characters as `endOf` finds; null (and nothing taken) when the server closes before it finds an end. */
  async #until(endOf: (held: string) => number | null): Promise<string | null> {
    for (;;) {
      const end = endOf(this.#held);
      if (end !== null) {
        const taken = this.#held.slice(0, end);
        this.#held = this.#held.slice(end);
        return taken;
      }
      const next = await this.#chunks.next().catch(() => null); // a broken connection is an ended one here
      if (next === null || next.done === true) return null;
      this.#held += next.value.toString('latin1');
    }
  }
}

function endOfLine(held: string): number | null {
  const at = held.indexOf('\r\n');
  return at < 0 ? null : at + 2;
}

/** A server with one account, which ends with the test. */
export async function startSim(options: Partial<ImapServerOptions> = {}): Promise<Sim> {
  const account = new Account({ user: 'ann', password: 'pw', token: 'tok' });
  const server = await startImapServer({ accounts: [account], ...options });
  onTestFinished(() => server.stop());
  return { account, server };
}

export interface Sim {
  readonly account: Account;
  readonly server: RunningImapServer;
}

/** A dialogue that ends with the test. The greeting is still to be read. */
export async function connectTo(server: RunningImapServer, ca?: string): Promise<Dialogue> {
  const dialogue = await openDialogue(server.port, ca === undefined ? {} : { ca });
  onTestFinished(() => dialogue.close());
  return dialogue;
}

/** A server and a dialogue that is signed in. */
export async function signedIn(
  options: Partial<ImapServerOptions> = {},
): Promise<Sim & { readonly dialogue: Dialogue }> {
  const { account, server } = await startSim(options);
  const dialogue = await connectTo(server);
  await dialogue.line();
  await dialogue.ask('LOGIN ann pw');
  return { account, server, dialogue };
}
