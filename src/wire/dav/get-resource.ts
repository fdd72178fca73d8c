/** GET of one resource: its very bytes, as a stream. */
import type { DavClient } from './client.ts';
import type { Place } from './place.ts';
import { type DavResource, plainEtag } from './resources.ts';

export interface GotBytes extends Omit<DavResource, 'name'> {
  readonly body: AsyncIterable<Buffer>;
}

/** Gives what `read` makes of the bytes; it is called again when the connection breaks. Fails as `DavClient.send` does. */
export async function getResource<T>(
  client: DavClient,
  at: Place,
  answerBytesMax: number,
  read: (got: GotBytes) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return await client.send(
    { method: 'GET', at, answerBytesMax },
    async ({ headers, body }) => {
      const changedAt = Date.parse(headers['last-modified'] ?? '');
      return await read({
        body,
        etag: plainEtag(headers.etag ?? null),
        sizeBytes: null,
        changedAt: Number.isNaN(changedAt) ? null : changedAt,
      });
    },
    signal,
  );
}
