/** Where compressed files are unpacked: one file without a name, so that all of it can be read from any place. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../base/problem.ts';
import { ArchiveError, reasonOf } from '../archive-error.ts';
import { type Bytes, readFrom } from '../bytes.ts';

/** Everything that one archive unpacks. Ten times the largest mailbox of the source. */
const EXPANDED_BYTES_MAX = 256 * 1024 ** 3;
/** Mail packs to a third, a table of one word to a hundredth. What grows more was made to. */
const RATIO_MAX = 250;
/** Small files may grow as they like. */
const RATIO_FROM_BYTES = 16 * 1024 * 1024;

/** What may come out of one container, all its files together. */
export class Budget {
  readonly #packedBytes: number;
  #expandedBytes = 0;

  constructor(packedBytes: number) {
    this.#packedBytes = packedBytes;
  }

  /** Fails with an `ArchiveError` when more comes out than any honest container holds. */
  spend(bytes: number): void {
    this.#expandedBytes += bytes;
    if (this.#expandedBytes > EXPANDED_BYTES_MAX) {
      throw new ArchiveError(`more than ${EXPANDED_BYTES_MAX} bytes came out of its archive`);
    }
    checkRatio(this.#expandedBytes, this.#packedBytes);
  }
}

/** Fails with an `ArchiveError` for a bomb. */
export function checkRatio(expandedBytes: number, packedBytes: number): void {
  if (expandedBytes > RATIO_FROM_BYTES && expandedBytes > RATIO_MAX * packedBytes) {
    throw new ArchiveError(`it unpacks to more than ${RATIO_MAX} times its size, which no mail does`);
  }
}

export interface Expanded {
  readonly bytes: Bytes;
  /** Why there is not more of it; null when it is whole. */
  readonly cutShort: string | null;
}

export class Expansion {
  readonly #folder: string;
  #file: Promise<FileHandle> | null = null;
  #end = 0;
  /** One file is unpacked after the other: all of them go to the end of the same file. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a stream up to its end, or up to its first error. Fails with `spool.not-writable`. */
  add(stream: AsyncIterable<Buffer>, signal: AbortSignal): Promise<Expanded> {
    const added = this.#turn.then(() => this.#add(stream, signal));
    this.#turn = added.catch((error: unknown) => error);
    return added;
  }

  /** Gives back what was added last; nobody reads it any more. */
  async close(): Promise<void> {
    await this.#turn;
    await (await this.#file)?.close();
    this.#file = null;
  }

  async #add(stream: AsyncIterable<Buffer>, signal: AbortSignal): Promise<Expanded> {
    signal.throwIfAborted();
    const file = await this.#opened();
    const from = this.#end;
    let at = from;
    let cutShort: string | null = null;
    const pieces = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await pieces.next();
        if (next.done === true) break;
        signal.throwIfAborted();
        await this.#write(file, next.value, at);
        at += next.value.length;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure) throw error;
      cutShort = reasonOf(error);
    } finally {
      await pieces.return?.();
    }
    this.#end = at;
    const sizeBytes = at - from;
    const read: Bytes['read'] = (offset, length, into) =>
      readFrom(file, from + offset, Math.max(0, Math.min(length, sizeBytes - offset)), into);
    return { bytes: { sizeBytes, place: { fd: file.fd, from }, read, close: async () => undefined }, cutShort };
  }

  #opened(): Promise<FileHandle> {
    this.#file ??= this.#onDisk(async () => {
      const own = await mkdtemp(join(this.#folder, 'godwit-spool-'));
      try {
        return await open(join(own, 'content'), 'wx+', 0o600);
      } finally {
        // The file lives for as long as it is open.
        await rm(own, { recursive: true });
      }
    });
    return this.#file;
  }

  async #write(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
    await this.#onDisk(async () => {
      // A write may be short (write(2)), and then says so instead of going on.
      for (let written = 0; written < bytes.length; ) {
        written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
      }
    });
  }

  async #onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new Failure('spool.not-writable', { folder: this.#folder, reason: reasonOf(error) }, { cause: error });
    }
  }
}
