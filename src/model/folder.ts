/** Folders on both sides. A path is decoded text, one element a level; the server's own spelling stays in the adapter. */
import type { Brand } from '../base/brand.ts';
import type { FolderKind } from './item.ts';

/** Never empty; elements are decoded text and may hold any character, the server's separator included. */
export type FolderPath = readonly string[];
/** A path as one text that is equal exactly when the paths are: the key of a folder in the ledger and in maps. */
export type FolderKey = Brand<string, 'FolderKey'>;

/** What a folder is for, where the server or its name says so. */
export type FolderRole =
  | 'inbox'
  | 'sent'
  | 'drafts'
  | 'trash'
  | 'junk'
  | 'archive'
  | 'calendar'
  | 'contacts'
  | 'tasks'
  | 'notes'
  | 'plain';

export interface SourceFolder {
  readonly path: FolderPath;
  readonly role: FolderRole;
  /** What it holds. */
  readonly kind: FolderKind;
  /** False for a parent that is only a name (`\Noselect`): it is created in the target and never opened. */
  readonly holdsItems: boolean;
  /** As the server counts them, when it said so without being asked twice; null otherwise. */
  readonly itemsCount: number | null;
  readonly bytesCount: number | null;
  /** The adapter's own name of the folder: what it sends to the server. */
  readonly serverName: string;
  /**
   * Changes whenever anything in the folder does. Equal to the `stamp` kept from the last finished pass means: nothing
   * changed, do not even open it. Null when the server gives no such thing.
   */
  readonly stamp: string | null;
}

export interface TargetFolder {
  readonly path: FolderPath;
  readonly role: FolderRole;
  readonly kind: FolderKind;
  /** The adapter's own name of it: an EWS folder id, an IMAP mailbox name. */
  readonly serverName: string;
}

export function folderKey(path: FolderPath): FolderKey {
  return JSON.stringify(path) as FolderKey; // JSON of the path is its key by definition
}

/** The path for people: elements joined by " / ". */
export function folderLabel(path: FolderPath): string {
  return path.join(' / ');
}
