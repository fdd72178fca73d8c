/** The body of a request while it is sent, and that of an answer as it was before it was packed. */
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * The chunks, until `cut` is kept: then the stream is left, without waiting for a chunk that may never come. A deadline could
 * otherwise not end a request whose body stands still.
 */
export async function* chunksUntil(open: Chunks, cut: Promise<void>): AsyncGenerator<Uint8Array> {
  const chunks = Symbol.asyncIterator in open ? open[Symbol.asyncIterator]() : open[Symbol.iterator]();
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), cut]);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    await Promise.race([chunks.return?.(), cut]);
  }
}

/** What the answer says, unpacked where it came packed by gzip. */
export function decoded(answer: IncomingMessage): AsyncIterable<Buffer> {
  if (answer.headers['content-encoding']?.trim().toLowerCase() !== 'gzip') return answer;
  const gunzip = createGunzip();
  answer.on('error', (error) => gunzip.destroy(error));
  return answer.pipe(gunzip);
}
