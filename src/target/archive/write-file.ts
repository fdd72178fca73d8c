/** Files of an archive: there as a whole or not at all, and still there when the power has gone. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { HELD_BYTES_MAX } from '../../base/limits.ts';
import type { Content } from '../../model/item.ts';

export interface FilePlaces {
  /** Where it is written first, on the same file system. */
  readonly draft: string;
  readonly final: string;
}

/** Writes all bytes, calls `beforeVisible` with their SHA-256 in hexadecimal, and gives the file its name. */
export async function writeWhole(
  content: Content,
  { draft, final }: FilePlaces,
  beforeVisible: (sha256: string) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  const file = await open(draft, 'w', 0o600);
  try {
    try {
      for await (const bytes of bytesOf(content)) {
        hash.update(bytes);
        await file.write(bytes);
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await beforeVisible(hash.digest('hex'));
    await rename(draft, final);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The content of a file that stays where it is. Large ones are hashed now and read when they are asked for. */
export async function fileContent(path: string): Promise<Content> {
  const { size: sizeBytes } = await stat(path);
  if (sizeBytes <= HELD_BYTES_MAX) return { is: 'held', bytes: await readFile(path) };
  const sha256 = await fileDigest(path);
  return { is: 'spooled', sizeBytes, sha256, open: () => createReadStream(path), drop: async () => undefined };
}

export async function fileDigest(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  const blocks: AsyncIterable<Buffer> = createReadStream(path);
  for await (const bytes of blocks) hash.update(bytes);
  return hash.digest();
}

async function* bytesOf(content: Content): AsyncGenerator<Buffer> {
  if (content.is === 'held') yield content.bytes;
  else yield* content.open();
}
