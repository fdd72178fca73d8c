/** What every kind of file can do: give its items one after the other, and one again by its name. */
import type { Instant } from '../../base/clock.ts';
import type { Content, ItemKind } from '../../model/item.ts';
import type { Window } from './bytes.ts';
import type { ArchiveFile } from './tree.ts';

/** A file while it is read. */
export interface OpenFile {
  readonly file: ArchiveFile;
  readonly window: Window;
}

export interface FoundItem {
  readonly is: 'item';
  /** The item's name inside its file: the same as long as it is the same item. It holds no `#`. */
  readonly local: string;
  readonly kind: ItemKind;
  readonly version: string;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
  /** May be called until the file is closed. Fails with an `ArchiveError`. */
  content(signal: AbortSignal): Promise<Content>;
}

/** Something in the file that is an item and cannot be read; `reason` says where and names it: "line 12: …". */
export interface BrokenItem {
  readonly is: 'broken';
  readonly kind: ItemKind;
  readonly sizeBytes: number;
  readonly reason: string;
}

export type Found = FoundItem | BrokenItem;

export interface Deleted {
  readonly is: 'deleted';
}

/** Reads files of one format. Fails with an `ArchiveError` where nothing more can be read of a file. */
export interface Format {
  /** Every item, in the order of the file. */
  items(open: OpenFile, signal: AbortSignal): AsyncIterable<Found | Deleted>;
  /** Items from where one begins; absent where a file is always read whole. */
  readonly itemsFrom?: (open: OpenFile, start: number, signal: AbortSignal) => AsyncIterable<Found | Deleted>;
  /** The items of these names that are there and can be read, in any order. */
  find(open: OpenFile, locals: readonly string[], signal: AbortSignal): AsyncIterable<FoundItem>;
  /** What, beside the bytes of the file, says what its items are; absent where nothing does. */
  readonly stampOf?: (file: ArchiveFile) => string;
  /** What stays of a name when a program rewrites the file; absent where names stay anyway. */
  readonly identityOf?: (local: string) => string;
}
