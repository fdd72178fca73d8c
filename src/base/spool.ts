/** Keeps what is too large for memory in a file until it was used. Mail is private: only the owner may read the file. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './problem.ts';
import type { Random } from './random.ts';

/** Bytes in a file. The same shape as spooled content of an item. */
export interface Spooled {
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, computed while they were written. */
  readonly sha256: Buffer;
  /** The bytes from the first one on. May be called again, until `drop`. */
  open(): AsyncIterable<Buffer>;
  /** Removes the file. May be called twice. */
  drop(): Promise<void>;
}

/**
 * Writes the stream into a new file of the folder, which must exist. When the stream fails, the file is removed and the
 * stream's error thrown. Fails with `spool.not-writable` when the disk is full or the folder closed.
 */
export async function spool(
  chunks: AsyncIterable<Buffer>,
  place: { readonly folder: string; readonly random: Random },
): Promise<Spooled> {
  const path = join(place.folder, `${place.random.id()}.spool`);
  const drop = (): Promise<void> => rm(path, { force: true });
  const file = await onDisk(place.folder, () => open(path, 'wx', 0o600));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await onDisk(place.folder, () => writeAll(file, chunk));
      sizeBytes += chunk.length;
    }
    await onDisk(place.folder, () => file.close());
  } catch (error) {
    await file.close().catch(() => undefined); // the first error is the one to tell
    await drop();
    throw error;
  }
  return { sizeBytes, sha256: hash.digest(), open: () => bytesOf(path), drop };
}

/** One read from the file: large enough that the disk is not the brake. */
const READ_BYTES = 256 * 1024;

/** Opens the file with the first byte that is asked for, so that nobody has to close what was never read. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: READ_BYTES });
}

/** A write may be short (write(2)), and `filehandle.write` then says so instead of going on. */
async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

async function onDisk<T>(folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('spool.not-writable', { folder, reason }, { cause: error });
  }
}
