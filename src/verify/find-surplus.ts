/** Finds further copies of items where the target has no markers: same date, same size, same bytes, and nobody's entry. */
import type { TargetRef } from '../model/item.ts';
import type { Entry } from '../model/ledger.ts';
import { letGo, sha256Of } from './check-content.ts';
import type { FolderTally } from './folder-tally.ts';
import type { IndexedHead, TargetIndex } from './target-index.ts';
import type { VerifiedFolder } from './verify-folder.ts';
import type { Verification } from './verify-mailbox.ts';

/** Items of one folder that are read because they look like further copies. */
const SUSPECTS_MAX = 10_000;
/** Items that one request of the target names. */
const READ_ITEMS_MAX = 100;

/** Tells the tally of each entry that the folder holds more than once. The items in question are read from the target. */
export async function findSurplus(
  folder: VerifiedFolder,
  index: TargetIndex,
  tally: FolderTally,
  run: Verification,
): Promise<void> {
  if (run.target.traits.marks === 'inside') return;
  const suspects = new Map<string, TargetRef[]>();
  let count = 0;
  for (const head of index.unclaimed()) {
    if (head.ref === null || count >= SUSPECTS_MAX) continue;
    count += 1;
    suspects.set(looksOf(head), [...(suspects.get(looksOf(head)) ?? []), head.ref]);
  }
  if (count === 0) return;
  const alike = await entriesThatLookLike(suspects, folder, run);
  if (alike.size === 0) return;
  const refs = [...suspects].filter(([looks]) => alike.has(looks)).flatMap(([, found]) => found);
  const surplus = await countByDigest(refs, folder, run);
  for (const entry of [...alike.values()].flat()) {
    const digest = entry.sha256?.toString('base64') ?? '';
    const copies = surplus.get(digest) ?? 0;
    if (copies === 0) continue;
    // Two entries of equal bytes are two items of the source: surplus copies are told of once.
    surplus.delete(digest);
    const problem = { code: 'proof.doubled', facts: { count: String(copies + 1) } } as const;
    tally.exception(entry, problem, []);
    await run.ledger.prove(folder.path, [{ is: 'failed', ref: entry.ref, problem }]);
  }
}

function looksOf({ receivedAt, sizeBytes }: Pick<IndexedHead, 'receivedAt' | 'sizeBytes'>): string {
  return `${receivedAt} ${sizeBytes}`;
}

async function entriesThatLookLike(
  suspects: ReadonlyMap<string, unknown>,
  folder: VerifiedFolder,
  run: Verification,
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const alike = new Map<string, Entry[]>();
  for await (const page of run.ledger.entries(folder.path, ['copied', 'verified'])) {
    for (const entry of page) {
      const looks = looksOf(entry);
      if (suspects.has(looks)) alike.set(looks, [...(alike.get(looks) ?? []), entry]);
    }
  }
  return alike;
}

async function countByDigest(
  refs: readonly TargetRef[],
  folder: VerifiedFolder,
  run: Verification,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let from = 0; from < refs.length; from += READ_ITEMS_MAX) {
    const some = refs.slice(from, from + READ_ITEMS_MAX);
    for await (const { content } of run.target.read(folder.to, some, run.signal)) {
      if (content === null) continue;
      const digest = sha256Of(content).toString('base64');
      await letGo(content);
      counts.set(digest, (counts.get(digest) ?? 0) + 1);
    }
  }
  return counts;
}
