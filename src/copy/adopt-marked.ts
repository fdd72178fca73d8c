/** Recognises items that an earlier run wrote before its ledger was lost. */
import { folderLabel } from '../model/folder.ts';
import type { Loss, Marker, SourceRef } from '../model/item.ts';
import type { Entry, Outcome } from '../model/ledger.ts';
import type { FoundHead } from '../model/target.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';

/** Items read again between two statements to the ledger. */
const FORESEEN_AT_ONCE_MAX = 500;

/**
 * Every item of the target folder that carries the marker of an entry that is 'seen' becomes that entry's copy. Costs one
 * listing of the target folder, and only when something marked is there also one walk over the entries.
 */
export async function adoptMarked(tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  const marked = new Map<Marker, FoundHead>();
  for await (const page of lane.target.list(tie.target, run.signal)) {
    for (const head of page) if (head.marker !== null) marked.set(head.marker, head);
  }
  if (marked.size === 0) return;
  const { path } = tie.source;
  for await (const entries of run.ledger.entries(path, ['seen'])) {
    const found = entries.flatMap((entry) => {
      const head = marked.get(run.markerOf(path, entry.ref));
      return head === undefined ? [] : [{ entry, head }];
    });
    for (let from = 0; from < found.length; from += FORESEEN_AT_ONCE_MAX) {
      const some = found.slice(from, from + FORESEEN_AT_ONCE_MAX);
      const losses = await lossesOf(some, tie, lane, run);
      await run.ledger.settle(
        path,
        some.map(({ entry, head }) => adopted(entry, head, losses.get(entry.ref) ?? [])),
      );
    }
    run.summary.itemsAdopted += found.length;
  }
  run.log.info('recognised items of an earlier run', { folder: folderLabel(tie.target.path), marked: marked.size });
}

/** Of messages the version says it all; of everything else the item is looked at again. */
async function lossesOf(
  found: readonly { readonly entry: Entry }[],
  tie: FolderTie,
  { source, target }: Lane,
  run: Run,
): Promise<ReadonlyMap<SourceRef, readonly Loss[]>> {
  const losses = new Map<SourceRef, readonly Loss[]>();
  if (tie.source.kind === 'message' || target.foresee === undefined) return losses;
  const refs = found.map(({ entry }) => entry.ref);
  for await (const item of source.read(tie.source, refs, run.signal)) {
    if ('unreadable' in item) continue;
    losses.set(item.ref, await target.foresee(tie.target, item));
    if (item.content.is === 'spooled') await item.content.drop();
  }
  return losses;
}

function adopted({ ref, kind, version }: Entry, found: FoundHead, losses: readonly Loss[]): Outcome {
  // Only of a message does the target know the version; of everything else the proof finds out whether it is this one.
  const known = kind === 'message' ? found.version : version;
  return { is: 'copied', ref, target: found.target, version: known, sha256: null, losses };
}
