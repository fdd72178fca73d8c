import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createItemBody,
  itemIdsOf,
  keyElement,
  mimeElement,
  RECEIVED,
  type Rig,
  startRig,
  USER,
} from '../../test/exchange/rig.ts';

const MIME = 'Subject: kept\r\n\r\nkept bytes\r\n';
const everything = ({ exchange }: Rig): unknown =>
  exchange.inspect(USER).map(({ path, items }) => ({
    path,
    items: items.map((item) => ({ state: item.state, mime: item.original().toString() })),
  }));
const sync = (state: string): string =>
  `<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId>${state}<m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>`;

async function busyDay({ ask }: Rig): Promise<void> {
  const ids = itemIdsOf(
    (await ask(createItemBody(['a', 'b', 'c', 'd'].map((key) => mimeElement(MIME) + RECEIVED + keyElement(key))))).text,
  );
  await ask(
    `<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId><m:ItemIds>${ids[0]}</m:ItemIds></m:MoveItem>`,
  );
  await ask(`<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${ids[1]}</m:ItemIds></m:DeleteItem>`);
  await ask(
    `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange>${ids[2]}<t:Updates><t:SetItemField><t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>false</t:IsRead></t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
  );
  await ask(
    '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderId><m:Folders><t:Folder><t:DisplayName>new</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>',
  );
}

describe('the store', () => {
  test('is the same after a second start on its folder: items, ids, sync states, index', async () => {
    const first = await startRig();
    await busyDay(first);
    const before = everything(first);
    const synced = (await first.ask(sync(''))).text;
    await first.close('keep');
    const second = await startRig({ folder: first.folder });
    expect(everything(second)).toEqual(before);
    expect((await second.ask(sync(''))).text).toBe(synced);
    const restriction = `<t:IsEqualTo><t:ExtendedFieldURI PropertySetId="5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11" PropertyName="Key" PropertyType="String"/><t:FieldURIOrConstant><t:Constant Value="c"/></t:FieldURIOrConstant></t:IsEqualTo>`;
    const found = await second.ask(
      `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:Restriction>${restriction}</m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>`,
    );
    expect(itemIdsOf(found.text)).toHaveLength(1);
    await second.close();
  });

  test('that was killed in the middle of a line opens without that line, and goes on', async () => {
    const first = await startRig();
    await busyDay(first);
    const before = everything(first);
    await first.close('keep');
    appendFileSync(join(first.folder, 'log.jsonl'), '{"is":"item","mailbox":0,"fol');
    const second = await startRig({ folder: first.folder });
    expect(everything(second)).toEqual(before);
    await busyDay(second);
    const after = everything(second);
    await second.close('keep');
    const third = await startRig({ folder: first.folder });
    expect(everything(third)).toEqual(after);
    await third.close();
  });

  test('gets the mailboxes that a later start adds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sim-exchange-'));
    await (await startRig({ folder })).close('keep');
    const second = await startRig({ folder, mailboxes: [{ address: 'bob@example.com' }] });
    expect(second.exchange.inspect('BOB@example.com').length).toBe(second.exchange.inspect(USER).length);
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
