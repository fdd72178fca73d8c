/** What can be done about a full mailbox where it is, with its own figures: no move makes it smaller. */
import { folderLabel } from '../../model/folder.ts';
import { FOLDER_ITEMS_ADVISED_MAX, FOLDER_LEVELS_ADVISED_MAX, levelsOf } from '../mailbox-signs.ts';
import type { FolderFigures, MailboxFigures } from './mailbox-figures.ts';

export interface StorageAdvice {
  readonly bytes: number;
  readonly largest: readonly FolderShare[];
  readonly trash: Amount;
  readonly junk: Amount;
  /** Mail of the years before `oldBefore`. */
  readonly old: Amount & { readonly oldBefore: number };
  /** With more items than programs list quickly. */
  readonly crowded: readonly { readonly folder: string; readonly items: number }[];
  readonly deepest: { readonly folder: string; readonly levels: number } | null;
  /** The most that is left when trash and junk are empty and old mail is kept elsewhere. */
  readonly bytesAfter: number;
}

interface Amount {
  readonly items: number;
  readonly bytes: number;
}

interface FolderShare {
  readonly folder: string;
  readonly bytes: number;
  /** Of the whole mailbox, 0 to 1. */
  readonly share: number;
}

const LARGEST_NAMED = 5;
/** Whole years that stay at hand beside the current one. */
const YEARS_KEPT = 2;

/** `yearNow` is the calendar year, in UTC. */
export function adviseStorage(figures: MailboxFigures, yearNow: number): StorageAdvice {
  const mail = figures.folders.filter(({ isMail }) => isMail);
  const trash = total(mail.filter(({ role }) => role === 'trash'));
  const junk = total(mail.filter(({ role }) => role === 'junk'));
  const oldBefore = yearNow - YEARS_KEPT;
  const old = total(figures.years.filter(({ year }) => year < oldBefore));
  const crowded = mail.filter(({ items }) => items > FOLDER_ITEMS_ADVISED_MAX);
  const [deepest] = [...mail].sort((one, other) => levelsOf(other.path) - levelsOf(one.path));
  const isDeep = deepest !== undefined && levelsOf(deepest.path) > FOLDER_LEVELS_ADVISED_MAX;
  return {
    bytes: figures.bytes,
    largest: largestOf(mail, figures.bytes),
    trash,
    junk,
    old: { ...old, oldBefore },
    crowded: crowded.map(({ path, items }) => ({ folder: folderLabel(path), items })),
    deepest: isDeep ? { folder: folderLabel(deepest.path), levels: levelsOf(deepest.path) } : null,
    // All of the trash may be old: what is in both goes only once.
    bytesAfter: figures.bytes - Math.max(trash.bytes + junk.bytes, old.bytes),
  };
}

function largestOf(folders: readonly FolderFigures[], bytesAll: number): readonly FolderShare[] {
  return [...folders]
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, LARGEST_NAMED)
    .map(({ path, bytes }) => ({ folder: folderLabel(path), bytes, share: bytes / bytesAll }));
}

function total(amounts: readonly Amount[]): Amount {
  return {
    items: amounts.reduce((sum, { items }) => sum + items, 0),
    bytes: amounts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
