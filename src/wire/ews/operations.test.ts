/** Golden requests of every operation, each held against the published schema, and what becomes of their answers. */
import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { type CannedServer, cannedServer, operationAnswer } from '../../../test/exchange/canned-server.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { httpClient } from '../http.ts';
import { basicSignIn } from './auth.ts';
import { createFolder } from './create-folder.ts';
import { createItem, type NewMessage } from './create-item.ts';
import { deleteItem } from './delete-item.ts';
import { findFolder } from './find-folder.ts';
import { findItem } from './find-item.ts';
import { getFolder } from './get-folder.ts';
import { getItem, getItemContent } from './get-item.ts';
import { moveItem } from './move-item.ts';
import type { ExtendedField, FolderRef } from './names.ts';
import { Pace } from './pace.ts';
import { EwsSession } from './session.ts';
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts';
import { syncFolderItems } from './sync-folder-items.ts';
import { updateItem } from './update-item.ts';

const INBOX: FolderRef = { is: 'distinguished', name: 'inbox' };
const FOLDER: FolderRef = { is: 'id', id: 'F&"1"' };
const OWN: ExtendedField = { is: 'named', set: '00000000-1111-2222-3333-444444444444', name: 'Own', type: 'String' };
const FLAGS: ExtendedField = { is: 'tag', tag: 0x0e07, type: 'Integer' };
const OWN_URI =
  '<t:ExtendedFieldURI PropertySetId="00000000-1111-2222-3333-444444444444" PropertyName="Own" PropertyType="String"/>';
const FLAGS_URI = '<t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/>';
const FOLDER_FIELDS =
  '<t:FieldURI FieldURI="folder:DisplayName"/><t:FieldURI FieldURI="folder:FolderClass"/>' +
  '<t:FieldURI FieldURI="folder:ParentFolderId"/><t:FieldURI FieldURI="folder:TotalCount"/>';
const FOLDER_SHAPE = `<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${FOLDER_FIELDS}</t:AdditionalProperties></m:FolderShape>`;
const FOLDER_ID = '<t:FolderId Id="F&amp;&quot;1&quot;"/>';

const MESSAGE: NewMessage = {
  mime: { length: 2, open: () => [Buffer.from('hi')] },
  itemClass: 'IPM.Note',
  subject: null,
  body: null,
  attachments: [],
  categories: ['Blue & "co"', 'Größe'],
  importance: 'High',
  extended: [
    { field: FLAGS, value: '1' },
    { field: OWN, value: '<x>' },
  ],
  isFlagged: true,
  from: null,
  isRead: true,
};

const open: CannedServer[] = [];
const sent: string[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    sent.push(...server.asked.map(({ body }) => body));
    await server.close();
  }
});

async function served(
  ...answers: readonly string[]
): Promise<{ readonly session: EwsSession; readonly server: CannedServer }> {
  const server = await cannedServer(answers.map((body) => ({ body })));
  open.push(server);
  const session = new EwsSession({
    http: httpClient({ url: server.url, ca: [], allowInsecureLoopback: true, clock: systemClock }),
    signIn: basicSignIn('svc@example.com', new Secret('geheim ü')),
    pace: new Pace({ clock: systemClock }),
    clock: systemClock,
    random: seededRandom(3),
    mailbox: 'user@example.com',
    impersonates: true,
  });
  return { session, server };
}

/** What stands in the body of the last envelope. */
function lastBody(server: CannedServer): string {
  const envelope = server.asked.at(-1)?.body ?? '';
  return /<soap:Body>(.*)<\/soap:Body>/s.exec(envelope)?.[1] ?? envelope;
}

describe('every operation', () => {
  test('stands in an envelope that acts for the mailbox, in UTC, with the headers that find its server', async () => {
    const { session, server } = await served(operationAnswer('DeleteItem', [['Success', 'NoError']]));
    await deleteItem(session, ['I1'], never());
    const [asked] = server.asked;
    expect(asked?.body).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?><soap:Envelope xmlns:soap="http:\/\/schemas\.xmlsoap\.org/,
    );
    expect(/<soap:Header>(.*)<\/soap:Header>/.exec(asked?.body ?? '')?.[1]).toBe(
      '<t:RequestServerVersion Version="Exchange2013_SP1"/><t:ExchangeImpersonation><t:ConnectingSID>' +
        '<t:PrimarySmtpAddress>user@example.com</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>' +
        '<t:TimeZoneContext><t:TimeZoneDefinition Id="UTC"/></t:TimeZoneContext>',
    );
    expect(asked?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('svc@example.com:geheim ü').toString('base64')}`,
      'content-type': 'text/xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(asked?.body ?? '')),
      'x-anchormailbox': 'user@example.com',
      'return-client-request-id': 'true',
      'accept-encoding': 'gzip',
    });
    expect(asked?.headers['client-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
  });

  test('GetFolder', async () => {
    const folder =
      '<m:Folders><t:Folder><t:FolderId Id="F1" ChangeKey="C"/><t:ParentFolderId Id="R"/><t:FolderClass>IPF.Note</t:FolderClass>' +
      `<t:DisplayName>In &amp; box</t:DisplayName><t:TotalCount>3</t:TotalCount><t:ExtendedProperty>${OWN_URI}<t:Value>p</t:Value></t:ExtendedProperty></t:Folder></m:Folders>`;
    const { session, server } = await served(
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
    const { session, server } = await served(
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
    const { session } = await served(
      operationAnswer('FindFolder', [
        ['Success', 'NoError', '<m:RootFolder IndexedPagingOffset="0" IncludesLastItemInRange="false"/>'],
      ]),
    );
    await expect(all(findFolder(session, { parent: INBOX, traversal: 'Deep', extended: [] }, never()))).rejects.toThrow(
      'next page',
    );
  });

  test('CreateFolder', async () => {
    const { session, server } = await served(
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

  test('CreateItem, in the order of the schema and without any receipt', async () => {
    const { session, server } = await served(
      operationAnswer('CreateItem', [
        ['Success', 'NoError', '<m:Items><t:Message><t:ItemId Id="I1" ChangeKey="C1"/></t:Message></m:Items>'],
        ['Error', 'ErrorMimeContentInvalid', '<m:Items/>'],
      ]),
    );
    const plain: NewMessage = {
      ...MESSAGE,
      mime: null,
      subject: 'S',
      body: 'two\nlines',
      categories: [],
      importance: null,
      extended: [],
      isFlagged: false,
      isRead: false,
      from: { name: 'Ann', address: 'ann@example.com' },
      attachments: [
        {
          name: 'original.eml',
          contentType: 'message/rfc822',
          content: { length: 4, open: () => [Buffer.from('ab'), Buffer.from('cd')] },
        },
      ],
    };
    const answers = await createItem(session, { folder: FOLDER, messages: [MESSAGE, plain] }, never());
    const noReceipts =
      '<t:IsReadReceiptRequested>false</t:IsReadReceiptRequested><t:IsDeliveryReceiptRequested>false</t:IsDeliveryReceiptRequested>';
    expect(lastBody(server)).toBe(
      `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${FOLDER_ID}</m:SavedItemFolderId><m:Items>` +
        '<t:Message><t:MimeContent CharacterSet="UTF-8">aGk=</t:MimeContent><t:ItemClass>IPM.Note</t:ItemClass>' +
        '<t:Categories><t:String>Blue &amp; &quot;co&quot;</t:String><t:String>Größe</t:String></t:Categories><t:Importance>High</t:Importance>' +
        `<t:ExtendedProperty>${FLAGS_URI}<t:Value>1</t:Value></t:ExtendedProperty><t:ExtendedProperty>${OWN_URI}<t:Value>&lt;x&gt;</t:Value></t:ExtendedProperty>` +
        `<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>${noReceipts}<t:IsRead>true</t:IsRead></t:Message>` +
        '<t:Message><t:ItemClass>IPM.Note</t:ItemClass><t:Subject>S</t:Subject><t:Body BodyType="Text">two&#10;lines</t:Body>' +
        '<t:Attachments><t:FileAttachment><t:Name>original.eml</t:Name><t:ContentType>message/rfc822</t:ContentType><t:Content>YWJjZA==</t:Content></t:FileAttachment></t:Attachments>' +
        `${noReceipts}<t:From><t:Mailbox><t:Name>Ann</t:Name><t:EmailAddress>ann@example.com</t:EmailAddress></t:Mailbox></t:From>` +
        '<t:IsRead>false</t:IsRead></t:Message></m:Items></m:CreateItem>',
    );
    expect(answers).toMatchObject([
      { is: 'done', value: { id: 'I1', changeKey: 'C1' } },
      { is: 'refused', code: 'ErrorMimeContentInvalid' },
    ]);
  });

  test('GetItem, properties by number however the server spells their tags', async () => {
    const item = (tag: string): string =>
      '<m:Items><t:Message><t:ItemId Id="I" ChangeKey="C"/><t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived><t:Size>99</t:Size>' +
      '<t:Categories><t:String>Blue</t:String></t:Categories><t:IsDraft>false</t:IsDraft>' +
      `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="Integer"/><t:Value>1</t:Value></t:ExtendedProperty>` +
      '<t:Flag><t:FlagStatus>Complete</t:FlagStatus></t:Flag><t:IsRead>1</t:IsRead></t:Message></m:Items>';
    const spellings = ['0x0E07', '0xe07', '3591', '0X0e07'];
    const { session, server } = await served(
      operationAnswer(
        'GetItem',
        spellings.map((tag) => ['Success', 'NoError', item(tag)] as const),
      ),
    );
    const answers = await getItem(session, { ids: ['a', 'b', 'c', 'd'], fields: ['item:Size', FLAGS] }, never());
    expect(lastBody(server)).toBe(
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Size"/>${FLAGS_URI}` +
        '</t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="a"/><t:ItemId Id="b"/><t:ItemId Id="c"/><t:ItemId Id="d"/></m:ItemIds></m:GetItem>',
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({
        value: { size: 99, isRead: true, isDraft: false, flagStatus: 'Complete', categories: ['Blue'] },
      });
      expect(answer.is === 'done' ? answer.value.extended(FLAGS) : null).toBe('1');
    }
  });

  test('GetItem with content, each into its own sink, with those that have none and those that are refused between', async () => {
    const content = (text: string): string =>
      `<m:Items><t:Message><t:MimeContent CharacterSet="UTF-8">${Buffer.from(text).toString('base64')}</t:MimeContent><t:ItemId Id="I"/></t:Message></m:Items>`;
    const { session, server } = await served(
      operationAnswer('GetItem', [
        ['Success', 'NoError', content('first')],
        ['Error', 'ErrorItemNotFound', '<m:Items/>'],
        ['Success', 'NoError', '<m:Items><t:Message><t:ItemId Id="I"/></t:Message></m:Items>'],
        ['Success', 'NoError', content('x'.repeat(200_000))],
      ]),
    );
    let discarded = 0;
    const openSink = () => {
      const pieces: Buffer[] = [];
      return {
        write: (bytes: Buffer) => void pieces.push(bytes),
        end: async () => Buffer.concat(pieces).toString(),
        discard: async () => {
          discarded += 1;
        },
      };
    };
    const answers = await getItemContent(session, { ids: ['a', 'b', 'c', 'd'], openSink }, never());
    expect(lastBody(server)).toContain(
      '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>',
    );
    expect(answers).toMatchObject([
      { is: 'done', value: 'first' },
      { is: 'refused', code: 'ErrorItemNotFound' },
      { is: 'done', value: null },
      { is: 'done', value: 'x'.repeat(200_000) },
    ]);
    expect(discarded).toBe(0);
  });

  test('FindItem', async () => {
    const found =
      '<m:RootFolder IncludesLastItemInRange="true"><t:Items><t:Message><t:ItemId Id="I1"/></t:Message></t:Items></m:RootFolder>';
    const { session, server } = await served(operationAnswer('FindItem', [['Success', 'NoError', found]]));
    const request = { folder: FOLDER, where: { field: OWN, equals: 'a"b' }, fields: [OWN] };
    expect((await findItem(session, request, never())).map(({ itemId }) => itemId.id)).toEqual(['I1']);
    expect(lastBody(server)).toBe(
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${OWN_URI}</t:AdditionalProperties></m:ItemShape>` +
        '<m:IndexedPageItemView MaxEntriesReturned="200" Offset="0" BasePoint="Beginning"/>' +
        `<m:Restriction><t:IsEqualTo>${OWN_URI}<t:FieldURIOrConstant><t:Constant Value="a&quot;b"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>` +
        `<m:ParentFolderIds>${FOLDER_ID}</m:ParentFolderIds></m:FindItem>`,
    );
  });

  test('SyncFolderItems, from state to state', async () => {
    const page = (state: string, isLast: boolean, changes: string): string =>
      operationAnswer('SyncFolderItems', [
        [
          'Success',
          'NoError',
          `<m:SyncState>${state}</m:SyncState><m:IncludesLastItemInRange>${isLast}</m:IncludesLastItemInRange><m:Changes>${changes}</m:Changes>`,
        ],
      ]);
    const { session, server } = await served(
      page(
        'S&amp;1',
        false,
        '<t:Create><t:Message><t:ItemId Id="I1"/></t:Message></t:Create><t:Update><t:Message><t:ItemId Id="I2"/></t:Message></t:Update>',
      ),
      page(
        'S2',
        true,
        '<t:Delete><t:ItemId Id="I3"/></t:Delete><t:ReadFlagChange><t:ItemId Id="I4"/><t:IsRead>true</t:IsRead></t:ReadFlagChange>',
      ),
    );
    const pages = await all(
      syncFolderItems(session, { folder: FOLDER, syncState: null, fields: ['item:Size'] }, never()),
    );
    expect(pages.flatMap(({ changes }) => changes)).toMatchObject([
      { is: 'create', item: { itemId: { id: 'I1' } } },
      { is: 'update', item: { itemId: { id: 'I2' } } },
      { is: 'delete', itemId: { id: 'I3' } },
      { is: 'read-flag', itemId: { id: 'I4' }, isRead: true },
    ]);
    expect(server.asked[0]?.body).not.toContain('SyncState');
    expect(lastBody(server)).toBe(
      '<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Size"/></t:AdditionalProperties></m:ItemShape>' +
        `<m:SyncFolderId>${FOLDER_ID}</m:SyncFolderId><m:SyncState>S&amp;1</m:SyncState><m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>`,
    );
  });

  test('a sync state that stays the same without an end is an error and no endless loop', async () => {
    const stuck =
      '<m:SyncState>S</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes/>';
    const { session, server } = await served(operationAnswer('SyncFolderItems', [['Success', 'NoError', stuck]]));
    await expect(
      all(syncFolderItems(session, { folder: FOLDER, syncState: null, fields: [] }, never())),
    ).rejects.toThrow('does not move on');
    expect(server.asked).toHaveLength(2);
  });

  test('SyncFolderHierarchy', async () => {
    const changes =
      '<t:Create><t:Folder><t:FolderId Id="F1"/><t:DisplayName>A</t:DisplayName></t:Folder></t:Create><t:Delete><t:FolderId Id="F2"/></t:Delete>';
    const { session, server } = await served(
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

  test('UpdateItem overwrites and sends no receipt', async () => {
    const { session, server } = await served(
      operationAnswer('UpdateItem', [
        [
          'Success',
          'NoError',
          '<m:Items><t:Message><t:ItemId Id="I1" ChangeKey="C2"/></t:Message></m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>',
        ],
      ]),
    );
    const fields = [
      { is: 'set', field: 'message:IsRead', xml: '<t:IsRead>true</t:IsRead>' },
      { is: 'set-extended', field: FLAGS, value: '102' },
      { is: 'delete', field: 'item:Categories' },
      { is: 'delete', field: OWN },
    ] as const;
    const answers = await updateItem(session, [{ item: { id: 'I1', changeKey: 'C1' }, fields }], never());
    expect(answers).toMatchObject([{ is: 'done', value: { id: 'I1', changeKey: 'C2' } }]);
    expect(lastBody(server)).toBe(
      '<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite" SuppressReadReceipts="true"><m:ItemChanges>' +
        '<t:ItemChange><t:ItemId Id="I1" ChangeKey="C1"/><t:Updates>' +
        '<t:SetItemField><t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>true</t:IsRead></t:Message></t:SetItemField>' +
        `<t:SetItemField>${FLAGS_URI}<t:Message><t:ExtendedProperty>${FLAGS_URI}<t:Value>102</t:Value></t:ExtendedProperty></t:Message></t:SetItemField>` +
        `<t:DeleteItemField><t:FieldURI FieldURI="item:Categories"/></t:DeleteItemField><t:DeleteItemField>${OWN_URI}</t:DeleteItemField>` +
        '</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>',
    );
  });

  test('DeleteItem removes for good and tells nobody', async () => {
    const { session, server } = await served(
      operationAnswer('DeleteItem', [
        ['Success', 'NoError'],
        ['Error', 'ErrorItemNotFound'],
      ]),
    );
    expect(await deleteItem(session, ['I1', 'I2'], never())).toMatchObject([
      { is: 'done' },
      { is: 'refused', code: 'ErrorItemNotFound' },
    ]);
    expect(lastBody(server)).toBe(
      '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone" SuppressReadReceipts="true">' +
        '<m:ItemIds><t:ItemId Id="I1"/><t:ItemId Id="I2"/></m:ItemIds></m:DeleteItem>',
    );
  });

  test('MoveItem asks for the new ids', async () => {
    const { session, server } = await served(
      operationAnswer('MoveItem', [
        ['Success', 'NoError', '<m:Items><t:Message><t:ItemId Id="N1" ChangeKey="C"/></t:Message></m:Items>'],
      ]),
    );
    expect(await moveItem(session, { to: FOLDER, ids: ['I1'] }, never())).toMatchObject([
      { is: 'done', value: { id: 'N1' } },
    ]);
    expect(lastBody(server)).toBe(
      `<m:MoveItem><m:ToFolderId>${FOLDER_ID}</m:ToFolderId><m:ItemIds><t:ItemId Id="I1"/></m:ItemIds><m:ReturnNewItemIds>true</m:ReturnNewItemIds></m:MoveItem>`,
    );
  });

  test.skipIf(SCHEMA_MISSING !== null)('is what the published schema allows', async () => {
    expect(new Set(sent.map((envelope) => /<soap:Body><m:(\w+)/.exec(envelope)?.[1])).size).toBe(11);
    expect(await schemaErrors(sent)).toEqual([]);
  });
});
