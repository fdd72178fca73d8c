/** What could not be moved, as the ledgers of a mailbox have it. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { FolderPath } from './folder.ts';
import type { ItemKind } from './item.ts';

/** Which ledger: what was read, and into what. */
export interface LedgerNames {
  readonly source: string;
  readonly target: string;
}

/** Where it lies, but nothing of what is in it. */
export interface FailedItem {
  readonly folder: FolderPath;
  /** The source's own name of it in its folder: a number where it is IMAP. */
  readonly ref: string;
  readonly kind: ItemKind;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
  readonly problem: Problem;
}

export type FailedItemSort = 'recorded';
