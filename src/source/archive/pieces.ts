/** Content put together from pieces of a file, byte for byte, and a few lines of our own. */
import { createHash } from 'node:crypto';
import { HELD_BYTES_MAX } from '../../base/limits.ts';
import type { Content } from '../../model/item.ts';
import type { Window } from './bytes.ts';
import type { OpenFile } from './format.ts';
import { contentOf, type Measured } from './reread.ts';

export type Piece = Buffer | PieceRange;
export interface PieceRange {
  readonly from: number;
  readonly until: number;
}

/** Reads all pieces once, and keeps them if that is wanted and they are few bytes. */
export async function gather(
  window: Window,
  pieces: readonly Piece[],
  keeps: boolean,
  signal: AbortSignal,
): Promise<Measured> {
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

/** The content of pieces that were gathered. */
export function contentOfPieces(
  open: OpenFile,
  pieces: readonly Piece[],
  gathered: Measured,
  signal: AbortSignal,
): Content {
  return contentOf(open, (window) => bytesOf(window, pieces), gathered, signal);
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
