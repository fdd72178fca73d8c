/** Recognises items that an earlier run wrote before its ledger was lost. */
import { folderLabel } from '../model/folder.ts';
import type { Marker } from '../model/item.ts';
import type { Entry, Outcome } from '../model/ledger.ts';
import type { FoundHead, Target } from '../model/target.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Run } from './run.ts';

/**
 * Every item of the target folder that carries the marker of an entry that is 'seen' becomes that entry's copy. Costs one
 * listing of the target folder, and only when something marked is there also one walk over the entries.
 */
export async function adoptMarked(tie: FolderTie, target: Target, run: Run): Promise<void> {
  const marked = new Map<Marker, FoundHead>();
  for await (const page of target.list(tie.target, run.signal)) {
    for (const head of page) if (head.marker !== null) marked.set(head.marker, head);
  }
  if (marked.size === 0) return;
  const { path } = tie.source;
  for await (const entries of run.ledger.entries(path, ['seen'])) {
    const outcomes = entries.flatMap((entry) => adopted(entry, marked.get(run.markerOf(path, entry.ref))));
    if (outcomes.length > 0) await run.ledger.settle(path, outcomes);
    run.summary.itemsAdopted += outcomes.length;
  }
  run.log.info('recognised items of an earlier run', { folder: folderLabel(tie.target.path), marked: marked.size });
}

function adopted({ ref, kind, version }: Entry, found: FoundHead | undefined): Outcome[] {
  if (found === undefined) return [];
  // Only of a message does the target know the version; of everything else the proof finds out whether it is this one.
  const known = kind === 'message' ? found.version : version;
  return [{ is: 'copied', ref, target: found.target, version: known, sha256: null, losses: [] }];
}
