/** Golden requests, each held against the published schema, and what becomes of their answers. */
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import { FLAGS, FLAGS_URI, FOLDER, FOLDER_ID, Golden, lastBody, OWN, OWN_URI } from '../../../test/exchange/golden.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { createItem, type NewMessage } from './create-item.ts';
import { deleteItem } from './delete-item.ts';
import { moveItem } from './move-item.ts';
import { updateItem } from './update-item.ts';

const golden = new Golden();
afterEach(() => golden.endAll());

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

describe('every operation that writes items', () => {
  test('stands in an envelope that acts for the mailbox, in UTC, with the headers that find its server', async () => {
    const { session, server } = await golden.served(operationAnswer('DeleteItem', [['Success', 'NoError']]));
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

  test('CreateItem, in the order of the schema and without any receipt', async () => {
    const { session, server } = await golden.served(
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
      `<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>${FOLDER_ID}</m:SavedItemFolderId><m:Items>` +
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

  test('UpdateItem overwrites and sends no receipt', async () => {
    const { session, server } = await golden.served(
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
    const answers = await updateItem(
      session,
      [{ item: { id: 'I1', changeKey: 'C1' }, element: 'Message', fields }],
      never(),
    );
    expect(answers).toMatchObject([{ is: 'done', value: { id: 'I1', changeKey: 'C2' } }]);
    expect(lastBody(server)).toBe(
      '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" SendMeetingInvitationsOrCancellations="SendToNone" SuppressReadReceipts="true"><m:ItemChanges>' +
        '<t:ItemChange><t:ItemId Id="I1" ChangeKey="C1"/><t:Updates>' +
        '<t:SetItemField><t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>true</t:IsRead></t:Message></t:SetItemField>' +
        `<t:SetItemField>${FLAGS_URI}<t:Message><t:ExtendedProperty>${FLAGS_URI}<t:Value>102</t:Value></t:ExtendedProperty></t:Message></t:SetItemField>` +
        `<t:DeleteItemField><t:FieldURI FieldURI="item:Categories"/></t:DeleteItemField><t:DeleteItemField>${OWN_URI}</t:DeleteItemField>` +
        '</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>',
    );
  });

  test('DeleteItem removes for good and tells nobody', async () => {
    const { session, server } = await golden.served(
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
      '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone" AffectedTaskOccurrences="AllOccurrences" SuppressReadReceipts="true">' +
        '<m:ItemIds><t:ItemId Id="I1"/><t:ItemId Id="I2"/></m:ItemIds></m:DeleteItem>',
    );
  });

  test('MoveItem asks for the new ids', async () => {
    const { session, server } = await golden.served(
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
    expect(new Set(golden.sent.map((envelope) => /<soap:Body><m:(\w+)/.exec(envelope)?.[1])).size).toBe(4);
    expect(await schemaErrors(golden.sent)).toEqual([]);
  });
});
