/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation */

import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { EwsProtocolError, readOnly } from './answers.ts';
import { type EwsItem, itemShapeXml, readItem } from './items.ts';
import { type Field, type FolderRef, type ItemId, SYNC_CHANGES_MAX } from './names.ts';
import { isLastPage, isTrue } from './paging.ts';
import { folderRefXml, itemIdOf } from './properties.ts';
import type { EwsSession } from './session.ts';

export type ItemSyncChange =
  | { readonly is: 'create' | 'update'; readonly item: EwsItem }
  | { readonly is: 'delete'; readonly itemId: ItemId }
  | { readonly is: 'read-flag'; readonly itemId: ItemId; readonly isRead: boolean };

export interface ItemSyncPage {
  readonly changes: readonly ItemSyncChange[];
  readonly syncState: string;
}

export interface SyncFolderItemsRequest {
  readonly folder: FolderRef;
  /** Null begins at the beginning: then everything in the folder comes as `create`. */
  readonly syncState: string | null;
  readonly fields: readonly Field[];
}

/**
 * Everything that happened in the folder since the state, page by page, until the server says that this was all. Throws
 * `EwsProtocolError` when a page that is not the last brings nothing and does not move the state on.
 */
export async function* syncFolderItems(
  session: EwsSession,
  request: SyncFolderItemsRequest,
  signal: AbortSignal,
): AsyncGenerator<ItemSyncPage> {
  for (let state = request.syncState; ; ) {
    const page = await onePage(session, { ...request, syncState: state }, signal);
    yield page;
    if (page.isLast) return;
    if (page.syncState === state) throw new EwsProtocolError('SyncFolderItems does not move on');
    state = page.syncState;
  }
}

async function onePage(
  session: EwsSession,
  { folder, syncState, fields }: SyncFolderItemsRequest,
  signal: AbortSignal,
): Promise<ItemSyncPage & { readonly isLast: boolean }> {
  const since = syncState === null ? '' : `<m:SyncState>${escapeXml(syncState)}</m:SyncState>`;
  const response = await session.call(
    {
      name: 'SyncFolderItems',
      repeatable: true,
      write: (into) =>
        into.text(
          `${itemShapeXml(fields)}<m:SyncFolderId>${folderRefXml(folder)}</m:SyncFolderId>${since}` +
            `<m:MaxChangesReturned>${SYNC_CHANGES_MAX}</m:MaxChangesReturned>`,
        ),
    },
    signal,
  );
  return readOnly(response, (message) => {
    const next = textOf(message, 'SyncState');
    if (next === null) return null;
    const changes = (childOf(message, 'Changes')?.children ?? []).map(readChange).filter((change) => change !== null);
    return { changes, syncState: next, isLast: isLastPage(textOf(message, 'IncludesLastItemInRange'), changes.length) };
  });
}

function readChange(change: XmlElement): ItemSyncChange | null {
  if (change.name === 'Create' || change.name === 'Update') {
    const [element] = change.children;
    const item = element === undefined ? null : readItem(element);
    return item === null ? null : { is: change.name === 'Create' ? 'create' : 'update', item };
  }
  const itemId = itemIdOf(change);
  if (itemId === null) return null;
  if (change.name === 'Delete') return { is: 'delete', itemId };
  return change.name === 'ReadFlagChange'
    ? { is: 'read-flag', itemId, isRead: isTrue(textOf(change, 'IsRead')) }
    : null;
}
