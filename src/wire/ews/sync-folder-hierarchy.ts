/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderhierarchy-operation */

import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { EwsProtocolError, readOnly } from './answers.ts';
import { type EwsFolder, folderShapeXml, readFolder } from './folders.ts';
import type { ExtendedField, FolderRef } from './names.ts';
import { isLastPage } from './paging.ts';
import { folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

export type FolderSyncChange =
  | { readonly is: 'create' | 'update'; readonly folder: EwsFolder }
  | { readonly is: 'delete'; readonly folderId: string };

export interface FolderSyncPage {
  readonly changes: readonly FolderSyncChange[];
  readonly syncState: string;
}

export interface SyncFolderHierarchyRequest {
  readonly root: FolderRef;
  /** Null begins at the beginning: then every folder below the root comes as `create`. */
  readonly syncState: string | null;
  readonly extended: readonly ExtendedField[];
}

/** What happened to the folders below the root since the state, page by page, until the server says that this was all. */
export async function* syncFolderHierarchy(
  session: EwsSession,
  request: SyncFolderHierarchyRequest,
  signal: AbortSignal,
): AsyncGenerator<FolderSyncPage> {
  for (let state = request.syncState; ; ) {
    const since = state === null ? '' : `<m:SyncState>${escapeXml(state)}</m:SyncState>`;
    const response = await session.call(
      {
        name: 'SyncFolderHierarchy',
        repeatable: true,
        write: (into) =>
          into.text(
            folderShapeXml(request.extended) + `<m:SyncFolderId>${folderRefXml(request.root)}</m:SyncFolderId>${since}`,
          ),
      },
      signal,
    );
    const page = readOnly(response, readPage);
    yield page;
    if (page.isLast) return;
    if (page.syncState === state) throw new EwsProtocolError('SyncFolderHierarchy does not move on');
    state = page.syncState;
  }
}

function readPage(message: XmlElement): (FolderSyncPage & { readonly isLast: boolean }) | null {
  const syncState = textOf(message, 'SyncState');
  if (syncState === null) return null;
  const changes = (childOf(message, 'Changes')?.children ?? []).map(readChange).filter((change) => change !== null);
  return { changes, syncState, isLast: isLastPage(textOf(message, 'IncludesLastFolderInRange'), changes.length) };
}

function readChange(change: XmlElement): FolderSyncChange | null {
  if (change.name === 'Delete') {
    const folderId = childOf(change, 'FolderId')?.attributes.get('Id');
    return folderId === undefined ? null : { is: 'delete', folderId };
  }
  const [element] = change.children;
  const folder = element === undefined ? null : readFolder(element);
  return folder === null ? null : { is: change.name === 'Update' ? 'update' : 'create', folder };
}
