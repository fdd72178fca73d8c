/** What a mailbox writes into the store, and how little of an item stays in memory. */
import type { FolderRecord } from './folder.ts';
import type { ItemEntry, ItemRecord } from './item.ts';

export interface GoneRecord {
  readonly is: 'gone';
  readonly mailbox: number;
  readonly item?: number;
  readonly folder?: number;
  readonly sequence: number;
}
/** Something that belongs to the mailbox and is neither folder nor item: settings, categories, rules. */
interface DocumentRecord {
  readonly is: 'document';
  readonly mailbox: number;
  readonly name: string;
  readonly value: unknown;
}
export type MailboxRecord = ItemRecord | FolderRecord | GoneRecord | DocumentRecord;

/** What an entry is before its record is read. */
export const EMPTY_ENTRY: Omit<ItemEntry, 'id' | 'folder'> = {
  kind: 'Message',
  itemClass: '',
  isRead: false,
  readReceipt: false,
  received: 0,
  created: 0,
  changed: 0,
  content: 0,
  birth: 0,
  at: 0,
  bytes: 0,
  mimeAt: 0,
  mimeBytes: 0,
};

/** The part of a record that says where an item was born. */
export function bornAs({ id, birth }: ItemEntry): { readonly birth?: number } {
  return birth === id ? {} : { birth };
}
