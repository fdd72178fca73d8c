import { afterEach, describe, expect, test } from 'vitest';
import {
  codesOf,
  createItemBody,
  itemIdsOf,
  mimeElement,
  type Rig,
  SCHEMA_MISSING,
  schemaErrors,
  startRig,
  tagElement,
} from '../../test/exchange/rig.ts';

const open: Rig[] = [];
async function rig(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const started = await startRig(options);
  open.push(started);
  return started;
}
afterEach(async () => {
  for (const started of open.splice(0)) await started.close();
});

const MIME = 'From: a@example.com\r\nTo: b@example.net\r\nSubject: hi\r\n\r\nhi\r\n';
const GET_INBOX =
  '<m:GetFolder><m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>';
const SYNC_INBOX =
  '<m:SyncFolderItems><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId><m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>';

describe('a simulated Exchange', () => {
  test('takes a message and lists it with what was set', async () => {
    const { ask } = await rig();
    const created = await ask(
      createItemBody([
        mimeElement(MIME) +
          tagElement('0x0E07', 'Integer', '1') +
          tagElement('0x0E06', 'SystemTime', '2019-03-04T05:06:07Z'),
      ]),
    );
    expect(codesOf(created.text)).toEqual(['NoError']);
    const synced = await ask(SYNC_INBOX);
    expect(synced.text).toContain('<t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived>');
    expect(synced.text).toContain('<t:IsDraft>false</t:IsDraft>');
    expect(itemIdsOf(synced.text)).toEqual(itemIdsOf(created.text));
  });

  test.skipIf(SCHEMA_MISSING !== null)('answers only what the published schema accepts', async () => {
    const { ask } = await rig();
    const answers = [await ask(GET_INBOX), await ask(createItemBody([mimeElement(MIME)])), await ask(SYNC_INBOX)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await schemaErrors(answers.map(({ text }) => text))).toEqual([]);
  });
});
