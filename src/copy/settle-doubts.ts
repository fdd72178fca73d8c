/** Finds out what became of writes whose answer was never seen, before anything is sent again. */
import type { SourceRef, TargetRef } from '../model/item.ts';
import type { DoubtfulEntry, Outcome } from '../model/ledger.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import type { Run } from './run.ts';
import { pairByContent } from './same-content.ts';

/** Doubts looked at together. Their content may be compared, so this also bounds what is read again after a crash. */
const DOUBTS_AT_ONCE_MAX = 200;

/**
 * Settles the folder's doubts. A write may still arrive some time after it was announced (`doubtRestMs`): 'wait' waits until
 * every doubt is old enough, 'skip' leaves the younger ones for later. Messages that are found become copied, the rest 'seen'.
 */
export async function settleDoubts(
  tie: FolderTie,
  lane: Lane,
  young: 'wait' | 'skip',
  run: Run,
): Promise<{ withdrawn: number }> {
  let withdrawn = 0;
  const { path } = tie.source;
  for (;;) {
    const doubts = await run.ledger.doubts(path, DOUBTS_AT_ONCE_MAX);
    const rested = doubts.filter((doubt) => restMs(doubt, lane, run) <= 0);
    const ready = young === 'wait' ? doubts : rested;
    if (ready.length === 0) return { withdrawn };
    const waitMs = Math.max(0, ...ready.map((doubt) => restMs(doubt, lane, run)));
    if (waitMs > 0) {
      run.watch({ is: 'phase', phase: 'settling' });
      await run.clock.sleep(waitMs, run.signal);
    }
    const found = await findWrites(ready, tie, lane, run);
    await undoPartial(ready, found, tie, lane, run);
    const outcomes = ready.flatMap((doubt): Outcome[] => {
      const target = found.get(doubt.ref);
      if (target === undefined) return [];
      return [{ is: 'copied', ref: doubt.ref, target, version: doubt.version, sha256: null, losses: [] }];
    });
    const missing = ready.filter((doubt) => !found.has(doubt.ref)).map((doubt) => doubt.ref);
    if (outcomes.length > 0) await run.ledger.settle(path, outcomes);
    if (missing.length > 0) await run.ledger.withdraw(path, missing);
    run.summary.itemsAdopted += outcomes.length;
    withdrawn += missing.length;
  }
}

/**
 * Only a message is written in one request. What else was begun and not settled may be there in part (a series without its
 * exceptions): it is taken away, and written again as a whole.
 */
async function undoPartial(
  doubts: readonly DoubtfulEntry[],
  found: Map<SourceRef, TargetRef>,
  tie: FolderTie,
  lane: Lane,
  run: Run,
): Promise<void> {
  const partial = doubts.filter(({ kind, ref }) => kind !== 'message' && found.has(ref));
  const targets = partial.flatMap(({ ref }) => found.get(ref) ?? []);
  if (targets.length === 0) return;
  await lane.target.remove(tie.target, targets, run.signal);
  for (const { ref } of partial) found.delete(ref);
}

function restMs(doubt: DoubtfulEntry, lane: Lane, run: Run): number {
  return doubt.intendedAt + lane.target.traits.doubtRestMs - run.clock.now();
}

async function findWrites(
  doubts: readonly DoubtfulEntry[],
  tie: FolderTie,
  lane: Lane,
  run: Run,
): Promise<Map<SourceRef, TargetRef>> {
  const { path } = tie.source;
  const byMarker = new Map(doubts.map((doubt) => [run.markerOf(path, doubt.ref), doubt]));
  const asked = [...byMarker].map(([marker, { sizeBytes, receivedAt }]) => ({ marker, sizeBytes, receivedAt }));
  const found = await lane.target.find(tie.target, asked, run.signal);
  const claimed = await run.ledger.claimed(path, [...found.values()].flat());
  const candidates = new Map<SourceRef, readonly TargetRef[]>();
  for (const [marker, refs] of found) {
    const doubt = byMarker.get(marker);
    const free = refs.filter((ref) => !claimed.has(ref));
    if (doubt !== undefined && free.length > 0) candidates.set(doubt.ref, free);
  }
  if (lane.target.traits.marks === 'none') return pairByContent(candidates, tie, lane, run);
  return new Map(await Promise.all([...candidates].map(([ref, refs]) => keepOne(ref, refs, tie, lane, run))));
}

/** A write that was sent twice because its answer was late is there twice under one marker: one of them goes. */
async function keepOne(
  ref: SourceRef,
  refs: readonly TargetRef[],
  tie: FolderTie,
  lane: Lane,
  run: Run,
): Promise<[SourceRef, TargetRef]> {
  const [kept, ...surplus] = refs;
  if (kept === undefined) throw new Error('impossible: a candidate list is never empty');
  if (surplus.length > 0) {
    await lane.target.remove(tie.target, surplus, run.signal);
    run.log.warn('removed a second copy of our own write', { surplus: surplus.length });
  }
  return [ref, kept];
}
