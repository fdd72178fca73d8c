/** Content that was read through once: held when it is small, read from its file again when it is not. */
import { createHash } from 'node:crypto';
import type { Content } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import { Window } from './bytes.ts';
import type { OpenFile } from './format.ts';

/** What the first reading found. */
export interface Measured {
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  /** All of it, when it is small and was wanted. */
  readonly held: Buffer | null;
}

/** `read` gives the bytes of the content out of the file, in buffers that it may use again. */
export function contentOf(
  { file }: OpenFile,
  read: (window: Window) => AsyncIterable<Buffer>,
  { sizeBytes, sha256, held }: Measured,
  signal: AbortSignal,
): Content {
  if (held !== null) return { is: 'held', bytes: held };
  return {
    is: 'spooled',
    sizeBytes,
    sha256,
    open: () => reopened(file, read, sha256, signal),
    drop: async () => undefined,
  };
}

async function* reopened(
  file: OpenFile['file'],
  read: (window: Window) => AsyncIterable<Buffer>,
  sha256: Buffer,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const bytes = await file.open(signal);
  const hash = createHash('sha256');
  try {
    for await (const piece of read(new Window(bytes))) {
      hash.update(piece);
      yield Buffer.from(piece);
    }
  } finally {
    await bytes.close();
  }
  if (!hash.digest().equals(sha256)) throw new ArchiveError(`${file.path.join('/')} was changed while it was read`);
}
