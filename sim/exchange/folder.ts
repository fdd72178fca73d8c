/** Folders of a mailbox, those that are there from the start, and the rules of their names. */
import { ItemRefusal } from './errors.ts';
import type { PropertyKey, PropertyValue } from './extended-property.ts';

export interface FolderState {
  readonly parent: number | null;
  readonly name: string;
  readonly folderClass: string;
  /** The name under which the schema knows it; null for folders that somebody created. */
  readonly distinguished: string | null;
  readonly extended: Readonly<Record<PropertyKey, PropertyValue>>;
}

export interface FolderRecord {
  readonly is: 'folder';
  readonly mailbox: number;
  readonly id: number;
  /** Positions in the order of all changes of the mailbox. */
  readonly created: number;
  readonly changed: number;
  readonly state: FolderState;
}

export interface Folder {
  readonly id: number;
  readonly created: number;
  changed: number;
  state: FolderState;
  /** Items in the order they came. */
  readonly items: Set<number>;
  unreadCount: number;
  /** Every change of an item of this folder, oldest first; an entry is stale when the item changed again. */
  readonly journal: { readonly sequence: number; readonly item: number }[];
  /** Items that left, with the positions of their coming and going. */
  readonly gone: Map<number, { readonly created: number; readonly sequence: number }>;
}

interface Born {
  readonly distinguished: string;
  readonly parent: string | null;
  readonly name: string;
  readonly folderClass: string;
}

/** What every mailbox has from the start, parents first. */
export const BORN_FOLDERS: readonly Born[] = [
  { distinguished: 'root', parent: null, name: '', folderClass: '' },
  { distinguished: 'msgfolderroot', parent: 'root', name: 'Top of Information Store', folderClass: 'IPF.Note' },
  { distinguished: 'searchfolders', parent: 'root', name: 'Finder', folderClass: '' },
  { distinguished: 'recoverableitemsroot', parent: 'root', name: 'Recoverable Items', folderClass: '' },
  { distinguished: 'recoverableitemsdeletions', parent: 'recoverableitemsroot', name: 'Deletions', folderClass: '' },
  { distinguished: 'calendar', parent: 'msgfolderroot', name: 'Calendar', folderClass: 'IPF.Appointment' },
  { distinguished: 'contacts', parent: 'msgfolderroot', name: 'Contacts', folderClass: 'IPF.Contact' },
  { distinguished: 'deleteditems', parent: 'msgfolderroot', name: 'Deleted Items', folderClass: 'IPF.Note' },
  { distinguished: 'drafts', parent: 'msgfolderroot', name: 'Drafts', folderClass: 'IPF.Note' },
  { distinguished: 'inbox', parent: 'msgfolderroot', name: 'Inbox', folderClass: 'IPF.Note' },
  { distinguished: 'journal', parent: 'msgfolderroot', name: 'Journal', folderClass: 'IPF.Journal' },
  { distinguished: 'junkemail', parent: 'msgfolderroot', name: 'Junk Email', folderClass: 'IPF.Note' },
  { distinguished: 'notes', parent: 'msgfolderroot', name: 'Notes', folderClass: 'IPF.StickyNote' },
  { distinguished: 'outbox', parent: 'msgfolderroot', name: 'Outbox', folderClass: 'IPF.Note' },
  { distinguished: 'sentitems', parent: 'msgfolderroot', name: 'Sent Items', folderClass: 'IPF.Note' },
  { distinguished: 'tasks', parent: 'msgfolderroot', name: 'Tasks', folderClass: 'IPF.Task' },
];

/** What the server does with names it does not like as they are. */
export interface FolderNameRules {
  /** Blanks at the ends: cut off, or a reason to refuse. */
  readonly outerBlanks: 'trim' | 'refuse';
  /** Names that no folder under the root may have. */
  readonly reserved: readonly string[];
}

/** PidTagDisplayName of a folder holds no more. */
const NAME_MAX = 255;

/** The name as it will be stored. Refuses with ErrorFolderSave what cannot be one. */
export function acceptedName(name: string, isUnderRoot: boolean, rules: FolderNameRules): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new ItemRefusal('ErrorFolderSave', 'The folder save operation failed: it has no name.');
  if (trimmed !== name && rules.outerBlanks === 'refuse') {
    throw new ItemRefusal('ErrorFolderSave', 'The folder save operation failed: blanks at the ends of its name.');
  }
  if (trimmed.length > NAME_MAX) {
    throw new ItemRefusal('ErrorFolderSave', 'The folder save operation failed: its name is too long.');
  }
  if (isUnderRoot && rules.reserved.some((reserved) => foldName(reserved) === foldName(trimmed))) {
    throw new ItemRefusal('ErrorFolderSave', 'The folder save operation failed: the folder name is reserved.');
  }
  return trimmed;
}

/** Two siblings are one when this is equal. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
