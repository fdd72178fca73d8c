/** The content of a stored message: measured and hashed in one go, held when it is small, read again when it is not. */
import { createHash } from 'node:crypto';
import { HELD_BYTES_MAX } from '../../base/limits.ts';
import type { Content } from '../../model/item.ts';
import type { Window } from './bytes.ts';
import type { OpenFile } from './format.ts';
import { MessageText, type TextRules } from './message-text.ts';
import { contentOf, type Measured } from './reread.ts';

/** A part of a file and how it becomes a message. */
export interface Span {
  readonly from: number;
  readonly until: number;
  readonly rules: TextRules;
}

/** Reads the whole span once, and keeps it if that is wanted and it is small. */
export async function measureSpan(window: Window, span: Span, keeps: boolean, signal: AbortSignal): Promise<Measured> {
  const hash = createHash('sha256');
  let pieces: Buffer[] | null = keeps ? [] : null;
  let sizeBytes = 0;
  for await (const piece of textOf(window, span)) {
    signal.throwIfAborted();
    sizeBytes += piece.length;
    hash.update(piece);
    if (sizeBytes > HELD_BYTES_MAX) pieces = null;
    pieces?.push(Buffer.from(piece));
  }
  const [only] = pieces ?? [];
  const held = pieces === null ? null : pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  return { sizeBytes, sha256: hash.digest(), held };
}

/** The content of a span that was measured. */
export function contentOfSpan(open: OpenFile, span: Span, measured: Measured, signal: AbortSignal): Content {
  return contentOf(open, (window) => textOf(window, span), measured, signal);
}

async function* textOf(window: Window, { from, until, rules }: Span): AsyncGenerator<Buffer> {
  const text = new MessageText(rules, (length) => window.scratch(length));
  for await (const piece of window.range(from, until)) {
    const written = text.write(piece);
    if (written.length > 0) yield written;
  }
  const rest = text.end();
  if (rest.length > 0) yield rest;
}
