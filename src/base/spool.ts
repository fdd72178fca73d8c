/** Content on its way: held in memory while it is small, in a file without a name once it is not. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELD_BYTES_MAX } from './limits.ts';
import { Failure } from './problem.ts';

/** What is written at once. */
const BLOCK_BYTES = 1024 * 1024;
/** What is read from the file at once. */
const READ_BYTES = 256 * 1024;

/** The `Content` of the model, which this room does not know. */
export type Collected =
  | { readonly is: 'held'; readonly bytes: Buffer }
  | {
      readonly is: 'spooled';
      readonly sizeBytes: number;
      readonly sha256: Buffer;
      readonly hasNul: boolean;
      open(): AsyncIterable<Buffer>;
      drop(): Promise<void>;
    };

export interface ContentWriter {
  /** Takes bytes in order. The buffer may be used again when the promise is kept. Fails with `spool.not-writable`. */
  write(bytes: Buffer): Promise<void>;
  /** All of it was written. Whoever gets spooled content drops it. */
  end(): Promise<Collected>;
  /** What was written is not wanted. Nothing is called after it. */
  discard(): Promise<void>;
}

/**
 * Collects the bytes of one item. Above `HELD_BYTES_MAX` they go to a file in `folder` (the system's folder for temporary
 * files by default) that has lost its name before the first byte is in it, so that a killed process leaves nothing behind.
 */
export function contentWriter(folder: string = tmpdir()): ContentWriter {
  return new Collector(folder);
}

class Collector implements ContentWriter {
  readonly #folder: string;
  /** All of it, while it is small. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #spool: Spool | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#bytes += bytes.byteLength;
    if (this.#bytes <= HELD_BYTES_MAX) this.#pieces.push(Buffer.from(bytes));
    else await this.#onDisk((spool) => spool.add(bytes));
  }

  async end(): Promise<Collected> {
    if (this.#bytes <= HELD_BYTES_MAX) return { is: 'held', bytes: Buffer.concat(this.#pieces) };
    const { file, ...seen } = await this.#onDisk((spool) => spool.end());
    const sizeBytes = this.#bytes;
    return { is: 'spooled', sizeBytes, ...seen, open: () => readAll(file, sizeBytes), drop: () => file.close() };
  }

  async discard(): Promise<void> {
    this.#pieces = [];
    await this.#spool?.file.close();
  }

  async #onDisk<T>(work: (spool: Spool) => Promise<T>): Promise<T> {
    try {
      this.#spool ??= new Spool(await namelessFile(this.#folder));
      const pieces = this.#pieces;
      this.#pieces = [];
      for (const piece of pieces) await this.#spool.add(piece);
      return await work(this.#spool);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure('spool.not-writable', { folder: this.#folder, reason }, { cause: error });
    }
  }
}

/** A file that is written in blocks: pieces come as small as a TLS record, and each write is a trip to another thread. */
class Spool {
  readonly file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #hasNul = false;

  constructor(file: FileHandle) {
    this.file = file;
  }

  async add(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    this.#hasNul ||= bytes.includes(0);
    for (let at = 0; at < bytes.byteLength; ) {
      const copied = bytes.copy(this.#block, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === BLOCK_BYTES) await this.#flush();
    }
  }

  async end(): Promise<{ readonly file: FileHandle; readonly sha256: Buffer; readonly hasNul: boolean }> {
    await this.#flush();
    return { file: this.file, sha256: this.#hash.digest(), hasNul: this.#hasNul };
  }

  /** A write may be short (write(2)), and then says so instead of going on. */
  async #flush(): Promise<void> {
    for (let at = 0; at < this.#filled; ) {
      at += (await this.file.write(this.#block, at, this.#filled - at)).bytesWritten;
    }
    this.#filled = 0;
  }
}

/** The file lives for as long as it is open. */
async function namelessFile(folder: string): Promise<FileHandle> {
  const own = await mkdtemp(join(folder, 'godwit-spool-'));
  try {
    return await open(join(own, 'content'), 'wx+', 0o600);
  } finally {
    await rm(own, { recursive: true });
  }
}

async function* readAll(file: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; ) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, at);
    if (bytesRead === 0) throw new Error('the spool file is shorter than what was written into it');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
