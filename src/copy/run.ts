/** What every part of the engine is handed: the two sides, the ledger, the customer's answers, and the tally of this run. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { FolderPath } from '../model/folder.ts';
import type { Content } from '../model/item.ts';
import type { Ledger, MarkerOf } from '../model/ledger.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { LeftOutFolder, OpenSource } from '../model/source.ts';
import type { OpenTarget } from '../model/target.ts';

export interface CopyDeps {
  readonly openSource: OpenSource;
  readonly openTarget: OpenTarget;
  readonly ledger: Ledger;
  readonly policy: Policy;
  /**
   * bulk: copies what is new, folder by folder as they are listed, while people work. delta: lists everything first, then
   * also follows moves, flags and (by policy) deletions. sweep: as delta, but nothing that was copied is followed any more, so
   * that whoever works in the target is not disturbed; what only moved in the source is left out.
   */
  readonly pass: 'bulk' | 'delta' | 'sweep';
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

/**
 * Runs something that concerns one folder: a Failure of that scope stops the folder and nothing else. True when it went
 * through.
 */
export async function inFolder(path: FolderPath, run: Run, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Failure) || (error.kind.scope !== 'folder' && error.kind.scope !== 'item')) throw error;
    run.summary.stoppedFolders.push({ path, problem: { code: error.code, facts: error.facts } });
    run.watch({ is: 'problem', folder: path, problem: error });
    return false;
  }
}
