/** Bytes that can be read from any place: a file on disk, a piece of one, or what was unpacked. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ArchiveError, reasonOf } from './archive-error.ts';

export interface Bytes {
  readonly sizeBytes: number;
  /** `length` bytes from `at`; fewer only at the end. Fails with an `ArchiveError`. */
  read(at: number, length: number): Promise<Buffer>;
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

  read(at: number, length: number): Promise<Buffer> {
    return readFrom(this.#file, at, Math.min(length, this.sizeBytes - at));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Reads whole: a read may be short (read(2)) without being at the end. */
export async function readFrom(file: FileHandle, at: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const buffer = Buffer.allocUnsafeSlow(length);
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
    read: (at, length) => whole.read(from + at, Math.max(0, Math.min(length, sizeBytes - at))),
    close: async () => undefined,
  };
}

/** What is read from a file at once. Two of them are in memory for each file that is being read. */
const BLOCK_BYTES = 256 * 1024;

/** A look at bytes that mostly goes forward: small reads are answered from the block around them. */
export class Window {
  readonly #bytes: Bytes;
  #block: Buffer = Buffer.alloc(0);
  #from = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.sizeBytes;
  }

  /** `length` bytes from `at`, fewer at the end. Nobody changes them afterwards. */
  async at(at: number, length: number): Promise<Buffer> {
    const inside = at - this.#from;
    const isHeld = inside >= 0 && inside + length <= this.#block.length;
    if (!isHeld) {
      if (length >= BLOCK_BYTES) return this.#bytes.read(at, length);
      this.#block = await this.#bytes.read(at, BLOCK_BYTES);
      this.#from = at;
    }
    const start = at - this.#from;
    return this.#block.subarray(start, start + length);
  }

  /** What the block around `at` has from there on; empty only at the end. */
  async from(at: number): Promise<Buffer> {
    const inside = at - this.#from;
    if (inside >= 0 && inside < this.#block.length) return this.#block.subarray(inside);
    if (at >= this.sizeBytes) return Buffer.alloc(0);
    return this.at(at, BLOCK_BYTES - 1);
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
}
