/**
 * The engine. It decides what is written when, and records it; it sees a source, a target and a ledger, and never a
 * protocol or SQL. Safe to run again after any crash: it goes on where the ledger ends.
 */
import { limiter } from '../base/limiter.ts';
import { Failure } from '../base/problem.ts';
import { folderKey } from '../model/folder.ts';
import type { FolderMapping } from '../plan/folder-map.ts';
import type { FolderTie } from './folder-tie.ts';
import { followChanges, followMovesAndDeletions, passOverMoves } from './follow-changes.ts';
import { type Lane, openLanes } from './lane.ts';
import { copyFromWorkList } from './lane-run.ts';
import { lanesFor } from './pace.ts';
import { type Preparation, prepareFolders } from './prepare-folders.ts';
import { listInto } from './record-listing.ts';
import { type CopyDeps, type CopySummary, inFolder, type Run } from './run.ts';
import { settleDoubts } from './settle-doubts.ts';
import { Trouble } from './trouble.ts';
import { WorkList } from './work-list.ts';

/** Folders listed at once: each costs a round trip or two, and a small folder little else. */
const LISTINGS_AT_ONCE_MAX = 4;

/** Brings the target up to date with the source. Throws a Failure of scope mailbox or larger; smaller ones are recorded. */
export async function copyMailbox(deps: CopyDeps): Promise<CopySummary> {
  const inner = new AbortController();
  const signal = AbortSignal.any([deps.signal, inner.signal]);
  const summary: CopySummary = {
    itemsWritten: 0,
    bytesWritten: 0,
    itemsUpdated: 0,
    itemsMoved: 0,
    itemsRemoved: 0,
    itemsAdopted: 0,
    itemsFailed: 0,
    stoppedFolders: [],
    leftOut: [],
  };
  const run: Run = { ...deps, signal, summary };
  await using lanes = await openLanes(run);
  try {
    await copyThrough(lanes, run);
  } catch (error) {
    inner.abort(error);
    throw error;
  }
  await deps.ledger.flush();
  if (deps.stopping.aborted) throw new Failure('run.interrupted', {});
  return summary;
}

async function copyThrough(lanes: Lanes, run: Run): Promise<void> {
  const first = lanes.first;
  const preparation = await prepareFolders(first, run);
  const work = new WorkList();
  const trouble = new Trouble(run);
  const count = lanesFor(first.source.roundTripMs, run.lanesMax);
  const copying = copyFromWorkList(work, lanes.upTo(count), trouble, run);
  // Listing fails together with copying, and neither may be left running when the other has failed.
  const listing = listAll(lanes, preparation, work, run)
    .then(() => sayListed(run))
    .finally(() => work.close());
  await Promise.all([copying, listing]);
  run.summary.leftOut = preparation.leftOut();
  const ties = await preparation.ties();
  if (run.pass === 'delta') await followChanges(first, ties, run);
  await repeatDoubtful(lanes, ties, trouble, run);
  if (!run.stopping.aborted) await linkContacts(first, ties, run);
}

/** Whoever was asked to stop has left folders out. */
function sayListed({ watch, stopping }: Run): void {
  if (!stopping.aborted) watch({ is: 'phase', phase: 'copying' });
}

/** Every time: an earlier run may have been killed between the last contact and this. */
async function linkContacts({ target }: Lane, ties: readonly FolderTie[], run: Run): Promise<void> {
  for (const tie of ties.filter(({ source }) => source.kind === 'contact')) {
    await inFolder(tie.source.path, run, async () => target.link?.(tie.target, run.signal));
  }
}

type Lanes = Awaited<ReturnType<typeof openLanes>>;

async function listAll(lanes: Lanes, preparation: Preparation, work: WorkList, run: Run): Promise<void> {
  run.watch({ is: 'phase', phase: 'listing' });
  const lister = await lanes.lister();
  const early = run.pass === 'bulk' ? work : null;
  const limit = limiter(LISTINGS_AT_ONCE_MAX);
  const listings = preparation.mapped.toSorted(inOrderOfListing).map((mapped) =>
    limit.run(async () => {
      if (run.stopping.aborted || run.signal.aborted) return;
      await inFolder(mapped.source.path, run, async () => {
        const tie = await preparation.tie(mapped);
        if (tie !== null) await listInto(early, tie, { lister, first: lanes.first }, run);
      });
    }),
  );
  await Promise.all(listings);
  if (early === null) {
    const ties = await preparation.ties();
    const places = { ties, gone: preparation.gone };
    if (run.pass === 'sweep') await passOverMoves(lanes.first, places, run);
    else await followMovesAndDeletions(lanes.first, places, run);
    for (const tie of ties) work.offer(tie);
  }
}

/** The inbox first, because people wait for it; then the large ones, so that none is left over when the others are done. */
function inOrderOfListing({ source: one }: FolderMapping, { source: other }: FolderMapping): number {
  const inbox = Number(other.role === 'inbox') - Number(one.role === 'inbox');
  return inbox === 0 ? (other.itemsCount ?? 0) - (one.itemsCount ?? 0) : inbox;
}

/** Settles what is still in doubt, and writes again what proves not to have arrived, as often as the run survives it. */
async function repeatDoubtful(lanes: Lanes, ties: readonly FolderTie[], trouble: Trouble, run: Run): Promise<void> {
  while (!run.stopping.aborted) {
    const again = new WorkList();
    const counts = await run.ledger.counts();
    const doubtful = new Set(counts.filter((one) => one.items.intended > 0).map((one) => folderKey(one.path)));
    for (const tie of ties.filter((one) => doubtful.has(folderKey(one.source.path)))) {
      await inFolder(tie.source.path, run, async () => {
        const { withdrawn } = await settleDoubts(tie, lanes.first, 'wait', run);
        if (withdrawn > 0) again.offer(tie);
      });
    }
    if (again.isEmpty) return;
    again.close();
    await copyFromWorkList(again, lanes.upTo(1), trouble, run);
  }
}
