/** Sizes and dates that a listing lacks: there are servers whose sync report gives tags and nothing else. */
import { DavStatusError } from '../../wire/dav/errors.ts';
import { listResources } from '../../wire/dav/list-resources.ts';
import type { Place } from '../../wire/dav/place.ts';
import { readResource } from '../../wire/dav/read-resource.ts';
import { type DavResource, resourceAt } from '../../wire/dav/resources.ts';
import { type DavSession, placeKey } from './session.ts';

/** So many are asked for one by one; more of them by one question about the whole collection. */
const ONE_BY_ONE_MAX = 16;

/** The resources, with what the server says of them when it is asked plainly. Throws errors of `wire/dav`. */
export async function withFacts(
  session: DavSession,
  collection: Place,
  resources: readonly DavResource[],
  signal: AbortSignal,
): Promise<readonly DavResource[]> {
  const key = placeKey(collection);
  const lacking = resources.filter(isLacking);
  if (lacking.length === 0 || session.withoutFacts.has(key)) return resources;
  const found = await factsOf(session, collection, lacking, signal);
  if (found.length > 0 && found.every(isLacking)) session.withoutFacts.add(key);
  const byName = new Map(found.map((resource) => [resource.name, resource]));
  return resources.map((resource) => {
    const { sizeBytes, changedAt } = byName.get(resource.name) ?? resource;
    return { ...resource, sizeBytes: resource.sizeBytes ?? sizeBytes, changedAt: resource.changedAt ?? changedAt };
  });
}

async function factsOf(
  session: DavSession,
  collection: Place,
  lacking: readonly DavResource[],
  signal: AbortSignal,
): Promise<readonly DavResource[]> {
  try {
    if (lacking.length > ONE_BY_ONE_MAX) return await listResources(session.client, collection, signal);
    const found: DavResource[] = [];
    for (const { name } of lacking) {
      const at = resourceAt(name, collection);
      const resource = 'refused' in at ? null : await readResource(session.client, at, collection, signal);
      if (resource !== null) found.push(resource);
    }
    return found;
  } catch (error) {
    // It is listed all the same: only its size and date stay unknown until it is read.
    if (error instanceof DavStatusError && error.status !== 401) return [];
    throw error;
  }
}

function isLacking({ sizeBytes, changedAt }: DavResource): boolean {
  return sizeBytes === null || changedAt === null;
}
