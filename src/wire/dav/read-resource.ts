/** The tag, size and date of one resource. */
import type { DavClient } from './client.ts';
import { PROPERTIES_BYTES_MAX } from './limits.ts';
import type { Place } from './place.ts';
import { propfind } from './propfind.ts';
import { type DavResource, RESOURCE_PROPS, resourceOf } from './resources.ts';

/** Null when the server says nothing about it. Fails as `DavClient.send` does. */
export async function readResource(
  client: DavClient,
  at: Place,
  collection: Place,
  signal: AbortSignal,
): Promise<DavResource | null> {
  const request = { at, depth: '0', props: RESOURCE_PROPS, answerBytesMax: PROPERTIES_BYTES_MAX } as const;
  const { rows } = await propfind(client, request, (row, from) => resourceOf(row, from, collection), signal);
  return rows[0] ?? null;
}
