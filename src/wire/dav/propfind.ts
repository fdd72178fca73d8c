/** PROPFIND (RFC 4918 §9.1): properties of a resource and of what lies directly in it. */
import type { DavClient } from './client.ts';
import { LIST_BYTES_MAX } from './limits.ts';
import { type DavRow, readMultistatus } from './multistatus.ts';
import { type DavName, DECLARATIONS, propXml } from './names.ts';
import type { Place } from './place.ts';

export interface Propfind {
  readonly at: Place;
  /** '0': the resource alone. '1': also what lies directly in it. */
  readonly depth: '0' | '1';
  readonly props: readonly DavName[];
  readonly answerBytesMax?: number;
}

export interface FoundRows<T> {
  readonly rows: readonly T[];
  /** Where the answer came from, after all redirects: what the rows' addresses are read from. */
  readonly at: Place;
}

/** What `read` makes of each row; null leaves one out. Fails as `DavClient.send` does. */
export async function propfind<T>(
  client: DavClient,
  { at, depth, props, answerBytesMax = LIST_BYTES_MAX }: Propfind,
  read: (row: DavRow, at: Place) => T | null,
  signal: AbortSignal,
): Promise<FoundRows<T>> {
  const xml = `<D:propfind ${DECLARATIONS}>${propXml(props)}</D:propfind>`;
  return await client.send(
    { method: 'PROPFIND', at, depth, xml, answerBytesMax },
    async (answer) => {
      const rows: T[] = [];
      await readMultistatus(answer, (row) => {
        const found = read(row, answer.at);
        if (found !== null) rows.push(found);
      });
      return { rows, at: answer.at };
    },
    signal,
  );
}
