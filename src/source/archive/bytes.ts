/** Bytes that can be read from any place: a file on disk, a piece of one, or what was unpacked. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ArchiveError, reasonOf } from './archive-error.ts';

/** Where bytes begin, in a file of this process. */
export interface FilePlace {
  readonly fd: number;
  readonly from: number;
}

export interface Bytes {
  readonly sizeBytes: number;
  /** Good until they are closed. */
  readonly place: FilePlace;
  /** `length` bytes from `at`, in `into` if that has the room; fewer only at the end. Fails with an `ArchiveError`. */
  read(at: number, length: number, into?: Buffer): Promise<Buffer>;
  /** Called once, when nothing more is read. */
  close(): Promise<void>;
}

/** Opens a regular file. A link or a device that took its place since it was listed is not opened. */
export async function openFileBytes(path: string): Promise<Bytes> {
  let file: FileHandle | null = null;
  try {
    // Without O_NONBLOCK the open of a pipe would wait for somebody to write into it.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const { size } = await checkedStat(file);
    return new FileBytes(file, size);
  } catch (error) {
    await file?.close();
    throw new ArchiveError(`it could not be opened: ${reasonOf(error)}`, { cause: error });
  }
}

async function checkedStat(file: FileHandle): Promise<{ readonly size: number }> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new ArchiveError('it is no regular file');
  return stat;
}

class FileBytes implements Bytes {
  readonly #file: FileHandle;
  readonly sizeBytes: number;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  get place(): FilePlace {
    return { fd: this.#file.fd, from: 0 };
  }

  read(at: number, length: number, into?: Buffer): Promise<Buffer> {
    return readFrom(this.#file, at, Math.min(length, this.sizeBytes - at), into);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Reads whole: a read may be short (read(2)) without being at the end. */
export async function readFrom(file: FileHandle, at: number, length: number, into?: Buffer): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const buffer = into !== undefined && into.length >= length ? into : Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw new ArchiveError(`it could not be read: ${reasonOf(error)}`, { cause: error });
  }
  return buffer.subarray(0, filled);
}

/** A part of other bytes. Closing it closes nothing: the whole belongs to somebody else. */
export function sliceOf(whole: Bytes, from: number, sizeBytes: number): Bytes {
  return {
    sizeBytes,
    place: { fd: whole.place.fd, from: whole.place.from + from },
    read: (at, length, into) => whole.read(from + at, Math.max(0, Math.min(length, sizeBytes - at)), into),
    close: async () => undefined,
  };
}

/** What is read from a file at once, and held of it, while it is read forward. */
const BLOCK_BYTES = 256 * 1024;
/** What is read behind a jump: the next look may be another jump. */
const JUMP_BYTES = 32 * 1024;

/**
 * A look at bytes that mostly goes forward: small reads are answered from the block around them. What it gives is good until
 * it is asked again: the same memory is used for each block, or a large file would leave its size in garbage behind it.
 */
export class Window {
  readonly #bytes: Bytes;
  #memory: Buffer | null = null;
  #scratch: Buffer = Buffer.alloc(0);
  #block: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.sizeBytes;
  }

  /** Memory for what is made of a piece, as much as is asked for; the next who asks gets the same. */
  scratch(length: number): Buffer {
    if (this.#scratch.length < length) this.#scratch = Buffer.allocUnsafeSlow(length);
    return this.#scratch;
  }

  /** `length` bytes from `at`, fewer at the end. More than a block of them stay good. */
  async at(at: number, length: number): Promise<Buffer> {
    const inside = at - this.#from;
    const isHeld = inside >= 0 && inside + length <= this.#block.length;
    if (!isHeld) {
      if (length > BLOCK_BYTES) return this.#bytes.read(at, length);
      await this.#load(at, length);
    }
    const start = at - this.#from;
    return this.#block.subarray(start, start + length);
  }

  /** What the block around `at` has from there on; empty only at the end. */
  async from(at: number): Promise<Buffer> {
    const inside = at - this.#from;
    if (inside >= 0 && inside < this.#block.length) return this.#block.subarray(inside);
    if (at >= this.sizeBytes) return Buffer.alloc(0);
    await this.#load(at, 1);
    return this.#block;
  }

  /** A range in pieces. Fails when the file has become shorter. */
  async *range(from: number, until: number): AsyncGenerator<Buffer> {
    for (let at = from; at < until; ) {
      const piece = (await this.from(at)).subarray(0, until - at);
      if (piece.length === 0) throw new ArchiveError('it became shorter while it was read');
      yield piece;
      at += piece.length;
    }
  }

  /** The same for whoever keeps the pieces. */
  async *copies(from: number, until: number): AsyncGenerator<Buffer> {
    for await (const piece of this.range(from, until)) yield Buffer.from(piece);
  }

  async #load(at: number, lengthMin: number): Promise<void> {
    this.#memory ??= Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, Math.max(1, this.sizeBytes)));
    const isForward = at >= this.#from && at <= this.#from + this.#block.length;
    const length = isForward ? BLOCK_BYTES : Math.max(JUMP_BYTES, lengthMin);
    this.#block = this.#block.subarray(0, 0);
    this.#block = await this.#bytes.read(at, Math.min(length, this.#memory.length), this.#memory);
    this.#from = at;
  }
}
