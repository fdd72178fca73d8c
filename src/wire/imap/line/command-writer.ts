/** Writes commands: gathers small pieces into few writes, and keeps the line to one writer at a time. */
import type { Duplex } from 'node:stream';

/** A part of a command: text (one character a byte), or a string that must travel as a literal. */
export type Piece = string | { readonly literal: Buffer };

/** From this size on a buffer is written by itself, without being copied. */
const LARGE_BYTES = 32 * 1024;
/** Gathered text and small buffers are written at the latest when they are so many: four TLS records. */
const GATHERED_BYTES_MAX = 64 * 1024;
/** One write at most: a slow line shows that it moves, and what is being encrypted stays in the processor's cache. */
const WRITE_BYTES_MAX = 32 * 1024;

export class CommandWriter {
  readonly #stream: Duplex;
  readonly #aheadBytesMax: number;
  readonly #written: (error?: Error | null) => void;
  #parts: (string | Buffer)[] = [];
  #gatheredBytes = 0;
  #isFlushPlanned = false;
  #isTaken = false;
  #turns: (() => void)[] = [];
  #broken: { readonly error: unknown } | null = null;
  #roomWanted: { resolve(): void; reject(error: unknown): void } | null = null;

  /** `written` is called whenever the network has taken something. */
  constructor(stream: Duplex, aheadBytesMax: number, written: () => void) {
    this.#stream = stream;
    this.#aheadBytesMax = aheadBytesMax;
    this.#written = (error) => {
      if (error === undefined || error === null) written();
    };
    stream.on('drain', () => this.#drained());
  }

  /** True while somebody has taken the line for a command that is not written in one go. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Waits for the turn of the caller, in the order of the calls, and keeps the line until `give`. */
  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#isTaken = true;
  }

  give(): void {
    const next = this.#turns.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }

  text(text: string): void {
    this.#gather(text, text.length);
  }

  bytes(bytes: Buffer): void {
    if (bytes.length < LARGE_BYTES) return this.#gather(bytes, bytes.length);
    this.flush();
    for (let at = 0; at < bytes.length; at += WRITE_BYTES_MAX) this.#write(bytes.subarray(at, at + WRITE_BYTES_MAX));
  }

  flush(): void {
    const parts = this.#parts;
    const size = this.#gatheredBytes;
    if (size === 0) return;
    this.#parts = [];
    this.#gatheredBytes = 0;
    this.#write(joined(parts, size));
  }

  get hasRoom(): boolean {
    return this.#stream.writableLength + this.#gatheredBytes <= this.#aheadBytesMax;
  }

  /** Resolves when less than the bound waits to be written. One waiter at a time: the holder of the line. */
  async room(): Promise<void> {
    this.flush();
    if (this.#broken !== null) throw this.#broken.error;
    if (this.hasRoom) return;
    await new Promise<void>((resolve, reject) => {
      this.#roomWanted = { resolve, reject };
    });
  }

  /** Nothing is written any more; who waits for room gets the error. */
  break(error: unknown): void {
    this.#broken = { error };
    this.#roomWanted?.reject(error);
    this.#roomWanted = null;
  }

  #write(bytes: Buffer): void {
    if (this.#broken === null) this.#stream.write(bytes, this.#written);
  }

  #gather(part: string | Buffer, size: number): void {
    this.#parts.push(part);
    this.#gatheredBytes += size;
    if (this.#gatheredBytes >= GATHERED_BYTES_MAX) this.flush();
    else if (!this.#isFlushPlanned) {
      this.#isFlushPlanned = true;
      // Behind the promises of this turn, so that commands given one after the other leave together.
      setImmediate(() => {
        this.#isFlushPlanned = false;
        this.flush();
      });
    }
  }

  #drained(): void {
    this.#roomWanted?.resolve();
    this.#roomWanted = null;
  }
}

function joined(parts: readonly (string | Buffer)[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) at += typeof part === 'string' ? bytes.write(part, at, 'latin1') : part.copy(bytes, at);
  return bytes;
}
