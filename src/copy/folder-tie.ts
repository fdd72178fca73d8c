/** A source folder and what it becomes, with what an earlier run left open in it. */
import type { SourceFolder, TargetFolder } from '../model/folder.ts';
import type { LedgerFolder } from '../model/ledger.ts';

/** A source folder and the target folder made for it. */
export interface FolderTie {
  readonly source: SourceFolder;
  readonly target: TargetFolder;
  /** As the ledger knew the folder before this run. */
  readonly known: LedgerFolder | null;
  /** What an earlier run left open in it, as counted when this run began. */
  readonly left: LeftOpen;
  /** True when the target had the folder before Godwit first came: it may hold items of an earlier move. */
  readonly existed: boolean;
}

export interface LeftOpen {
  readonly seen: number;
  readonly intended: number;
  /** Set aside by a renumbering whose healing was interrupted. */
  readonly aside: number;
}
