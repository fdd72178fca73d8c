/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation */

import { childOf } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { readOnly } from './answers.ts';
import { type EwsItem, itemShapeXml, readItem } from './items.ts';
import type { ExtendedField, Field, FolderRef } from './names.ts';
import { readPaging } from './paging.ts';
import { fieldXml, folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** Below the 250 rows that a throttling policy allows for a search with a restriction. */
const PAGE_MAX = 200;

export interface FindItemRequest {
  readonly folder: FolderRef;
  readonly where: { readonly field: ExtendedField; readonly equals: string };
  readonly fields: readonly Field[];
}

/** The items of the folder whose property has that value, all pages. */
export async function findItem(
  session: EwsSession,
  request: FindItemRequest,
  signal: AbortSignal,
): Promise<readonly EwsItem[]> {
  const found: EwsItem[] = [];
  for (let offset = 0; ; ) {
    const response = await session.call(
      {
        name: 'FindItem',
        attributes: 'Traversal="Shallow"',
        repeatable: true,
        write: (into) => into.text(requestXml(request, offset)),
      },
      signal,
    );
    const root = readOnly(response, (message) => childOf(message, 'RootFolder'));
    const items = childOf(root, 'Items')?.children ?? [];
    found.push(...items.map(readItem).filter((item) => item !== null));
    const next = readPaging(root, { offset, rows: items.length, rowsMax: PAGE_MAX });
    if (next === null) return found;
    offset = next;
  }
}

function requestXml({ folder, where, fields }: FindItemRequest, offset: number): string {
  const constant = `<t:FieldURIOrConstant><t:Constant Value="${escapeXml(where.equals)}"/></t:FieldURIOrConstant>`;
  return (
    itemShapeXml(fields) +
    `<m:IndexedPageItemView MaxEntriesReturned="${PAGE_MAX}" Offset="${offset}" BasePoint="Beginning"/>` +
    `<m:Restriction><t:IsEqualTo>${fieldXml(where.field)}${constant}</t:IsEqualTo></m:Restriction>` +
    `<m:ParentFolderIds>${folderRefXml(folder)}</m:ParentFolderIds>`
  );
}
