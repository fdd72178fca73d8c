/** Brings changed events, contacts, tasks and notes up to date: the new one is written, then the old one taken away. */
import { assert } from '../base/assert.ts';
import type { Item, SourceRef } from '../model/item.ts';
import type { Entry, Outcome } from '../model/ledger.ts';
import type { Settled, Write } from '../model/target.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';
import { sha256Of } from './same-content.ts';

/** Items replaced between two statements to the ledger: what a crash makes us do again. */
const REPLACED_AT_ONCE_MAX = 50;

/**
 * Replaces all changed items of the folder. The ledger goes on calling an item changed until its old copy is gone, so that
 * after a crash everything here is done again: both copies carry the item's marker, and what was left there is found by it.
 */
export async function replaceChanged(tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  const { path } = tie.source;
  for (;;) {
    const entries = await run.ledger.changed(path, REPLACED_AT_ONCE_MAX);
    if (entries.length === 0 || run.stopping.aborted) return;
    await removeLeftovers(entries, tie, lane, run);
    const outcomes = await replaceAll(entries, tie, lane, run);
    await run.ledger.settle(path, outcomes);
    run.summary.itemsUpdated += outcomes.filter(({ is }) => is === 'copied').length;
    run.summary.itemsFailed += outcomes.filter(({ is }) => is === 'failed').length;
  }
}

/** What a run that was killed here wrote and did not live to record. */
async function removeLeftovers(entries: readonly Entry[], tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  const { path } = tie.source;
  const doubts = entries.map(({ ref, sizeBytes, receivedAt }) => ({
    marker: run.markerOf(path, ref),
    sizeBytes,
    receivedAt,
  }));
  const found = [...(await lane.target.find(tie.target, doubts, run.signal)).values()].flat();
  const claimed = await run.ledger.claimed(path, found);
  const leftovers = found.filter((ref) => !claimed.has(ref));
  if (leftovers.length > 0) await lane.target.remove(tie.target, leftovers, run.signal);
}

/** What was read for one replacement, until all are settled. */
type ReadItems = Map<SourceRef, Item>;

async function replaceAll(
  entries: readonly Entry[],
  tie: FolderTie,
  lane: Lane,
  run: Run,
): Promise<readonly Outcome[]> {
  const read: ReadItems = new Map();
  const outcomes = new Map<SourceRef, Outcome>();
  try {
    const writes = writesOf(entries, { read, outcomes }, tie, lane, run);
    for await (const settled of lane.target.put(tie.target, writes, run.signal)) {
      for (const one of settled) outcomes.set(one.ref, outcomeOf(one, read.get(one.ref)));
    }
  } finally {
    for (const { content } of read.values()) if (content.is === 'spooled') await content.drop();
  }
  const old = entries.filter(({ ref }) => outcomes.get(ref)?.is === 'copied').flatMap(({ target }) => target ?? []);
  if (old.length > 0) await lane.target.remove(tie.target, old, run.signal);
  return entries.map((entry) => outcomes.get(entry.ref) ?? asVanished(entry));
}

async function* writesOf(
  entries: readonly Entry[],
  { read, outcomes }: { readonly read: ReadItems; readonly outcomes: Map<SourceRef, Outcome> },
  tie: FolderTie,
  lane: Lane,
  run: Run,
): AsyncGenerator<Write> {
  const wanted = new Set(entries.map(({ ref }) => ref));
  for await (const item of lane.source.read(tie.source, [...wanted], run.signal)) {
    if (!wanted.has(item.ref) || read.has(item.ref)) continue;
    if ('unreadable' in item) {
      const problem = { code: 'source.item-unreadable', facts: { reason: item.unreadable } } as const;
      outcomes.set(item.ref, { is: 'failed', ref: item.ref, problem });
      continue;
    }
    read.set(item.ref, item);
    yield { item, marker: run.markerOf(tie.source.path, item.ref) };
  }
}

function outcomeOf(settled: Settled, item: Item | undefined): Outcome {
  assert(item !== undefined, 'the target settles what it was given');
  return settled.is === 'failed' ? settled : { ...settled, version: item.version, sha256: sha256Of(item.content) };
}

/** Deleted from the source since it was listed: what was copied stays, and the next listing says that it vanished. */
function asVanished(entry: Entry): Outcome {
  const { ref, target, version, sha256, losses } = entry;
  return target === null ? { is: 'gone', ref } : { is: 'copied', ref, target, version, sha256, losses };
}
