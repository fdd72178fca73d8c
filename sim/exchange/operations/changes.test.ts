import { describe, expect, test } from 'vitest';
import {
  ALL_PROPERTIES,
  all,
  codesOf,
  createItemBody,
  getItemBody,
  itemIdsOf,
  mimeElement,
  mimesOf,
  RECEIVED,
  type Rig,
  rigsOfFile,
  tagElement,
  WITH_MIME,
} from '../../../test/exchange/rig.ts';

const startRig = rigsOfFile();
const MIME = 'From: a@example.com\r\nSubject: hi\r\nDisposition-Notification-To: a@example.com\r\n\r\nhello\r\n';
const UNREAD = tagElement('0x0E07', 'Integer', '0');

async function create({ ask }: Rig, message = mimeElement(MIME) + RECEIVED): Promise<string> {
  return itemIdsOf((await ask(createItemBody([message]))).text)[0] ?? '';
}
const update = (id: string, updates: string, attributes = 'ConflictResolution="AlwaysOverwrite"'): string =>
  `<m:UpdateItem MessageDisposition="SaveOnly" ${attributes}><m:ItemChanges><t:ItemChange>${id}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;
const set = (uri: string, element: string): string =>
  `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:Message>${element}</t:Message></t:SetItemField>`;
const READ = set('message:IsRead', '<t:IsRead>true</t:IsRead>');
const read = async ({ ask }: Rig, id: string): Promise<string> => (await ask(getItemBody([id], ALL_PROPERTIES))).text;

describe('UpdateItem', () => {
  test('sets and deletes properties and gives a new change key', async () => {
    const rig = await startRig();
    const id = await create(rig, mimeElement(MIME) + RECEIVED + tagElement('0x1081', 'Integer', '102'));
    const flag = set('item:Flag', '<t:Flag><t:FlagStatus>Complete</t:FlagStatus></t:Flag>');
    const verb =
      '<t:DeleteItemField><t:ExtendedFieldURI PropertyTag="4225" PropertyType="Integer"/></t:DeleteItemField>';
    const answer = await rig.ask(update(id, flag + verb));
    expect(codesOf(answer.text)).toEqual(['NoError']);
    expect(itemIdsOf(answer.text)).not.toEqual([id]);
    expect(await read(rig, id)).toContain('<t:FlagStatus>Complete<');
    const shape =
      '<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI PropertyTag="0x1081" PropertyType="Integer"/></t:AdditionalProperties>';
    expect((await rig.ask(getItemBody([id], shape))).text).not.toContain('<t:Value>');
  });

  test('cannot make a mail of a draft, nor a draft of a mail', async () => {
    const rig = await startRig();
    const path = '<t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/>';
    for (const [first, then, isDraft] of [
      ['8', '1', 'true'],
      ['1', '9', 'false'],
    ] as const) {
      const id = await create(rig, mimeElement(MIME) + tagElement('0x0E07', 'Integer', first));
      const flags = `<t:SetItemField>${path}<t:Message>${tagElement('0x0E07', 'Integer', then)}</t:Message></t:SetItemField>`;
      await rig.ask(update(id, flags));
      expect(await read(rig, id)).toContain(`<t:IsDraft>${isDraft}<`);
    }
  });

  test('refuses a stale change key unless it may overwrite', async () => {
    const rig = await startRig();
    const id = await create(rig);
    await rig.ask(update(id, READ.replace('true', 'false')));
    expect(codesOf((await rig.ask(update(id, READ, 'ConflictResolution="AutoResolve"'))).text)).toEqual([
      'ErrorIrresolvableConflict',
    ]);
    expect(codesOf((await rig.ask(update(id, READ, 'ConflictResolution="AlwaysOverwrite"'))).text)).toEqual([
      'NoError',
    ]);
    const bare = id.replace(/ ChangeKey="[^"]*"/, '');
    expect(codesOf((await rig.ask(update(bare, READ, 'ConflictResolution="AutoResolve"'))).text)).toEqual([
      'ErrorChangeKeyRequiredForWriteOperations',
    ]);
    expect(codesOf((await rig.ask(update(bare, READ))).text)).toEqual(['NoError']);
  });

  test.each([
    {
      what: 'two properties at once',
      updates: set('item:Subject', '<t:Subject>x</t:Subject><t:IsRead>true</t:IsRead>'),
      code: 'ErrorIncorrectUpdatePropertyCount',
    },
    {
      what: 'another property than its path',
      updates: set('item:Subject', '<t:IsRead>true</t:IsRead>'),
      code: 'ErrorUpdatePropertyMismatch',
    },
    {
      what: 'a read-only property',
      updates: set('item:DateTimeReceived', '<t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived>'),
      code: 'ErrorInvalidPropertySet',
    },
    {
      what: 'what a received message has fixed',
      updates: set('message:From', '<t:From><t:Mailbox/></t:From>'),
      code: 'ErrorInvalidPropertyUpdateSentMessage',
    },
    {
      what: 'a change that it could not keep',
      updates: set('item:Body', '<t:Body BodyType="Text">x</t:Body>'),
      code: 'ErrorInvalidOperation',
    },
    {
      what: 'the deletion of IsRead',
      updates: '<t:DeleteItemField><t:FieldURI FieldURI="message:IsRead"/></t:DeleteItemField>',
      code: 'ErrorInvalidPropertyDelete',
    },
  ])('refuses $what', async ({ updates, code }) => {
    const rig = await startRig();
    expect(codesOf((await rig.ask(update(await create(rig), updates))).text)).toEqual([code]);
  });

  test('that marks a message read sends its receipt unless it is told not to', async () => {
    const rig = await startRig();
    const always = 'ConflictResolution="AlwaysOverwrite"';
    await rig.ask(update(await create(rig, mimeElement(MIME) + UNREAD), READ, `${always} SuppressReadReceipts="true"`));
    expect(rig.exchange.counters.sentMail).toBe(0);
    await rig.ask(update(await create(rig, mimeElement(MIME) + UNREAD), READ, always));
    expect(rig.exchange.counters.sentMail).toBe(1);
  });
});

describe('DeleteItem and MoveItem', () => {
  const deletion = (id: string, attributes: string): string =>
    `<m:DeleteItem ${attributes}><m:ItemIds>${id}</m:ItemIds></m:DeleteItem>`;
  const pathsWithItems = ({ exchange }: Rig): readonly string[] =>
    exchange
      .inspect('alice@example.com')
      .filter((folder) => folder.items.length > 0)
      .map((folder) => folder.path.join('/'));

  test.each([
    { type: 'HardDelete', paths: [] },
    { type: 'SoftDelete', paths: ['Recoverable Items/Deletions'] },
    { type: 'MoveToDeletedItems', paths: ['Deleted Items'] },
  ])('a $type leaves the item in $paths', async ({ type, paths }) => {
    const rig = await startRig();
    const id = await create(rig);
    expect(codesOf((await rig.ask(deletion(id, `DeleteType="${type}"`))).text)).toEqual(['NoError']);
    expect(pathsWithItems(rig)).toEqual(paths);
    expect(codesOf((await rig.ask(deletion(id, `DeleteType="${type}"`))).text)).toEqual(['ErrorItemNotFound']);
  });

  test('deleting an unread message tells its sender unless it is told not to', async () => {
    const rig = await startRig();
    await rig.ask(
      deletion(await create(rig, mimeElement(MIME) + UNREAD), 'DeleteType="HardDelete" SuppressReadReceipts="true"'),
    );
    expect(rig.exchange.counters.sentMail).toBe(0);
    await rig.ask(deletion(await create(rig, mimeElement(MIME) + UNREAD), 'DeleteType="HardDelete"'));
    expect(rig.exchange.counters.sentMail).toBe(1);
  });

  test('a moved item has a new id, and its old one is gone', async () => {
    const rig = await startRig();
    const id = await create(rig);
    const body = `<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId><m:ItemIds>${id}</m:ItemIds></m:MoveItem>`;
    const moved = await rig.ask(body);
    expect(pathsWithItems(rig)).toEqual(['Junk Email']);
    expect(await read(rig, itemIdsOf(moved.text)[0] ?? '')).toContain('<t:Subject>hi<');
    expect(codesOf((await rig.ask(body)).text)).toEqual(['ErrorItemNotFound']);
  });
});

describe('the small operations', () => {
  test('CreateAttachment adds a file that GetAttachment and the MIME content give back', async () => {
    const rig = await startRig();
    const id = await create(rig);
    const content = Buffer.from([0, 1, 2, 255]).toString('base64');
    const parent = id.replace('t:ItemId', 'm:ParentItemId');
    const created = await rig.ask(
      `<m:CreateAttachment>${parent}<m:Attachments><t:FileAttachment><t:Name>a.bin</t:Name><t:Content>${content}</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`,
    );
    const [attachment = ''] = all(created.text, /<t:AttachmentId Id="([^"]*)"/g);
    const got = await rig.ask(
      `<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id="${attachment}"/></m:AttachmentIds></m:GetAttachment>`,
    );
    expect(got.text).toContain(`<t:Content>${content}</t:Content>`);
    expect(mimesOf((await rig.ask(getItemBody([id], WITH_MIME))).text)[0]?.toString()).toContain('filename="a.bin"');
  });

  test('ConvertId names the mailbox that the id really belongs to', async () => {
    const rig = await startRig();
    const body =
      '<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="EwsLegacyId" Id="AAAA" Mailbox="blah@blah.com"/></m:SourceIds></m:ConvertId>';
    expect((await rig.ask(body)).text).toContain('Mailbox="alice@example.com"');
  });

  test('an id of a folder is no id of an item', async () => {
    const rig = await startRig();
    const found = await rig.ask(
      '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
    );
    const [id = ''] = all(found.text, /<t:FolderId Id="([^"]*)"/g);
    expect(codesOf(await read(rig, `<t:ItemId Id="${id}"/>`))).toEqual(['ErrorCannotUseFolderIdForItemId']);
    expect(codesOf(await read(rig, '<t:ItemId Id="nonsense"/>'))).toEqual(['ErrorInvalidIdMalformed']);
  });
});
