/** Golden requests, each held against the published schema, and what becomes of their answers. */
import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import { FLAGS, FLAGS_URI, FOLDER, FOLDER_ID, Golden, lastBody, OWN, OWN_URI } from '../../../test/exchange/golden.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { findItem } from './find-item.ts';
import { getItem, getItemContent } from './get-item.ts';
import { syncFolderItems } from './sync-folder-items.ts';

const golden = new Golden();
afterEach(() => golden.endAll());

describe('every operation that reads items', () => {
  test('GetItem, properties by number however the server spells their tags', async () => {
    const item = (tag: string): string =>
      '<m:Items><t:Message><t:ItemId Id="I" ChangeKey="C"/><t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived><t:Size>99</t:Size>' +
      '<t:Categories><t:String>Blue</t:String></t:Categories><t:IsDraft>false</t:IsDraft>' +
      `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="Integer"/><t:Value>1</t:Value></t:ExtendedProperty>` +
      '<t:Flag><t:FlagStatus>Complete</t:FlagStatus></t:Flag><t:IsRead>1</t:IsRead></t:Message></m:Items>';
    const spellings = ['0x0E07', '0xe07', '3591', '0X0e07'];
    const { session, server } = await golden.served(
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
    const { session, server } = await golden.served(
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
    const { session, server } = await golden.served(operationAnswer('FindItem', [['Success', 'NoError', found]]));
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
    const { session, server } = await golden.served(
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
    const { session, server } = await golden.served(
      operationAnswer('SyncFolderItems', [['Success', 'NoError', stuck]]),
    );
    await expect(
      all(syncFolderItems(session, { folder: FOLDER, syncState: null, fields: [] }, never())),
    ).rejects.toThrow('does not move on');
    expect(server.asked).toHaveLength(2);
  });

  test.skipIf(SCHEMA_MISSING !== null)('is what the published schema allows', async () => {
    expect(new Set(golden.sent.map((envelope) => /<soap:Body><m:(\w+)/.exec(envelope)?.[1])).size).toBe(3);
    expect(await schemaErrors(golden.sent)).toEqual([]);
  });
});
