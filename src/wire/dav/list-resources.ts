/** Everything in a collection with its tag: a plain PROPFIND, for servers that cannot tell what changed. */
import type { DavClient } from './client.ts';
import type { Place } from './place.ts';
import { propfind } from './propfind.ts';
import { type DavResource, RESOURCE_PROPS, resourceOf } from './resources.ts';

/** Fails as `DavClient.send` does. */
export async function listResources(
  client: DavClient,
  collection: Place,
  signal: AbortSignal,
): Promise<readonly DavResource[]> {
  const request = { at: collection, depth: '1', props: RESOURCE_PROPS } as const;
  const { rows } = await propfind(client, request, (row, from) => resourceOf(row, from, collection), signal);
  return rows;
}
