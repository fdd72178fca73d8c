/** What a delta pass does beside copying: moves, deletions and flags that changed in the source. */
import { assert } from '../base/assert.ts';
import { BATCH_ITEMS_MAX } from '../base/limits.ts';
import { type FolderKey, type FolderPath, folderKey } from '../model/folder.ts';
import type { SourceRef, TargetRef } from '../model/item.ts';
import type { MoveCandidate, Outcome } from '../model/ledger.ts';
import type { FolderTie } from './folder-tie.ts';
import type { Lane } from './lane.ts';
import { replaceChanged } from './replace-changed.ts';
import { inFolder, type Run } from './run.ts';
import { sha256Of } from './same-content.ts';

/** Move candidates compared between two statements to the ledger. */
const CANDIDATES_AT_ONCE_MAX = 500;

/** The folders that are there, and those that were. */
interface Places {
  readonly ties: readonly FolderTie[];
  readonly gone: readonly FolderTie[];
}

/** Before copying: an item that only moved is moved in the target too, and its new place is not copied again. */
export async function followMovesAndDeletions(lane: Lane, { ties, gone }: Places, run: Run): Promise<void> {
  const byPath = new Map([...gone, ...ties].map((tie) => [folderKey(tie.source.path), tie]));
  for (;;) {
    const candidates = await run.ledger.moveCandidates(CANDIDATES_AT_ONCE_MAX);
    const done = await followMoves(candidates, byPath, lane, run);
    if (done === 0) break;
  }
  // A folder that is gone as a whole may be a server's slip: what lay in it is moved, never removed.
  if (run.policy.deletions === 'follow') for (const tie of ties) await followDeletions(tie, lane, run);
}

/** Before copying: what only moved in the source is not new, and stays in the target where its owner has it by now. */
export async function passOverMoves(lane: Lane, { ties, gone }: Places, run: Run): Promise<void> {
  const byPath = new Map([...gone, ...ties].map((tie) => [folderKey(tie.source.path), tie]));
  for (;;) {
    const candidates = await run.ledger.moveCandidates(CANDIDATES_AT_ONCE_MAX);
    const moves = await movesAmong(candidates, byPath, lane, run);
    if (moves.length === 0) return;
    for (const { to, appeared } of moves) {
      await run.ledger.settle(to, [{ is: 'skipped', ref: appeared.ref, rule: 'moved-after-the-proof' }]);
    }
  }
}

/** After copying: copied items become what they are now in the source: messages by their flags, all others as a whole. */
export async function followChanges(lane: Lane, ties: readonly FolderTie[], run: Run): Promise<void> {
  for (const tie of ties) {
    await inFolder(tie.source.path, run, () =>
      tie.source.kind === 'message' ? followFlags(tie, lane, run) : replaceChanged(tie, lane, run),
    );
  }
}

async function followFlags(tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  for (;;) {
    const entries = await run.ledger.changed(tie.source.path, BATCH_ITEMS_MAX);
    if (entries.length === 0) return;
    await updateAll(tie, entries.flatMap(asChange), lane, run);
  }
}

function asChange(entry: { ref: SourceRef; target: TargetRef | null; version: string }) {
  assert(entry.target !== null, 'a changed entry has a target');
  return [{ ref: entry.ref, target: entry.target, version: entry.version }];
}

async function updateAll(
  tie: FolderTie,
  changes: readonly { ref: SourceRef; target: TargetRef; version: string }[],
  lane: Lane,
  run: Run,
) {
  const versions = new Map(changes.map((change) => [change.ref, change.version]));
  const settled = await lane.target.update(tie.target, changes, run.signal);
  assert(settled.length === changes.length, 'the target settles every change');
  const updated = settled.flatMap(({ is, ref }) =>
    is === 'copied' ? [{ ref, version: versions.get(ref) ?? '' }] : [],
  );
  const failed = settled.filter((one): one is Extract<Outcome, { is: 'failed' }> => one.is === 'failed');
  if (updated.length > 0) await run.ledger.settleChanges(tie.source.path, updated);
  if (failed.length > 0) await run.ledger.settle(tie.source.path, failed);
  run.summary.itemsUpdated += updated.length;
  run.summary.itemsFailed += failed.length;
}

async function followDeletions(tie: FolderTie, lane: Lane, run: Run): Promise<void> {
  for (;;) {
    const entries = await run.ledger.vanished(tie.source.path, BATCH_ITEMS_MAX);
    if (entries.length === 0) return;
    const targets = entries.flatMap((entry) => (entry.target === null ? [] : [entry.target]));
    await lane.target.remove(tie.target, targets, run.signal);
    await run.ledger.settle(
      tie.source.path,
      entries.map(({ ref }): Outcome => ({ is: 'gone', ref })),
    );
    run.summary.itemsRemoved += entries.length;
  }
}

/** Gives the number of moves that were followed. */
async function followMoves(
  candidates: readonly MoveCandidate[],
  byPath: ReadonlyMap<FolderKey, FolderTie>,
  lane: Lane,
  run: Run,
): Promise<number> {
  const moves = await movesAmong(candidates, byPath, lane, run);
  let done = 0;
  for (const move of moves) if (await followMove(move, byPath, lane, run)) done += 1;
  run.summary.itemsMoved += done;
  return done;
}

/** Those candidates whose content is equal; no item is the end or the beginning of two moves. */
async function movesAmong(
  candidates: readonly MoveCandidate[],
  byPath: ReadonlyMap<FolderKey, FolderTie>,
  lane: Lane,
  run: Run,
): Promise<readonly MoveCandidate[]> {
  const moves: MoveCandidate[] = [];
  const taken = new Set<string>();
  for (const [key, group] of Map.groupBy(candidates, (candidate) => folderKey(candidate.to))) {
    const tie = byPath.get(key);
    if (tie === undefined) continue;
    const appeared = [...new Set(group.map((candidate) => candidate.appeared.ref))];
    for await (const item of lane.source.read(tie.source, appeared, run.signal)) {
      if ('unreadable' in item) continue;
      const sha256 = sha256Of(item.content);
      if (item.content.is === 'spooled') await item.content.drop();
      const move = group.find(
        ({ from, left, appeared: { ref } }) =>
          ref === item.ref && left.sha256?.equals(sha256) === true && !taken.has(nameOf(from, left.ref)),
      );
      if (move === undefined) continue;
      taken.add(nameOf(move.from, move.left.ref));
      moves.push(move);
    }
  }
  return moves;
}

async function followMove(
  move: MoveCandidate,
  byPath: ReadonlyMap<FolderKey, FolderTie>,
  lane: Lane,
  run: Run,
): Promise<boolean> {
  const from = byPath.get(folderKey(move.from));
  const to = byPath.get(folderKey(move.to));
  const { target } = move.left;
  if (from === undefined || to === undefined || target === null) return false;
  const moved = await lane.target.move(from.target, to.target, [target], run.signal);
  // Not there any more: a run that was killed between moving and recording has moved it already.
  const now = moved.get(target) ?? (await movedBefore(move, to, lane, run));
  if (now === undefined) return false;
  await run.ledger.settleMove({
    from: move.from,
    left: move.left.ref,
    to: move.to,
    appeared: move.appeared.ref,
    target: now,
  });
  return true;
}

async function movedBefore(move: MoveCandidate, to: FolderTie, lane: Lane, run: Run): Promise<TargetRef | undefined> {
  const marker = run.markerOf(move.from, move.left.ref);
  const { sizeBytes, receivedAt } = move.left;
  const found = await lane.target.find(to.target, [{ marker, sizeBytes, receivedAt }], run.signal);
  const refs = [...(found.get(marker) ?? [])];
  const claimed = await run.ledger.claimed(move.to, refs);
  const free = refs.filter((ref) => !claimed.has(ref));
  if (lane.target.traits.marks === 'inside') return free[0];
  for await (const item of lane.target.read(to.target, free, run.signal)) {
    const isSame = item.content !== null && move.left.sha256?.equals(sha256Of(item.content)) === true;
    if (item.content?.is === 'spooled') await item.content.drop();
    if (isSame) return item.target;
  }
  return undefined;
}

function nameOf(folder: FolderPath, ref: SourceRef): string {
  return `${folderKey(folder)} ${ref}`;
}
