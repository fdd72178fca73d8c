/** SyncFolderItems: what changed in a folder since a state, oldest change first. */
import { type Call, folderInside } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import type { Folder } from '../folder.ts';
import { writeChangeKey, writeId } from '../ids.ts';
import { itemElement, itemIdElement } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import type { Mailbox } from '../mailbox.ts';
import { answerBatch } from '../response-message.ts';
import { listShape, readShape, type Shape } from '../shape.ts';
import { readSyncState, writeSyncState } from '../sync-state.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';

export function syncFolderItems(request: XmlElement, call: Call): string {
  const shape = listShape(readShape(childOf(request, 'ItemShape') ?? request, call.zone));
  const max = Number(childOf(request, 'MaxChangesReturned')?.text);
  const ignored = new Set(childOf(request, 'Ignore')?.children.map((id) => attributeOf(id, 'Id')) ?? []);
  const work = (element: XmlElement): string => {
    const { mailbox, folder } = syncFolder(element, call);
    const since = readSyncState(childOf(request, 'SyncState')?.text ?? '', 'items', mailbox, folder.id);
    const { changes, upTo, isLast } = changesSince(mailbox, folder, since, max);
    const written = changes
      .filter(({ item }) => !ignored.has(writeId('item', mailbox.number, item)))
      .map(({ item }) => changeElement(mailbox, folder, item, since, shape));
    return (
      xmlText('m:SyncState', writeSyncState('items', mailbox, folder.id, upTo)) +
      xmlText('m:IncludesLastItemInRange', isLast) +
      xmlElement('m:Changes', {}, written.join(''))
    );
  };
  const parts = [childOf(request, 'SyncFolderId') ?? request];
  return answerBatch({ operation: 'SyncFolderItems', parts, emptyPayload: '', work }, call);
}

function syncFolder(element: XmlElement, call: Call): { readonly mailbox: Mailbox; readonly folder: Folder } {
  try {
    return folderInside(element, call);
  } catch (error) {
    if (!(error instanceof ItemRefusal) || error.code !== 'ErrorFolderNotFound') throw error;
    throw new ItemRefusal('ErrorSyncFolderNotFound', 'The folder to synchronize was not found.');
  }
}

interface Change {
  readonly item: number;
  readonly sequence: number;
}

/** The next changes of a folder; each item once, at its newest change. */
function changesSince(
  mailbox: Mailbox,
  folder: Folder,
  since: number,
  max: number,
): { readonly changes: readonly Change[]; readonly upTo: number; readonly isLast: boolean } {
  const { journal } = folder;
  const changes: Change[] = [];
  let upTo = since;
  for (let place = firstAfter(journal, since); place < journal.length; place += 1) {
    const change = journal[place];
    if (change === undefined) break;
    const gone = folder.gone.get(change.item);
    const newest = gone?.sequence ?? mailbox.items.get(change.item)?.changed;
    const isNewest = newest === change.sequence;
    // What came and went since then is nothing to tell.
    const isSecret = gone !== undefined && gone.created > since;
    if (isNewest && !isSecret && changes.length === max) return { changes, upTo, isLast: false };
    if (isNewest && !isSecret) changes.push(change);
    upTo = change.sequence;
  }
  return { changes, upTo, isLast: true };
}

function firstAfter(journal: readonly Change[], since: number): number {
  let low = 0;
  let high = journal.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((journal[middle]?.sequence ?? 0) <= since) low = middle + 1;
    else high = middle;
  }
  return low;
}

function changeElement(mailbox: Mailbox, folder: Folder, item: number, since: number, shape: Shape): string {
  const gone = folder.gone.get(item);
  if (gone !== undefined) {
    const id = { Id: writeId('item', mailbox.number, item), ChangeKey: writeChangeKey(gone.sequence) };
    return xmlElement('t:Delete', {}, xmlElement('t:ItemId', id, ''));
  }
  const entry = mailbox.item(item);
  const view = new ItemView(mailbox, entry);
  if (entry.created > since) return xmlElement('t:Create', {}, itemElement(view, shape));
  if (entry.content > since) return xmlElement('t:Update', {}, itemElement(view, shape));
  return xmlElement('t:ReadFlagChange', {}, itemIdElement(view) + xmlText('t:IsRead', entry.isRead));
}
