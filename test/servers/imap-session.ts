/**
 * The plainest way to speak to a test server: one command, then its answer. It shares nothing with the product's client,
 * so that an error of that client cannot hide behind it. For loopback and trusted servers only: nothing is limited.
 */
import { connect, type Socket } from 'node:net';
import type { FolderPath } from '../../src/model/folder.ts';

export interface ImapServer {
  readonly imapPort: number;
  readonly separator: string;
  readonly prefix: string;
}

/** A slow machine under load needs many seconds for thousands of messages. */
const ANSWER_SECONDS_MAX = 60;

export class ImapSession {
  readonly #socket: Socket;
  readonly #server: ImapServer;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #failure: Error | null = null;
  #count = 0;

  private constructor(socket: Socket, server: ImapServer) {
    this.#socket = socket;
    this.#server = server;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    socket.on('close', () => this.#end(new Error('the server closed the connection')));
    socket.on('error', (error) => this.#end(error));
    socket.on('timeout', () => socket.destroy(new Error(`the server was silent for ${ANSWER_SECONDS_MAX} seconds`)));
  }

  static async open(server: ImapServer, user: string, password: string): Promise<ImapSession> {
    const socket = connect({ port: server.imapPort, host: '127.0.0.1', noDelay: true });
    const session = new ImapSession(socket, server);
    await session.#until('\r\n', 0);
    session.#received = Buffer.alloc(0);
    await session.command(`LOGIN ${quoted(user)} ${quoted(password)}`);
    return session;
  }

  /** Sends a command, with a literal behind it where one is given, and resolves with everything the server said. */
  async command(line: string, literal?: Buffer): Promise<string> {
    const tag = `t${++this.#count}`;
    this.#received = Buffer.alloc(0);
    const suffix = literal === undefined ? '' : ` {${literal.length}+}`;
    this.#socket.write(`${tag} ${line}${suffix}\r\n`);
    if (literal !== undefined) this.#socket.write(Buffer.concat([literal, Buffer.from('\r\n')]));
    const begin = await this.#until(`${tag} `, 0);
    const end = await this.#until('\r\n', begin);
    const said = this.#received.toString('latin1', 0, end);
    if (!said.startsWith(`${tag} OK`, begin)) throw new Error(`${line}: ${said.slice(begin)}`);
    return said.slice(0, begin);
  }

  /** The name of a folder as the server spells it, quoted for a command. */
  mailbox(path: FolderPath): string {
    const isInbox = path.length === 1 && path[0]?.toUpperCase() === 'INBOX';
    const name = path.map(encodeUtf7).join(this.#server.separator);
    return quoted(isInbox ? 'INBOX' : this.#server.prefix + name);
  }

  async close(): Promise<void> {
    this.#socket.end();
    this.#socket.destroy();
  }

  /** The place of a text that begins a line, or ends one, once it has come. */
  async #until(text: string, from: number): Promise<number> {
    // Only while something is waited for: between commands a session may lie idle.
    this.#socket.setTimeout(ANSWER_SECONDS_MAX * 1000);
    for (;;) {
      const found = this.#find(text, from);
      if (found >= 0) {
        this.#socket.setTimeout(0);
        return found;
      }
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #find(text: string, from: number): number {
    if (text === '\r\n' || this.#received.indexOf(text) === 0) return this.#received.indexOf(text, from);
    const line = this.#received.indexOf(`\r\n${text}`, from);
    return line < 0 ? -1 : line + 2;
  }

  #end(failure: Error): void {
    this.#failure ??= failure;
    this.#wake();
  }
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Modified UTF-7 (RFC 3501 §5.1.3): what is not printable ASCII becomes base64 of UTF-16 between `&` and `-`. */
export function encodeUtf7(text: string): string {
  return text.replaceAll(/&|[^\u0020-\u007e]+/g, (part) => {
    if (part === '&') return '&-';
    const base64 = Buffer.from(part, 'utf16le').swap16().toString('base64');
    return `&${base64.replaceAll('=', '').replaceAll('/', ',')}-`;
  });
}
