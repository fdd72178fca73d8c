/** What is new, changed or gone in one folder since a position. See `Source.list`. */
import { instant } from '../../base/clock.ts';
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { ItemHead, SourceRef } from '../../model/item.ts';
import type { Listing, Page } from '../../model/source.ts';
import { readCollection } from '../../wire/dav/collections.ts';
import { DavProtocolError } from '../../wire/dav/errors.ts';
import type { DavResource } from '../../wire/dav/resources.ts';
import { type Changes, changesSince } from './changes.ts';
import { fetchResources } from './fetch-resources.ts';
import { withFacts } from './missing-facts.ts';
import { cursorOf, positionOf, refOf, type Share, shareOf } from './names.ts';
import { CALENDAR_COMPONENTS, type Component, KIND_OF } from './service-kinds.ts';
import { type DavSession, placeKey } from './session.ts';
import { sortCollection } from './sorting.ts';
import { versionOf } from './versions.ts';

/** Of a resource whose server does not tell its size: a usual event or contact. What it really has shows when it is read. */
const SIZE_GUESS_BYTES = 1024;

/** Pages of one listing. Everything is asked before the first page; then nothing is under way while pages are taken. */
export async function* listFolder(
  session: DavSession,
  folder: SourceFolder,
  listing: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const share = shareOf(folder);
  const from = listing.cursor === null ? null : positionOf(listing.cursor);
  const { heads, isGone, next } = await session.run(folder, signal, async () => {
    const changes = await changesSince(session, share.collection, from, signal);
    const own = await ownChanges(session, share, changes, signal);
    return { ...own, heads: await headsOf(session, share, own.resources, signal), next: cursorOf(changes.next) };
  });
  // A listing that was cut short begins again where it began.
  for (let at = 0; at < heads.length; at += PAGE_ITEMS_MAX) {
    yield { heads: heads.slice(at, at + PAGE_ITEMS_MAX), gone: [], next: listing.cursor, renumbered: false };
  }
  let gone: SourceRef[] = [];
  if (isGone !== null) {
    for await (const refs of listing.known()) {
      gone.push(...refs.filter(isGone));
      if (gone.length < PAGE_ITEMS_MAX) continue;
      yield { heads: [], gone, next: listing.cursor, renumbered: false };
      gone = [];
    }
  }
  yield { heads: [], gone, next, renumbered: false };
}

interface OwnChanges {
  readonly resources: readonly DavResource[];
  /** Null when nothing is gone. */
  readonly isGone: ((ref: SourceRef) => boolean) | null;
}

/** What of the collection's changes belongs to this folder. */
async function ownChanges(
  session: DavSession,
  share: Share,
  changes: Changes,
  signal: AbortSignal,
): Promise<OwnChanges> {
  const { resources, removed } = changes;
  const isOwn = await ownIn(session, share, changes, signal);
  const own = [...resources.values()].filter((resource) => isOwn(resource.name));
  const names = new Set(own.map((resource) => resource.name));
  if (removed === null) return { resources: own, isGone: (ref) => !names.has(ref) };
  // What changed and is of another kind now is gone from this folder.
  const isGone = (ref: SourceRef): boolean => removed.has(ref) || (resources.has(ref) && !names.has(ref));
  return { resources: own, isGone: removed.size + resources.size === 0 ? null : isGone };
}

/** Tells what belongs to the folder, as it is at the end of the changes or later. */
async function ownIn(
  session: DavSession,
  { collection: at, component, others, isMain }: Share,
  changes: Changes,
  signal: AbortSignal,
): Promise<(name: string) => boolean> {
  if (others.length === 0 || changes.resources.size === 0) return () => true;
  const known = session.sortings.get(placeKey(at));
  const isOfNow =
    known !== undefined &&
    (changes.next.is === 'token'
      ? known.syncToken === changes.next.token
      : known.stamp !== null && known.stamp === changes.next.stamp);
  if (isOfNow) return belongs(known.components);
  const collection = await readCollection(session.client, at, signal);
  if (collection === null) throw new DavProtocolError('it is no collection any more');
  const asked = CALENDAR_COMPONENTS.filter((one) => one === component || others.includes(one)).slice(1);
  return belongs((await sortCollection(session, collection, asked, signal)).components);

  function belongs(components: ReadonlyMap<string, Component>): (name: string) => boolean {
    return (name) => (components.get(name) ?? (isMain ? component : null)) === component;
  }
}

async function headsOf(
  session: DavSession,
  { component, collection }: Share,
  resources: readonly DavResource[],
  signal: AbortSignal,
): Promise<readonly ItemHead[]> {
  const untagged = resources.filter((resource) => resource.etag === null).map((resource) => resource.name);
  const digests = new Map<string, string>();
  for await (const one of fetchResources(session, collection, untagged, signal)) {
    if (one.is === 'refused') continue;
    digests.set(one.name, versionOf(one));
    if (one.content.is === 'spooled') await one.content.drop();
  }
  const known = await withFacts(session, collection, resources, signal);
  return known.map(({ name, etag, sizeBytes, changedAt }) => ({
    ref: refOf(name),
    kind: KIND_OF[component],
    version: etag ?? digests.get(name) ?? 'unreadable',
    sizeBytes: Math.max(1, sizeBytes ?? SIZE_GUESS_BYTES),
    receivedAt: instant(changedAt ?? 0),
  }));
}
