/** One mailbox to write to. */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { FolderPath, FolderRole, TargetFolder } from './folder.ts';
import type { Content, FolderKind, Item, Loss, Marker, SourceRef, TargetRef } from './item.ts';

export interface TargetTraits {
  /** Folders of other kinds are left out and named. */
  readonly kinds: ReadonlySet<FolderKind>;
  /** Larger items are named exceptions and never sent. */
  readonly itemBytesMax: number;
  /** In UTF-16 code units. */
  readonly folderNameMax: number;
  /** Matches one character that a folder name must not hold. Has the flags `gu`. */
  readonly folderNameForbids: RegExp;
  /** True when `Foo` and `foo` are one folder. */
  readonly folderNamesFold: boolean;
  /** False when blanks at the ends of a name are kept. Without it they are taken off before a folder is made. */
  readonly folderNamesTrimmed?: boolean;
  /** Names at the top level that the target keeps for itself; upper and lower case are one. */
  readonly folderNamesReserved?: readonly string[];
  readonly folderDepthMax: number;
  /**
   * 'inside': the marker travels inside the item and `find` is certain. 'none': the protocol has no place for it; `find`
   * gives items of equal size and date, and the engine compares their content; such a target carries messages alone.
   */
  readonly marks: 'inside' | 'none';
  /** How long after its announcement a write whose answer we never saw may still arrive. */
  readonly doubtRestMs: number;
  /** Keywords that become categories, or all of them where the target has keywords of its own. */
  keepsKeyword(keyword: string): boolean;
}

/** One announced write. */
export interface Write {
  readonly item: Item;
  readonly marker: Marker;
}

/** What became of one write. An item's own failure is a value; a failure of anything larger is thrown by the stream. */
export type Settled =
  | { readonly is: 'copied'; readonly ref: SourceRef; readonly target: TargetRef; readonly losses: readonly Loss[] }
  | { readonly is: 'failed'; readonly ref: SourceRef; readonly problem: Problem };

/** A copied item whose flags or keywords changed in the source. */
export interface Change {
  readonly ref: SourceRef;
  readonly target: TargetRef;
  /** The new `version`. */
  readonly version: string;
}

/** An announced write whose answer we never saw. */
export interface Doubt {
  readonly marker: Marker;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
}

/** An item as the target lists it: everything but its content. */
export interface FoundHead {
  readonly target: TargetRef;
  /** Null when Godwit did not write it (or the target has no markers). */
  readonly marker: Marker | null;
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
  /** Of a message: as `messageVersion` gives it for the flags and keywords found. Of everything else ''. */
  readonly version: string;
  /** When the target itself made it, whatever date the item bears; left out where the target does not tell. */
  readonly createdAt?: Instant;
}

export interface FoundItem {
  readonly target: TargetRef;
  /** Null when the target did not give it back; `why` says what it said. */
  readonly content: Content | null;
  readonly why: string | null;
}

export interface WantedFolder {
  readonly path: FolderPath;
  readonly role: FolderRole;
  readonly kind: FolderKind;
  /** The path in the source, stored with the folder where the target can, so that a renamed folder is found again. */
  readonly sourcePath: FolderPath;
}

export interface Target {
  readonly traits: TargetTraits;
  /** What the mailbox is, for messages: "user@host". */
  readonly name: string;
  /** What is there now, special folders with their roles. */
  folders(signal: AbortSignal): Promise<readonly TargetFolder[]>;
  /** Creates what is missing of the path, its parents included. No error when it is all there. */
  ensureFolder(wanted: WantedFolder, signal: AbortSignal): Promise<TargetFolder>;
  /**
   * Writes a stream of items, each with its marker in one request, so that neither can be there without the other.
   * Gathers as many into a request as the protocol likes, has several on their way, and yields each outcome as soon as it
   * is known. Takes the next write only when there is room: what it has taken and not settled is bounded in bytes.
   * Several puts may run at once, and a put never keeps another one waiting while it waits for its own next write: the
   * other's writes may have to be taken before its own can come (both are read from one connection, in order). Each write is settled exactly once, unless the stream throws: then those not
   * settled are in doubt. The caller drops spooled content after it is settled.
   */
  put(folder: TargetFolder, writes: AsyncIterable<Write>, signal: AbortSignal): AsyncIterable<readonly Settled[]>;
  /** Items that may be these writes, per marker. Asked only about writes whose answer we never saw. See `marks`. */
  find(
    folder: TargetFolder,
    doubts: readonly Doubt[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Marker, readonly TargetRef[]>>;
  /** Of messages: sets flags and keywords to those of the version. Safe to repeat. A vanished item is settled as failed `proof.missing`. */
  update(folder: TargetFolder, changes: readonly Change[], signal: AbortSignal): Promise<readonly Settled[]>;
  /**
   * What `put` would lose of the item, as far as the item alone tells: for one that is recognised in the target and whose
   * losses are not remembered any more. Nothing is sent. Nothing is lost of any item where this is left out.
   */
  foresee?(folder: TargetFolder, item: Item): Promise<readonly Loss[]>;
  /**
   * Ties together what refers to each other in a folder of contacts, once all of them are there: members of groups become
   * links to their contacts. Reads everything it needs from the target, so that it is safe to repeat and to leave out.
   */
  link?(folder: TargetFolder, signal: AbortSignal): Promise<void>;
  /** Moves items; gives the new ref of each that was there. */
  move(
    from: TargetFolder,
    to: TargetFolder,
    refs: readonly TargetRef[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<TargetRef, TargetRef>>;
  /** Removes items for good. No error for those that are already gone. */
  remove(folder: TargetFolder, refs: readonly TargetRef[], signal: AbortSignal): Promise<void>;
  /** Everything in the folder, page by page; for the proof and for a ledger that was lost. */
  list(folder: TargetFolder, signal: AbortSignal): AsyncIterable<readonly FoundHead[]>;
  /** Content of items as the target gives it back, in any order; for the proof. */
  read(folder: TargetFolder, refs: readonly TargetRef[], signal: AbortSignal): AsyncIterable<FoundItem>;
  close(): Promise<void>;
}

/** What a target can be asked before a move, where its protocol has a way to it. */
export interface TargetTrial {
  /**
   * Writes one item where neither its owner nor a program of theirs shows it, reads it back and removes it for good, with
   * whatever an earlier trial left that was killed. Nobody is mailed. Throws the failure that a move would meet:
   * `target.read-only`, `target.full`, `target.busy` and the like.
   */
  tryWriting(signal: AbortSignal): Promise<void>;
  /** How full the mailbox is. */
  room(signal: AbortSignal): Promise<MailboxRoom>;
}

export interface MailboxRoom {
  /** The folders that hold something, by their names, the fullest first. */
  readonly filled: readonly { readonly name: string; readonly items: number }[];
  /** Null where the server does not tell. */
  readonly usedBytes: number | null;
  /** From here on nothing more is taken. Null where the server does not tell. */
  readonly limitBytes: number | null;
}

/** As `OpenSource`. */
export type OpenTarget = (signal: AbortSignal, need?: 'needed' | 'spare') => Promise<Target>;
