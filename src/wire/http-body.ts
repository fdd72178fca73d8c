/** The body of a request while it is sent. */

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
