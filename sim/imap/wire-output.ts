/** Gathers answers into large writes, waits while the client does not read, and can be told to fail in the middle. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** Answers are gathered up to this size, so that ten thousand small ones are not ten thousand packets. */
const GATHERED_BYTES_MAX = 64 * 1024;

/** What goes wrong with the answer to one command. */
export interface AnswerFault {
  /** Bytes of the answer, then the end of the connection. */
  readonly cutAfterBytes?: number;
  /** Bytes of its first literal, then the end of the connection. */
  readonly cutLiteralAfterBytes?: number;
  /** Added to the announced size of each literal. */
  readonly lieBytes?: number;
}

export class WireOutput {
  #stream: Duplex;
  #pieces: Buffer[] = [];
  #gathered = 0;
  #fault: AnswerFault = {};
  /** Bytes that may still be sent; null without such a fault. */
  #left: number | null = null;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /** True when a fault has ended the answer: nothing more is sent. */
  get isCut(): boolean {
    return this.#left === 0;
  }

  switchTo(stream: Duplex): void {
    this.#stream = stream;
  }

  /** For everything that is sent until the next call. */
  fail(fault: AnswerFault): void {
    this.#fault = fault;
    this.#left = fault.cutAfterBytes ?? null;
  }

  /** One line; its end is added. */
  line(text: string): void {
    this.raw(`${text}\r\n`);
  }

  /** Text as it is (latin1). */
  raw(text: string): void {
    this.#push(Buffer.from(text, 'latin1'));
  }

  literal(bytes: Buffer): void {
    this.raw(`{${Math.max(0, bytes.length + (this.#fault.lieBytes ?? 0))}}\r\n`);
    const { cutLiteralAfterBytes } = this.#fault;
    if (cutLiteralAfterBytes !== undefined && this.#left === null) this.#left = cutLiteralAfterBytes;
    this.#push(bytes);
  }

  /** Waits when much was gathered. Called between the pieces of a long answer. */
  async breathe(): Promise<void> {
    if (this.#gathered >= GATHERED_BYTES_MAX) await this.flush();
  }

  /** Sends what was gathered. Returns when the stream takes more. */
  async flush(): Promise<void> {
    if (this.#gathered === 0 || this.#stream.destroyed) return;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#gathered = 0;
    if (!this.#stream.write(bytes)) await drained(this.#stream);
  }

  #push(bytes: Buffer): void {
    const sent = this.#left === null ? bytes : bytes.subarray(0, this.#left);
    if (this.#left !== null) this.#left -= sent.length;
    if (sent.length === 0) return;
    this.#pieces.push(sent);
    this.#gathered += sent.length;
  }
}

/** Resolves when the stream takes more, or is closed: a client that goes away never drains. */
async function drained(stream: Duplex): Promise<void> {
  const settled = new AbortController();
  const first = ['drain', 'close'].map((event) =>
    once(stream, event, { signal: settled.signal }).catch(() => undefined),
  );
  await Promise.race(first);
  settled.abort();
}
