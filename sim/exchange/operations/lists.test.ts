import { describe, expect, test } from 'vitest';
import {
  type Answer,
  all,
  codesOf,
  createItemBody,
  itemIdsOf,
  keyElement,
  mimeElement,
  NAMED,
  RECEIVED,
  type Rig,
  rigsOfFile,
  tagElement,
} from '../../../test/exchange/rig.ts';

const startRig = rigsOfFile();
const INBOX = '<t:DistinguishedFolderId Id="inbox"/>';
const SHAPE = `<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="message:IsRead"/>${NAMED}</t:AdditionalProperties></m:ItemShape>`;
const valuesOf = ({ text }: Answer): readonly string[] => all(text, /<t:Value>([^<]*)/g);

async function fill({ ask }: Rig, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let first = 0; first < count; first += 500) {
    const messages = Array.from({ length: Math.min(500, count - first) }, (_, place) => {
      const number = first + place;
      const received = tagElement(
        '0x0E06',
        'SystemTime',
        new Date(Date.UTC(2020, 0, 1, 0, 0, number)).toISOString().replace('.000', ''),
      );
      return mimeElement(`Subject: ${number}\r\n\r\n${number}`) + RECEIVED + received + keyElement(`k${number}`);
    });
    ids.push(...itemIdsOf((await ask(createItemBody(messages))).text));
  }
  return ids;
}

describe('FindItem', () => {
  const find = (restriction = '', view = '', sort = ''): string =>
    `<m:FindItem Traversal="Shallow">${SHAPE}${view}${restriction === '' ? '' : `<m:Restriction>${restriction}</m:Restriction>`}${sort}<m:ParentFolderIds>${INBOX}</m:ParentFolderIds></m:FindItem>`;
  const compare = (operator: string, value: string, path = NAMED): string =>
    `<t:${operator}>${path}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:${operator}>`;

  test('gives at most 1,000 rows, or 250 with a restriction, and says that there are more', async () => {
    const rig = await startRig();
    await fill(rig, 1003);
    const plain = await rig.ask(
      find('', '<m:IndexedPageItemView MaxEntriesReturned="5000" Offset="0" BasePoint="Beginning"/>'),
    );
    expect(valuesOf(plain)).toHaveLength(1000);
    expect(plain.text).toContain('IndexedPagingOffset="1000" TotalItemsInView="1003" IncludesLastItemInRange="false"');
    const rest = await rig.ask(
      find('', '<m:IndexedPageItemView MaxEntriesReturned="5000" Offset="1000" BasePoint="Beginning"/>'),
    );
    expect(valuesOf(rest)).toEqual(['k2', 'k1', 'k0']);
    expect(valuesOf(await rig.ask(find(`<t:Exists>${NAMED}</t:Exists>`)))).toHaveLength(250);
  });

  test.each([
    { what: 'equal', restriction: compare('IsEqualTo', 'k3'), gives: ['k3'] },
    {
      what: 'one of several',
      restriction: `<t:Or>${compare('IsEqualTo', 'k3')}${compare('IsEqualTo', 'k1')}${compare('IsEqualTo', 'nobody')}</t:Or>`,
      gives: ['k3', 'k1'],
    },
    { what: 'not equal', restriction: compare('IsNotEqualTo', 'k3'), gives: ['k4', 'k2', 'k1', 'k0'] },
    {
      what: 'equal and not equal',
      restriction: `<t:And>${compare('IsEqualTo', 'k3')}${compare('IsNotEqualTo', 'k3')}</t:And>`,
      gives: [],
    },
    {
      what: 'not the one',
      restriction: `<t:Not>${compare('IsEqualTo', 'k3')}</t:Not>`,
      gives: ['k4', 'k2', 'k1', 'k0'],
    },
    {
      what: 'after a time',
      restriction: compare('IsGreaterThan', '2020-01-01T00:00:02Z', '<t:FieldURI FieldURI="item:DateTimeReceived"/>'),
      gives: ['k4', 'k3'],
    },
    {
      what: 'with a subject',
      restriction: compare('IsEqualTo', '2', '<t:FieldURI FieldURI="item:Subject"/>'),
      gives: ['k2'],
    },
  ])('finds what is $what', async ({ restriction, gives }) => {
    const rig = await startRig();
    await fill(rig, 5);
    expect(valuesOf(await rig.ask(find(restriction)))).toEqual(gives);
  });

  test('finds a value again after it was changed, and not the old one', async () => {
    const rig = await startRig();
    const [id] = await fill(rig, 1);
    await rig.ask(
      `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange>${id}<t:Updates><t:SetItemField>${NAMED}<t:Message>${keyElement('new')}</t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    );
    expect(valuesOf(await rig.ask(find(compare('IsEqualTo', 'new'))))).toEqual(['new']);
    expect(valuesOf(await rig.ask(find(compare('IsEqualTo', 'k0'))))).toEqual([]);
  });

  test('sorts as it is told', async () => {
    const rig = await startRig();
    await fill(rig, 3);
    const sort =
      '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:DateTimeReceived"/></t:FieldOrder></m:SortOrder>';
    expect(valuesOf(await rig.ask(find('', '', sort)))).toEqual(['k0', 'k1', 'k2']);
  });

  test('does not give out what only GetItem gives', async () => {
    const rig = await startRig();
    const shape = SHAPE.replace('message:IsRead', 'item:Body');
    expect(codesOf((await rig.ask(find().replace(SHAPE, shape))).text)).toEqual(['ErrorInvalidPropertyRequest']);
  });
});

describe('SyncFolderItems', () => {
  const sync = (state = '', max = 512, folder = INBOX): string =>
    `<m:SyncFolderItems>${SHAPE}<m:SyncFolderId>${folder}</m:SyncFolderId>${state}<m:MaxChangesReturned>${max}</m:MaxChangesReturned></m:SyncFolderItems>`;
  const stateOf = ({ text }: Answer): string => `<m:SyncState>${all(text, /<m:SyncState>([^<]*)/g)[0]}</m:SyncState>`;
  const changesOf = ({ text }: Answer): readonly string[] => all(text, /<t:(Create|Update|Delete|ReadFlagChange)>/g);
  const update = (id: string | undefined, field: string): string =>
    `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange>${id}<t:Updates><t:SetItemField>${field}</t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;
  const unread = '<t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>false</t:IsRead></t:Message>';
  const subject = '<t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>other</t:Subject></t:Message>';

  test('gives every item once, page by page, and then nothing', async () => {
    const rig = await startRig();
    await fill(rig, 1030);
    const seen: string[] = [];
    let state = '';
    let pages = 0;
    for (let isLast = false; !isLast; pages += 1) {
      const answer = await rig.ask(sync(state));
      seen.push(...valuesOf(answer));
      state = stateOf(answer);
      isLast = answer.text.includes('<m:IncludesLastItemInRange>true<');
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 1030 }, (_, number) => `k${number}`));
    expect(changesOf(await rig.ask(sync(state)))).toEqual([]);
  });

  test('tells what was created, changed, only read or unread, and deleted since a state', async () => {
    const rig = await startRig();
    const ids = await fill(rig, 4);
    const state = stateOf(await rig.ask(sync()));
    await rig.ask(update(ids[0], unread));
    await rig.ask(update(ids[1], subject));
    await rig.ask(update(ids[1], unread));
    await rig.ask(`<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${ids[2]}</m:ItemIds></m:DeleteItem>`);
    await fill(rig, 1);
    expect(changesOf(await rig.ask(sync(state)))).toEqual(['ReadFlagChange', 'Update', 'Delete', 'Create']);
  });

  test('says nothing of what came and went between two states', async () => {
    const rig = await startRig();
    const state = stateOf(await rig.ask(sync()));
    const [id] = await fill(rig, 1);
    await rig.ask(`<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${id}</m:ItemIds></m:DeleteItem>`);
    expect(changesOf(await rig.ask(sync(state)))).toEqual([]);
  });

  test('moves an item out of one folder and into another', async () => {
    const rig = await startRig();
    const junk = '<t:DistinguishedFolderId Id="junkemail"/>';
    const [id] = await fill(rig, 1);
    const state = stateOf(await rig.ask(sync()));
    const junkState = stateOf(await rig.ask(sync('', 512, junk)));
    await rig.ask(`<m:MoveItem><m:ToFolderId>${junk}</m:ToFolderId><m:ItemIds>${id}</m:ItemIds></m:MoveItem>`);
    expect(changesOf(await rig.ask(sync(state)))).toEqual(['Delete']);
    expect(changesOf(await rig.ask(sync(junkState, 512, junk)))).toEqual(['Create']);
  });

  test('leaves out what only GetItem gives', async () => {
    const rig = await startRig();
    await fill(rig, 1);
    const { text } = await rig.ask(sync().replace('message:IsRead', 'item:Body').replace('IdOnly', 'AllProperties'));
    expect(text).toContain('<t:Subject>0<');
    expect(text).not.toMatch(/<t:(?:Body|MimeContent|InternetMessageHeaders)/);
  });

  test('refuses a state of another folder, a broken one, and more than 512 changes', async () => {
    const rig = await startRig();
    const state = stateOf(await rig.ask(sync()));
    const other = await rig.ask(sync(state, 512, '<t:DistinguishedFolderId Id="drafts"/>'));
    expect(codesOf(other.text)).toEqual(['ErrorInvalidSyncStateData']);
    expect(codesOf((await rig.ask(sync('<m:SyncState>H4sIAAA=</m:SyncState>'))).text)).toEqual([
      'ErrorInvalidSyncStateData',
    ]);
    expect((await rig.ask(sync('', 513))).text).toContain('ErrorSchemaValidation');
  });
});
