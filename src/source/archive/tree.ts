/** The files of an archive, whatever they lie in: a folder on disk, a zip, a tar. */
import type { Bytes } from './bytes.ts';

export interface ArchiveFile {
  /** The last element of `path`. */
  readonly name: string;
  /** From the root of the archive, for people and for names of items; containers are elements too. */
  readonly path: readonly string[];
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Changes whenever the content does. */
  readonly stamp: string;
  /** How many containers it lies in. */
  readonly nesting: number;
  /** Fails with an `ArchiveError`. Whoever opens closes. */
  open(signal: AbortSignal): Promise<Bytes>;
}

export interface ArchiveFolder {
  /** The last element of `path`; of the root its own name. */
  readonly name: string;
  /** From the root, which is []. */
  readonly path: readonly string[];
  /** As it is now, in an order that stays. Fails with an `ArchiveError` when it cannot be listed at all. */
  list(signal: AbortSignal): Promise<FolderContents>;
  /** One of its files as it is now; null when there is none. */
  file(name: string): Promise<ArchiveFile | null>;
}

export interface FolderContents {
  readonly files: readonly ArchiveFile[];
  readonly folders: readonly ArchiveFolder[];
  readonly refused: readonly Refused[];
}

/** Something that is not looked into, and why. */
export interface Refused {
  readonly path: readonly string[];
  readonly why: string;
}

/** Files and folders of one archive, containers included. */
export const ENTRIES_MAX = 1_000_000;
/** Folders inside each other. No mail program makes more than ten; a loop of mounts has no end. */
export const TREE_DEPTH_MAX = 100;
