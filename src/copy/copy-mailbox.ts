/**
 * The engine. It decides what is written when, and records it; it sees a source, a target and a ledger, and never a
 * protocol or SQL. Safe to run again after any crash: it goes on where the ledger ends.
 */
import type { Clock } from '../base/clock.ts';
import { limiter } from '../base/limiter.ts';
import type { Log } from '../base/log.ts';
import { Failure, type Problem } from '../base/problem.ts';
import { type FolderPath, folderKey } from '../model/folder.ts';
import type { Content } from '../model/item.ts';
import type { Ledger, MarkerOf } from '../model/ledger.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { LeftOutFolder, OpenSource } from '../model/source.ts';
import type { OpenTarget } from '../model/target.ts';
import type { FolderMapping } from '../plan/folder-map.ts';
import { followChanges, followMovesAndDeletions } from './follow-changes.ts';
import { openLanes } from './lane.ts';
import { copyFromWorkList } from './lane-run.ts';
import { lanesFor } from './pace.ts';
import { type FolderTie, type Preparation, prepareFolders } from './prepare-folders.ts';
import { listInto } from './record-listing.ts';
import { settleDoubts } from './settle-doubts.ts';
import { Trouble } from './trouble.ts';
import { WorkList } from './work-list.ts';

/** Folders listed at once: each costs a round trip or two, and a small folder little else. */
const LISTINGS_AT_ONCE_MAX = 4;

export interface CopyDeps {
  readonly openSource: OpenSource;
  readonly openTarget: OpenTarget;
  readonly ledger: Ledger;
  readonly policy: Policy;
  /**
   * bulk: copies what is new, folder by folder as they are listed, while people work. delta: lists everything first, then
   * also follows moves, flags and (by policy) deletions.
   */
  readonly pass: 'bulk' | 'delta';
  readonly markerOf: MarkerOf;
  /** The most connections to each side; fewer are opened when more would gain nothing. */
  readonly lanesMax: number;
  /** A text that is equal for contents that mean the same; for targets that have no place for a marker. */
  readonly meaningOf: (content: Content) => Promise<string>;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly log: Log;
  /** Aborted: begin no further batch, settle what is under way, throw `run.interrupted`. */
  readonly stopping: AbortSignal;
  /** Aborted: stop at once. */
  readonly signal: AbortSignal;
}

/** What one run did. The state of everything is in the ledger; this is only about the run. */
export interface CopySummary {
  itemsWritten: number;
  bytesWritten: number;
  itemsUpdated: number;
  itemsMoved: number;
  itemsRemoved: number;
  /** Items that were found in the target and needed no write. */
  itemsAdopted: number;
  itemsFailed: number;
  /** Folders that could not be listed or written, with the reason; the rest went on. */
  readonly stoppedFolders: { readonly path: FolderPath; readonly problem: Problem }[];
  /** What the source lists and does not count as part of the mailbox. */
  leftOut: readonly LeftOutFolder[];
}

/** One run, as the parts of the engine see it. */
export interface Run extends CopyDeps {
  readonly summary: CopySummary;
}

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
  run.summary.leftOut = first.source.leftOut;
  const work = new WorkList();
  const trouble = new Trouble(run);
  const count = lanesFor(first.source.roundTripMs, run.lanesMax);
  const copying = copyFromWorkList(work, lanes.upTo(count), trouble, run);
  // Listing fails together with copying, and neither may be left running when the other has failed.
  const listing = listAll(lanes, preparation, work, run).finally(() => work.close());
  await Promise.all([copying, listing]);
  const ties = await preparation.ties();
  if (run.pass === 'delta') await followChanges(first, ties, run);
  await repeatDoubtful(lanes, ties, trouble, run);
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
    await followMovesAndDeletions(lanes.first, { ties, gone: preparation.gone }, run);
    for (const tie of ties) work.offer(tie);
  }
}

/** The inbox first, because people wait for it; then the large ones, so that none is left over when the others are done. */
function inOrderOfListing({ source: one }: FolderMapping, { source: other }: FolderMapping): number {
  const inbox = Number(other.role === 'inbox') - Number(one.role === 'inbox');
  return inbox === 0 ? (other.itemsCount ?? 0) - (one.itemsCount ?? 0) : inbox;
}

/** Runs something that concerns one folder: a Failure of that scope stops the folder and nothing else. */
export async function inFolder(path: FolderPath, run: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || (error.kind.scope !== 'folder' && error.kind.scope !== 'item')) throw error;
    run.summary.stoppedFolders.push({ path, problem: { code: error.code, facts: error.facts } });
    run.watch({ is: 'problem', folder: path, problem: error });
  }
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
