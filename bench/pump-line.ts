/** One IMAP connection of the pump: tagged commands out, lines and literals in, nothing understood and nothing limited. */
import { connect, type TLSSocket } from 'node:tls';

export interface Endpoint {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly ca: string;
}

/** Called as an answer comes in: the text before a literal, the literal's parts, and then what follows. */
export interface Listener {
  line?(text: string): void;
  /** A literal of so many bytes begins after this text. */
  literal?(before: string, bytes: number): void;
  part?(bytes: Buffer): void;
}

export class PumpLine {
  readonly socket: TLSSocket;
  listener: Listener = {};
  #text = '';
  #literalLeft = 0;
  #count = 0;
  readonly #waiting = new Map<string, { resolve: (text: string) => void; reject: (error: Error) => void }>();

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
    socket.on('error', (error) => this.#fail(error));
  }

  static async open(endpoint: Endpoint): Promise<PumpLine> {
    const { port, ca } = endpoint;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
    socket.setNoDelay(true);
    const line = new PumpLine(socket);
    await line.command(`LOGIN "${endpoint.user}" "${endpoint.password}"`);
    return line;
  }

  /** Sends a command and resolves with its tagged answer; a refusal rejects. */
  command(text: string): Promise<string> {
    const { tag, answer } = this.begin();
    this.socket.write(`${tag} ${text}\r\n`);
    return answer;
  }

  /** A tag for a command that the caller writes, and the answer to it. */
  begin(): { readonly tag: string; readonly answer: Promise<string> } {
    const tag = `p${++this.#count}`;
    const answer = new Promise<string>((resolve, reject) => this.#waiting.set(tag, { resolve, reject }));
    return { tag, answer };
  }

  end(): void {
    this.socket.removeAllListeners('close');
    this.socket.end('z LOGOUT\r\n');
    this.socket.resume();
  }

  #take(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.#literalLeft > 0) {
        const part = bytes.subarray(from, from + this.#literalLeft);
        this.#literalLeft -= part.length;
        from += part.length;
        this.listener.part?.(part);
        continue;
      }
      const end = bytes.indexOf(0x0a, from);
      this.#text += bytes.toString('latin1', from, end < 0 ? bytes.length : end + 1);
      if (end < 0) return;
      from = end + 1;
      this.#takeLine();
    }
  }

  #takeLine(): void {
    const text = this.#text.slice(0, -2);
    this.#text = '';
    const literal = /\{(\d+)\}$/.exec(text);
    if (literal !== null) {
      this.#literalLeft = Number(literal[1]);
      this.listener.literal?.(text, this.#literalLeft);
      return;
    }
    const tag = text.slice(0, text.indexOf(' '));
    const waiting = this.#waiting.get(tag);
    if (waiting === undefined) return this.listener.line?.(text);
    this.#waiting.delete(tag);
    if (text.startsWith(`${tag} OK`)) waiting.resolve(text);
    else waiting.reject(new Error(text));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
