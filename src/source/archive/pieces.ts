/** Content put together from pieces of a file, byte for byte, and a few lines of our own. */
import { createHash } from 'node:crypto';
import { HELD_BYTES_MAX } from '../../base/limits.ts';
import type { Content } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import { Window } from './bytes.ts';
import type { OpenFile } from './format.ts';

export type Piece = Buffer | PieceRange;
export interface PieceRange {
  readonly from: number;
  readonly until: number;
}

export interface Gathered {
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  /** All of it, when it is small and was wanted. */
  readonly held: Buffer | null;
}

/** Reads all pieces once, and keeps them if that is wanted and they are few bytes. */
export async function gather(
  window: Window,
  pieces: readonly Piece[],
  keeps: boolean,
  signal: AbortSignal,
): Promise<Gathered> {
  const sizeBytes = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
  const hash = createHash('sha256');
  const held = keeps && sizeBytes <= HELD_BYTES_MAX ? Buffer.allocUnsafeSlow(sizeBytes) : null;
  let at = 0;
  for await (const bytes of bytesOf(window, pieces)) {
    signal.throwIfAborted();
    hash.update(bytes);
    if (held !== null) at += bytes.copy(held, at);
  }
  return { sizeBytes, sha256: hash.digest(), held };
}

/** The content of pieces that were gathered. Large content is read from the file each time it is opened. */
export function contentOfPieces(
  { file }: OpenFile,
  pieces: readonly Piece[],
  gathered: Gathered,
  signal: AbortSignal,
): Content {
  const { sizeBytes, sha256, held } = gathered;
  if (held !== null) return { is: 'held', bytes: held };
  return {
    is: 'spooled',
    sizeBytes,
    sha256,
    open: () => reopened(file, pieces, sha256, signal),
    drop: async () => undefined,
  };
}

async function* reopened(
  file: OpenFile['file'],
  pieces: readonly Piece[],
  sha256: Buffer,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const bytes = await file.open(signal);
  const hash = createHash('sha256');
  try {
    for await (const piece of bytesOf(new Window(bytes), pieces)) {
      hash.update(piece);
      yield Buffer.from(piece);
    }
  } finally {
    await bytes.close();
  }
  if (!hash.digest().equals(sha256)) throw new ArchiveError(`${file.path.join('/')} was changed while it was read`);
}

async function* bytesOf(window: Window, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) yield piece;
    else yield* window.range(piece.from, piece.until);
  }
}

function sizeOf(piece: Piece): number {
  return Buffer.isBuffer(piece) ? piece.length : piece.until - piece.from;
}
