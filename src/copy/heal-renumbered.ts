/** After a server numbered a folder anew (UIDVALIDITY changed), finds by content which items were copied under their old numbers. */
import type { SourceRef } from '../model/item.ts';
import type { Entry } from '../model/ledger.ts';
import type { Source } from '../model/source.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Run } from './run.ts';
import { sha256Of } from './same-content.ts';

/** Pairs compared between two statements to the ledger. */
const PAIRS_AT_ONCE_MAX = 2000;

/** Nothing is written to the target: an item whose content was copied before keeps its copy; the others stay 'seen'. */
export async function healRenumbered(tie: FolderTie, source: Source, run: Run): Promise<void> {
  const { path } = tie.source;
  for (;;) {
    const pairs = await run.ledger.aside(path, PAIRS_AT_ONCE_MAX);
    const adopted = await pairsOfEqualContent(pairs, tie, source, run);
    if (adopted.length === 0) break;
    await run.ledger.adopt(path, adopted);
    run.summary.itemsAdopted += adopted.length;
  }
  await run.ledger.endAside(path);
}

async function pairsOfEqualContent(
  pairs: readonly { readonly old: Entry; readonly renumbered: Entry }[],
  tie: FolderTie,
  source: Source,
  run: Run,
): Promise<{ old: SourceRef; renumbered: SourceRef }[]> {
  const olds = new Map<SourceRef, Entry[]>();
  for (const { old, renumbered } of pairs) olds.set(renumbered.ref, [...(olds.get(renumbered.ref) ?? []), old]);
  const taken = new Set<SourceRef>();
  const adopted: { old: SourceRef; renumbered: SourceRef }[] = [];
  for await (const item of source.read(tie.source, [...olds.keys()], run.signal)) {
    if ('unreadable' in item) continue;
    const sha256 = sha256Of(item.content);
    if (item.content.is === 'spooled') await item.content.drop();
    const same = olds.get(item.ref)?.find((old) => !taken.has(old.ref) && old.sha256?.equals(sha256) === true);
    if (same === undefined) continue;
    taken.add(same.ref);
    adopted.push({ old: same.ref, renumbered: item.ref });
  }
  return adopted;
}
