/** What tests look at: everything that the store holds, item by item, with the bytes as they came. */
import type { ItemState } from './item.ts';
import { ItemView } from './item-view.ts';
import type { Mailbox } from './mailbox.ts';

export interface InspectedFolder {
  /** Names from below the root that people see; empty for that root itself. */
  readonly path: readonly string[];
  readonly folderClass: string;
  readonly distinguished: string | null;
  readonly items: readonly InspectedItem[];
}
export interface InspectedItem {
  readonly state: ItemState;
  readonly subject: string;
  readonly messageId: string | null;
  /** The bytes that CreateItem brought. */
  original(): Buffer;
  /** The bytes that GetItem gives. */
  rebuilt(): Buffer;
}

/** All folders of a mailbox but its hidden root, in the order they were made. */
export function inspectMailbox(mailbox: Mailbox): readonly InspectedFolder[] {
  const folders = [...mailbox.folders.values()].filter(({ state }) => state.distinguished !== 'root');
  return folders.map((folder) => ({
    path: pathOf(mailbox, folder.id),
    folderClass: folder.state.folderClass,
    distinguished: folder.state.distinguished,
    items: [...folder.items].map((id) => inspectedItem(new ItemView(mailbox, mailbox.item(id)))),
  }));
}

/** Unread items that would tell somebody when they are opened. */
export function receiptsArmed(mailbox: Mailbox): number {
  let armed = 0;
  for (const entry of mailbox.items.values()) if (entry.readReceipt && !entry.isRead) armed += 1;
  return armed;
}

/** Names from below the root of what people see. */
export function pathOf(mailbox: Mailbox, folder: number): readonly string[] {
  const path: string[] = [];
  for (let at = mailbox.folders.get(folder); at !== undefined; at = mailbox.folders.get(at.state.parent ?? 0)) {
    if (at.state.distinguished !== 'msgfolderroot' && at.state.distinguished !== 'root') path.unshift(at.state.name);
  }
  return path;
}

function inspectedItem(view: ItemView): InspectedItem {
  return {
    state: view.state,
    subject: view.subject,
    messageId: view.messageId,
    original: () => view.mime,
    rebuilt: () => view.rebuiltMime(),
  };
}
