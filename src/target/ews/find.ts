/** Finds items by the marker that Godwit wrote into them. */
import type { TargetFolder } from '../../model/folder.ts';
import type { Marker } from '../../model/item.ts';
import { findItem } from '../../wire/ews/find-item.ts';
import { syncFolderItems } from '../../wire/ews/sync-folder-items.ts';
import { type EwsContext, refOf } from './context.ts';
import { MARKER } from './state.ts';

/** So many searches cost less than a walk over a folder of some thousand items. */
const SEARCHES_MAX = 20;

/** The ids of the items that hold each marker; markers that no item holds are missing. Throws what the protocol throws. */
export async function findMarked(
  context: EwsContext,
  folder: TargetFolder,
  markers: readonly Marker[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Marker, readonly string[]>> {
  return markers.length <= SEARCHES_MAX
    ? await searchEach(context, folder, markers, signal)
    : await walkFolder(context, folder, new Set(markers), signal);
}

async function searchEach(
  { session }: EwsContext,
  folder: TargetFolder,
  markers: readonly Marker[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Marker, readonly string[]>> {
  const searches = markers.map(async (marker) => {
    const where = { field: MARKER, equals: marker };
    const items = await findItem(session, { folder: refOf(folder), where, fields: [MARKER] }, signal);
    // A server that does not understand the restriction gives everything: the marker itself decides.
    const ids = items.filter((item) => item.extended(MARKER) === marker).map((item) => item.itemId.id);
    return [marker, ids] as const;
  });
  const found = await Promise.all(searches);
  return new Map(found.filter(([, ids]) => ids.length > 0));
}

async function walkFolder(
  { session }: EwsContext,
  folder: TargetFolder,
  markers: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Marker, readonly string[]>> {
  const found = new Map<Marker, string[]>();
  const request = { folder: refOf(folder), syncState: null, fields: [MARKER] };
  for await (const page of syncFolderItems(session, request, signal)) {
    for (const change of page.changes) {
      if (change.is !== 'create') continue;
      const marker = change.item.extended(MARKER);
      if (marker === null || !markers.has(marker)) continue;
      const known = marker as Marker; // it equals one of the markers asked for
      found.set(known, [...(found.get(known) ?? []), change.item.itemId.id]);
    }
  }
  return found;
}
