/** The checkpoint: what we know to have happened to every folder and item of one mailbox. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { FolderPath, SourceFolder, TargetFolder } from './folder.ts';
import type { Cursor, ItemHead, Loss, Marker, SourceRef, TargetRef } from './item.ts';
import type { Page } from './source.ts';

/**
 * seen: listed, not copied yet. intended: its write was announced and its answer not seen. copied: the target has it.
 * verified: read back from the target and equal. skipped: left out by a rule. failed: named exception.
 * gone: vanished from the source before it was copied.
 */
export const ENTRY_STATES = ['seen', 'intended', 'copied', 'verified', 'skipped', 'failed', 'gone'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/**
 * Stands where the stamp of a folder's last listing does, once the ledger came out of a backup: until the folder is listed to its
 * end, everything that is new there may have been written by a run that the backup does not know. No server has such a stamp.
 */
export const RESTORED_STAMP = 'restored from a backup, and not looked through since';

export interface Entry extends ItemHead {
  readonly state: EntryState;
  /** The version that the target has, once it has the item. */
  readonly copiedVersion: string | null;
  readonly target: TargetRef | null;
  /** SHA-256 of the source bytes as they were copied. */
  readonly sha256: Buffer | null;
  readonly problem: Problem | null;
  readonly losses: readonly Loss[];
  /** True when the source no longer has the item. A copied item stays in the target unless the policy says otherwise. */
  readonly vanished: boolean;
}

export type Outcome =
  | {
      readonly is: 'copied';
      readonly ref: SourceRef;
      readonly target: TargetRef;
      readonly version: string;
      readonly sha256: Buffer | null;
      readonly losses: readonly Loss[];
    }
  | { readonly is: 'skipped'; readonly ref: SourceRef; readonly rule: string }
  | { readonly is: 'failed'; readonly ref: SourceRef; readonly problem: Problem }
  /** The source no longer has it and neither has the target: it was never copied, or its copy was removed. */
  | { readonly is: 'gone'; readonly ref: SourceRef };

export type Proof =
  | { readonly is: 'verified'; readonly ref: SourceRef }
  | { readonly is: 'failed'; readonly ref: SourceRef; readonly problem: Problem };

/** A folder as the ledger knows it. */
export interface LedgerFolder {
  readonly source: SourceFolder;
  readonly target: TargetFolder | null;
  /** `source.stamp` when the last listing ended. */
  readonly listedStamp: string | null;
  /** False when the folder is no longer in the source. */
  readonly present: boolean;
}

export interface FolderCounts {
  readonly path: FolderPath;
  readonly items: Readonly<Record<EntryState, number>>;
  readonly bytes: Readonly<Record<EntryState, number>>;
  /** Entries set aside by a renumbering and neither adopted nor given up yet. Not among `items`. */
  readonly aside: number;
}

/** A write that was announced and not settled. */
export interface DoubtfulEntry extends Entry {
  readonly intendedAt: Instant;
}

/** An item that left one folder and one of equal size and date that appeared in another: perhaps the same, moved. */
export interface MoveCandidate {
  readonly from: FolderPath;
  readonly left: Entry;
  readonly to: FolderPath;
  readonly appeared: Entry;
}

/**
 * Every writing call outlives this process as soon as it returns. It also outlives a power cut once a later `intend` or
 * `flush` has returned: before that the last calls may be lost, in reverse order, and nothing else. Every writing call
 * names the lease term it was opened with, and throws `run.lease-lost` when another process has taken the mailbox over.
 */
export interface Ledger {
  /** Known folders, in the order they were first recorded. */
  folders(): Promise<readonly LedgerFolder[]>;
  /** Records the source's folders as they are now: new ones are added, missing ones marked absent. */
  recordFolders(folders: readonly SourceFolder[]): Promise<void>;
  /** Ties a source folder to the target folder made for it. */
  tieFolder(path: FolderPath, target: TargetFolder): Promise<void>;

  cursor(folder: FolderPath): Promise<Cursor | null>;
  /**
   * The page and its cursor, together or not at all. New refs become 'seen'; known ones get the new version; gone ones
   * are marked vanished (and 'gone' when they were only 'seen'), and come back when they are listed again. On `renumbered`
   * everything copied or announced in the folder is set aside first (see `aside`), and the rest of it is forgotten.
   */
  record(folder: FolderPath, page: Page): Promise<void>;
  /** The listing ended: keeps the stamp that the folder had when it began. */
  recordStamp(folder: FolderPath, stamp: string | null): Promise<void>;
  /** Refs recorded and not vanished, ascending, in pages. */
  known(folder: FolderPath): AsyncIterable<readonly SourceRef[]>;

  /**
   * Announces the next batch: takes the oldest entries that are 'seen' until either bound is met (always at least one),
   * makes them 'intended' and gives them back. Empty when none is left. Must return before the first write is sent, and
   * then outlives a power cut.
   */
  intend(
    folder: FolderPath,
    bounds: { readonly itemsMax: number; readonly bytesMax: number },
    now: Instant,
  ): Promise<readonly Entry[]>;
  /** Announced and never settled, oldest first, at most `limit`. */
  doubts(folder: FolderPath, limit: number): Promise<readonly DoubtfulEntry[]>;
  /** The announced write did not happen: back to 'seen', or 'gone' when the source lost the item meanwhile. */
  withdraw(folder: FolderPath, refs: readonly SourceRef[]): Promise<void>;
  /**
   * Records what became of entries, whatever they were before; the same again changes nothing. 'failed' and
   * 'skipped' leave what is known of an older copy, the others replace it.
   */
  settle(folder: FolderPath, outcomes: readonly Outcome[]): Promise<void>;

  /** Copied entries whose version is no longer the copied one, oldest first, at most `limit`; vanished ones are left out. */
  changed(folder: FolderPath, limit: number): Promise<readonly Entry[]>;
  /** The target now has these versions. What was verified before it changed is only copied again. */
  settleChanges(
    folder: FolderPath,
    changes: readonly { readonly ref: SourceRef; readonly version: string }[],
  ): Promise<void>;

  /** Copied entries that vanished from the source, oldest first, at most `limit`. Settled as 'gone' once their copy is removed. */
  vanished(folder: FolderPath, limit: number): Promise<readonly Entry[]>;

  /** Pairs that may be moves, at most `limit`: one entry copied and vanished, one 'seen' in another folder of the source, equal size and date. */
  moveCandidates(limit: number): Promise<readonly MoveCandidate[]>;
  /**
   * The target item of `from` now belongs to `to`: in one transaction `from` is forgotten and `to` becomes copied with its
   * sha256, version and losses and the given target ref.
   */
  settleMove(move: {
    readonly from: FolderPath;
    readonly left: SourceRef;
    readonly to: FolderPath;
    readonly appeared: SourceRef;
    readonly target: TargetRef;
  }): Promise<void>;

  /** Copied entries set aside by a renumbering whose size and date equal those of a 'seen' entry of the folder; at most `limit` pairs. */
  aside(folder: FolderPath, limit: number): Promise<readonly { readonly old: Entry; readonly renumbered: Entry }[]>;
  /** The old entry's copy is the new entry's: the new one becomes copied with the old one's target, version, sha256 and losses; the old one is forgotten. */
  adopt(
    folder: FolderPath,
    pairs: readonly { readonly old: SourceRef; readonly renumbered: SourceRef }[],
  ): Promise<void>;
  /** No more pairs will come: what is still set aside is no longer in the source. It becomes vanished. */
  endAside(folder: FolderPath): Promise<void>;

  /** Which of these target refs belong to an entry of the folder. */
  claimed(folder: FolderPath, refs: readonly TargetRef[]): Promise<ReadonlySet<TargetRef>>;
  /** Entries in any of the states, ascending by recording, in pages. May be read while settling. */
  entries(folder: FolderPath, states: readonly EntryState[]): AsyncIterable<readonly Entry[]>;
  prove(folder: FolderPath, proofs: readonly Proof[]): Promise<void>;
  /**
   * Failed entries are tried once more by this run: those that the target never had are 'seen' again, the others 'copied',
   * to be proven again. What the target had and lost (`proof.missing`) was perhaps deleted there on purpose: it is copied
   * again only with `missingToo`. Gives the number of entries.
   */
  retryFailed(options: { readonly missingToo: boolean }): Promise<number>;
  counts(): Promise<readonly FolderCounts[]>;
  /** Everything written so far outlives a power cut when this returns. */
  flush(): Promise<void>;
}

/** Answers the marker of an item; the same item has the same marker in every run, even with a new ledger. */
export type MarkerOf = (folder: FolderPath, ref: SourceRef) => Marker;
