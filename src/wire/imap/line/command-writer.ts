/** Writes commands: gathers small pieces into few writes, and keeps the line to one writer at a time. */
import type { Duplex } from 'node:stream';
import type { LineGuard } from '../../../base/byte-pace.ts';

/** A part of a command: text (one character a byte), or a string that must travel as a literal. */
export type Piece = string | { readonly literal: Buffer };

/** From this size on a buffer is written by itself, without being copied. */
const LARGE_BYTES = 32 * 1024;
/** Gathered text and small buffers are written at the latest when they are so many: four TLS records. */
const GATHERED_BYTES_MAX = 64 * 1024;
/** One write at most: a slow line shows that it moves, and what is being encrypted stays in the processor's cache. */
const WRITE_BYTES_MAX = 32 * 1024;

export interface WriterOptions {
  /** What may be written and not yet taken by the network. */
  readonly aheadBytesMax: number;
  /** Null lets everything pass at once. */
  readonly guard: LineGuard | null;
  /** Called whenever the network has taken something. */
  written(): void;
  /** The guard lets nothing pass before. */
  rests(until: Promise<void>): void;
  /** The guard lets nothing pass any more, and says why. */
  refused(error: unknown): void;
}

export class CommandWriter {
  readonly #stream: Duplex;
  readonly #options: WriterOptions;
  readonly #written: (error?: Error | null) => void;
  /** What the guard has not let pass yet. */
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #isPassing = false;
  readonly #over = new AbortController();
  #parts: (string | Buffer)[] = [];
  #gatheredBytes = 0;
  #isFlushPlanned = false;
  #isTaken = false;
  #turns: (() => void)[] = [];
  #broken: { readonly error: unknown } | null = null;
  #roomWanted: { resolve(): void; reject(error: unknown): void } | null = null;

  constructor(stream: Duplex, options: WriterOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#written = (error) => {
      if (error === undefined || error === null) options.written();
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
    const waiting = this.#stream.writableLength + this.#gatheredBytes + this.#heldBytes;
    return waiting <= this.#options.aheadBytesMax;
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
    this.#over.abort(error);
    this.#roomWanted?.reject(error);
    this.#roomWanted = null;
  }

  #write(bytes: Buffer): void {
    const { guard } = this.#options;
    if (this.#broken !== null) return;
    if (guard === null) this.#stream.write(bytes, this.#written);
    else {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
      if (!this.#isPassing) void this.#pass(guard);
    }
  }

  /**
   * One write after the other, each as soon as the network has taken the one before: what lies in a stream is sent by the system, also
   * after a standstill of which nobody knows yet.
   */
  async #pass({ mayStillSend, pace }: LineGuard): Promise<void> {
    this.#isPassing = true;
    try {
      for (let bytes = this.#held.shift(); bytes !== undefined; bytes = this.#held.shift()) {
        const waiting = pace?.take(bytes.length, this.#over.signal) ?? null;
        if (waiting !== null) {
          this.#options.rests(waiting);
          await waiting;
        }
        if (this.#broken !== null) return;
        mayStillSend?.();
        await this.#taken(bytes);
        this.#heldBytes -= bytes.length;
        if (this.hasRoom) this.#drained();
      }
    } catch (error) {
      if (this.#broken === null) this.#options.refused(error);
    } finally {
      this.#isPassing = false;
    }
  }

  /** Resolves when the network has taken it, or never will. */
  #taken(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.write(bytes, (error) => {
        this.#written(error);
        resolve();
      });
    });
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
