/** Golden requests, each held against the published schema, and what becomes of their answers. */
import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import {
  FOLDER,
  FOLDER_FIELDS,
  FOLDER_ID,
  FOLDER_SHAPE,
  Golden,
  INBOX,
  lastBody,
  OWN,
  OWN_URI,
} from '../../../test/exchange/golden.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { createFolder } from './create-folder.ts';
import { findFolder } from './find-folder.ts';
import { getFolder } from './get-folder.ts';
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts';

const golden = new Golden();
afterEach(() => golden.endAll());

describe('every operation on folders', () => {
  test('GetFolder', async () => {
    const folder =
      '<m:Folders><t:Folder><t:FolderId Id="F1" ChangeKey="C"/><t:ParentFolderId Id="R"/><t:FolderClass>IPF.Note</t:FolderClass>' +
      `<t:DisplayName>In &amp; box</t:DisplayName><t:TotalCount>3</t:TotalCount><t:ExtendedProperty>${OWN_URI}<t:Value>p</t:Value></t:ExtendedProperty></t:Folder></m:Folders>`;
    const { session, server } = await golden.served(
      operationAnswer('GetFolder', [
        ['Success', 'NoError', folder],
        ['Error', 'ErrorFolderNotFound', '<m:Folders/>'],
      ]),
    );
    const [found, missing] = await getFolder(session, { folders: [INBOX, FOLDER], extended: [OWN] }, never());
    expect(lastBody(server)).toBe(
      `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${FOLDER_FIELDS}${OWN_URI}` +
        `</t:AdditionalProperties></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/>${FOLDER_ID}</m:FolderIds></m:GetFolder>`,
    );
    expect(found).toMatchObject({
      is: 'done',
      value: { id: 'F1', parentId: 'R', displayName: 'In & box', folderClass: 'IPF.Note', totalCount: 3 },
    });
    expect(found?.is === 'done' ? found.value.extended(OWN) : null).toBe('p');
    expect(missing).toMatchObject({
      is: 'refused',
      code: 'ErrorFolderNotFound',
      words: 'Words about ErrorFolderNotFound.',
    });
  });

  test('FindFolder, page after page', async () => {
    const page = (id: string, paging: string): string =>
      operationAnswer('FindFolder', [
        [
          'Success',
          'NoError',
          `<m:RootFolder ${paging}><t:Folders><t:Folder><t:FolderId Id="${id}"/></t:Folder></t:Folders></m:RootFolder>`,
        ],
      ]);
    const { session, server } = await golden.served(
      page('F1', 'IndexedPagingOffset="1000" TotalItemsInView="1001" IncludesLastItemInRange="false"'),
      page('F2', 'IncludesLastItemInRange="true"'),
    );
    const pages = await all(findFolder(session, { parent: INBOX, traversal: 'Deep', extended: [] }, never()));
    expect(pages.flat().map(({ id }) => id)).toEqual(['F1', 'F2']);
    expect(lastBody(server)).toBe(
      `<m:FindFolder Traversal="Deep">${FOLDER_SHAPE}<m:IndexedPageFolderView MaxEntriesReturned="1000" Offset="1000" BasePoint="Beginning"/>` +
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindFolder>',
    );
  });

  test('a view that does not move on is an error and no endless loop', async () => {
    const { session } = await golden.served(
      operationAnswer('FindFolder', [
        ['Success', 'NoError', '<m:RootFolder IndexedPagingOffset="0" IncludesLastItemInRange="false"/>'],
      ]),
    );
    await expect(all(findFolder(session, { parent: INBOX, traversal: 'Deep', extended: [] }, never()))).rejects.toThrow(
      'next page',
    );
  });

  test('CreateFolder', async () => {
    const { session, server } = await golden.served(
      operationAnswer('CreateFolder', [
        ['Success', 'NoError', '<m:Folders><t:Folder><t:FolderId Id="N" ChangeKey="C"/></t:Folder></m:Folders>'],
      ]),
    );
    const request = {
      parent: FOLDER,
      displayName: '1.Inbox, R&D / 2019',
      folderClass: 'IPF.Note',
      extended: [{ field: OWN, value: '["a"]' }],
    };
    expect(await createFolder(session, request, never())).toMatchObject({ is: 'done', value: { id: 'N' } });
    expect(lastBody(server)).toBe(
      `<m:CreateFolder><m:ParentFolderId>${FOLDER_ID}</m:ParentFolderId><m:Folders><t:Folder><t:FolderClass>IPF.Note</t:FolderClass>` +
        '<t:DisplayName>1.Inbox, R&amp;D / 2019</t:DisplayName><t:ExtendedProperty>' +
        `${OWN_URI}<t:Value>[&quot;a&quot;]</t:Value></t:ExtendedProperty></t:Folder></m:Folders></m:CreateFolder>`,
    );
  });

  test('SyncFolderHierarchy', async () => {
    const changes =
      '<t:Create><t:Folder><t:FolderId Id="F1"/><t:DisplayName>A</t:DisplayName></t:Folder></t:Create><t:Delete><t:FolderId Id="F2"/></t:Delete>';
    const { session, server } = await golden.served(
      operationAnswer('SyncFolderHierarchy', [
        [
          'Success',
          'NoError',
          `<m:SyncState>S</m:SyncState><m:IncludesLastFolderInRange>true</m:IncludesLastFolderInRange><m:Changes>${changes}</m:Changes>`,
        ],
      ]),
    );
    const [page] = await all(
      syncFolderHierarchy(
        session,
        { root: { is: 'distinguished', name: 'msgfolderroot' }, syncState: 'S0', extended: [] },
        never(),
      ),
    );
    expect(page?.changes).toMatchObject([
      { is: 'create', folder: { id: 'F1', displayName: 'A' } },
      { is: 'delete', folderId: 'F2' },
    ]);
    expect(lastBody(server)).toBe(
      `<m:SyncFolderHierarchy>${FOLDER_SHAPE}<m:SyncFolderId><t:DistinguishedFolderId Id="msgfolderroot"/></m:SyncFolderId><m:SyncState>S0</m:SyncState></m:SyncFolderHierarchy>`,
    );
  });

  test.skipIf(SCHEMA_MISSING !== null)('is what the published schema allows', async () => {
    expect(new Set(golden.sent.map((envelope) => /<soap:Body><m:(\w+)/.exec(envelope)?.[1])).size).toBe(4);
    expect(await schemaErrors(golden.sent)).toEqual([]);
  });
});
