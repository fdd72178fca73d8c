/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation */
import { childOf } from '../xml.ts';
import { readOnly } from './answers.ts';
import { type EwsFolder, folderShapeXml, readFolders } from './folders.ts';
import type { ExtendedField, FolderRef } from './names.ts';
import { readPaging } from './paging.ts';
import { folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** The server's own limit of a page (EWSFindCountLimit). */
const PAGE_MAX = 1000;

export interface FindFolderRequest {
  readonly parent: FolderRef;
  readonly traversal: 'Shallow' | 'Deep';
  readonly extended: readonly ExtendedField[];
}

/** All folders below the parent, page by page. A folder that moves while this runs may be missing or come twice. */
export async function* findFolder(
  session: EwsSession,
  request: FindFolderRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly EwsFolder[]> {
  for (let offset = 0; ; ) {
    const view = `<m:IndexedPageFolderView MaxEntriesReturned="${PAGE_MAX}" Offset="${offset}" BasePoint="Beginning"/>`;
    const response = await session.call(
      {
        name: 'FindFolder',
        attributes: `Traversal="${request.traversal}"`,
        repeatable: true,
        write: (into) =>
          into.text(
            `${folderShapeXml(request.extended)}${view}` +
              `<m:ParentFolderIds>${folderRefXml(request.parent)}</m:ParentFolderIds>`,
          ),
      },
      signal,
    );
    const root = readOnly(response, (message) => childOf(message, 'RootFolder'));
    const folders = readFolders(childOf(root, 'Folders'));
    yield folders;
    const next = readPaging(root, { offset, rows: folders.length, rowsMax: PAGE_MAX });
    if (next === null) return;
    offset = next;
  }
}
