/** Which names the folders of an Exchange mailbox may have, by whatever protocol they are made. */
import { type FolderPath, folderKey } from '../../model/folder.ts';

/** A name that every client shows. */
export const FOLDER_NAME_MAX = 255;
/** Characters that XML cannot carry, and control characters. Blanks at the ends are dropped by the server. */
export const FOLDER_NAME_FORBIDS = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
/** Folders that Exchange or Outlook keeps at the top level, or makes there when it likes to. */
export const FOLDER_NAMES_RESERVED = [
  'Files',
  'Conflicts',
  'Local Failures',
  'Server Failures',
  'Sync Issues',
] as const;

/** Exchange holds names apart without regard to case. */
export function foldedKey(path: FolderPath): string {
  return folderKey(path.map((name) => name.normalize('NFC').toUpperCase().toLowerCase()));
}
