/** What changed in a collection since a position: the cheapest question that the server understands. */
import { type DavCollection, readCollection } from '../../wire/dav/collections.ts';
import { DavProtocolError, DavStatusError } from '../../wire/dav/errors.ts';
import { RESOURCES_MAX } from '../../wire/dav/limits.ts';
import { listResources } from '../../wire/dav/list-resources.ts';
import type { Place } from '../../wire/dav/place.ts';
import type { DavResource } from '../../wire/dav/resources.ts';
import { isTokenRefused, syncCollection } from '../../wire/dav/sync-collection.ts';
import { type Position, stampOf } from './names.ts';
import type { DavSession } from './session.ts';

export interface Changes {
  /** New and changed resources; all of them when `removed` is null. By name. */
  readonly resources: ReadonlyMap<string, DavResource>;
  /** Null: whatever is not among the resources is gone. */
  readonly removed: ReadonlySet<string> | null;
  readonly next: Position;
  /** The collection as it was before or while it was listed; null when it was not asked for. */
  readonly collection: DavCollection | null;
}

/** Answers of a server that tells its changes in parts. */
const PARTS_MAX = 10_000;

/** From null: everything. Throws errors of `wire/dav`. */
export async function changesSince(
  session: DavSession,
  at: Place,
  from: Position | null,
  signal: AbortSignal,
): Promise<Changes> {
  if (from?.is === 'token') {
    const changes = await sinceToken(session, at, from.token, signal);
    if (changes !== null) return changes;
  }
  const collection = await readCollection(session.client, at, signal);
  if (collection === null) throw new DavProtocolError('it is no collection any more');
  const stamp = stampOf(collection);
  if (from?.is === 'stamp' && stamp !== null && from.stamp === stamp) {
    return { resources: new Map(), removed: new Set(), next: from, collection };
  }
  const canSync = collection.syncToken !== null || (collection.reports?.has('D:sync-collection') ?? false);
  const synced = canSync ? await fromNothing(session, at, signal) : null;
  if (synced !== null) return { ...synced, removed: null, collection };
  const resources = byName(await listResources(session.client, at, signal));
  return { resources, removed: null, next: { is: 'stamp', stamp: stamp ?? '' }, collection };
}

/** Null when the server does not know the token any more. */
async function sinceToken(session: DavSession, at: Place, token: string, signal: AbortSignal): Promise<Changes | null> {
  try {
    return { ...(await syncAll(session, at, token, signal)), collection: null };
  } catch (error) {
    if (isTokenRefused(error)) return null;
    throw error;
  }
}

/** Null when the server has a token and no way to use it. */
async function fromNothing(session: DavSession, at: Place, signal: AbortSignal): Promise<Synced | null> {
  try {
    return await syncAll(session, at, '', signal);
  } catch (error) {
    const isAboutMore = error instanceof DavStatusError && [401, 404, 410].includes(error.status);
    if (!isAboutMore && (error instanceof DavStatusError || error instanceof DavProtocolError)) return null;
    throw error;
  }
}

type Synced = Pick<Changes, 'resources' | 'next'> & { readonly removed: ReadonlySet<string> };

/** Asks until the server has said everything. */
async function syncAll(session: DavSession, at: Place, since: string, signal: AbortSignal): Promise<Synced> {
  const resources = new Map<string, DavResource>();
  const removed = new Set<string>();
  let token = since;
  for (let parts = 0; parts < PARTS_MAX; parts += 1) {
    const step = await syncCollection(session.client, at, token, signal);
    for (const resource of step.changed) {
      removed.delete(resource.name);
      resources.set(resource.name, resource);
    }
    for (const name of step.removed) {
      resources.delete(name);
      removed.add(name);
    }
    checkCount(resources.size + removed.size);
    if (step.token === null) throw new DavProtocolError('the answer to a sync has no token');
    if (!step.isCutShort) return { resources, removed, next: { is: 'token', token: step.token } };
    if (step.token === token) throw new DavProtocolError('it has more to say and gives no new token to ask it with');
    token = step.token;
  }
  throw new DavProtocolError(`it tells its changes in more than ${PARTS_MAX} parts`);
}

function byName(resources: readonly DavResource[]): ReadonlyMap<string, DavResource> {
  checkCount(resources.length);
  return new Map(resources.map((resource) => [resource.name, resource]));
}

function checkCount(count: number): void {
  if (count > RESOURCES_MAX) throw new DavProtocolError(`it lists more than ${RESOURCES_MAX} resources`);
}
