/** One mailbox to read from. The interface has no verb that writes: no flag, no subscription, no `\Seen`. */
import type { ContactTable } from './contact-table.ts';
import type { FolderPath, SourceFolder } from './folder.ts';
import type { Cursor, Item, ItemHead, SourceRef } from './item.ts';

/** One step of a listing. `next` may be stored only together with what the page says. */
export interface Page {
  /** New items, and known ones whose version may have changed. */
  readonly heads: readonly ItemHead[];
  /** Known items that are no longer in the folder. */
  readonly gone: readonly SourceRef[];
  /** Null: the next listing begins from nothing. */
  readonly next: Cursor | null;
  /** True when every ref known before is void, because the server numbered the folder anew (UIDVALIDITY changed). */
  readonly renumbered: boolean;
}

export interface Listing {
  /** Null lists from the beginning. */
  readonly cursor: Cursor | null;
  /** All refs recorded so far, in ascending order of recording; for servers that cannot say what is gone. */
  known(): AsyncIterable<readonly SourceRef[]>;
}

export interface Source {
  /** What the mailbox is, for messages and markers: "user@host". */
  readonly name: string;
  /** How long the server took to answer at sign-in: what a lane of its own would save. 0 when there is no wire. */
  readonly roundTripMs: number;
  /** What the server lists and the last `folders` left out: second names of other folders, and folders of other people. */
  readonly leftOut: readonly LeftOutFolder[];
  /** Tables of contacts that the last `folders` found; absent where a source has no such thing. */
  readonly contactTables?: readonly ContactTable[];
  /** Every folder of the mailbox, parents before children, in the server's order. */
  folders(signal: AbortSignal): Promise<readonly SourceFolder[]>;
  /** Everything new, changed or gone since the cursor. The last page's `next` is where the next listing begins. */
  list(folder: SourceFolder, listing: Listing, signal: AbortSignal): AsyncIterable<Page>;
  /**
   * The items of a batch as a stream, in whatever order the server sends them; those that went away since they were
   * listed are simply missing. One request on the wire for the whole batch. Several reads may run at once: their requests
   * are sent at once and answered in order, so that the wire never waits for a round trip.
   * An item the server refuses to give out is yielded as `Unreadable`.
   */
  read(folder: SourceFolder, refs: readonly SourceRef[], signal: AbortSignal): AsyncIterable<Item | Unreadable>;
  close(): Promise<void>;
}

export interface Unreadable {
  readonly ref: SourceRef;
  readonly unreadable: string;
}

/**
 * Opens one more connection to the same mailbox: a lane of its own. `spare` is one that the mailbox can do without: where
 * connections are scarce it fails soon and takes nobody else's.
 */
export type OpenSource = (signal: AbortSignal, need?: 'needed' | 'spare') => Promise<Source>;

/** A folder that the server lists and that is not moved. */
export interface LeftOutFolder {
  readonly path: FolderPath;
  /** One sentence for people. */
  readonly why: string;
}
