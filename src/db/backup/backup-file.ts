/**
 * The file of a backup: a tar in gzip, so that it can be looked into without Godwit. It begins with what it is and ends with
 * the list of its parts and their hashes, so that one that was cut short is never taken for whole.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { Failure } from '../../base/problem.ts';

export interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface PartWriter {
  add(name: string, bytes: Buffer): Promise<void>;
  /** What was added so far. */
  readonly parts: readonly Part[];
}

/** What lies between good compression and a fast one: a ledger becomes a fifth. */
const GZIP_LEVEL = 3;
/** Far above what is written: one row of a table may be larger than the others. */
const PART_BYTES_MAX = 1024 * 1024 * 1024;

/**
 * Writes a new file, which has its name once it is whole and on disk; its owner alone may read it. Throws
 * `backup.not-written`, also where the file is there already.
 */
export async function writeParts(file: string, write: (writer: PartWriter) => Promise<void>): Promise<void> {
  const draft = `${file}.partial`;
  if (await stat(file).catch(() => null))
    throw new Failure('backup.not-written', { file, reason: 'it is there already' });
  await rm(draft, { force: true });
  try {
    const target = await open(draft, 'wx', 0o600).catch(failed(file));
    const tar = pack();
    const written = pipeline(tar, createGzip({ level: GZIP_LEVEL }), target.createWriteStream({ flush: true }));
    const stopped = written.catch(failed(file));
    await Promise.race([writeAll(tar, write), stopped.then(() => undefined)]).catch((error: unknown) => {
      tar.destroy();
      throw error;
    });
    await stopped;
    // Never in place of another file.
    await link(draft, file).catch(failed(file));
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeAll(tar: ReturnType<typeof pack>, write: (writer: PartWriter) => Promise<void>): Promise<void> {
  const parts: Part[] = [];
  const add = async (name: string, bytes: Buffer): Promise<void> => {
    parts.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    await new Promise<void>((resolve, reject) => {
      const entry = tar.entry({ name, size: bytes.length, mode: 0o600 }, (error) =>
        error ? reject(error) : resolve(),
      );
      entry.end(bytes);
    });
  };
  await write({ add, parts });
  tar.finalize();
}

/** Every part in its order. Throws `backup.unusable` for what is no such file, or was cut short. */
export async function* readParts(file: string): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
  const tar = extract();
  const read = pipeline(createReadStream(file), createGunzip(), tar);
  read.catch(() => undefined); // it ends the loop below with the same error
  try {
    for await (const entry of tar) {
      if ((entry.header.size ?? 0) > PART_BYTES_MAX) throw unusable(file, 'a part of it is too large');
      const pieces: Buffer[] = [];
      for await (const piece of entry) pieces.push(piece as Buffer); // the stream has no encoding, so it gives bytes
      yield { name: entry.header.name, bytes: Buffer.concat(pieces) };
    }
    await read;
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    const isCut = 'code' in error && error.code === 'Z_BUF_ERROR';
    throw unusable(file, isCut ? 'it was cut short' : `it cannot be read (${error.message})`);
  }
}

export function unusable(file: string, reason: string): Failure {
  return new Failure('backup.unusable', { file, reason });
}

function failed(file: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('backup.not-written', { file, reason }, { cause: error });
  };
}
