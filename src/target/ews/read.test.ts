import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { sampleMessages } from '../../../test/contract/samples.ts';
import { cannedServer, operationAnswer } from '../../../test/exchange/canned-server.ts';
import { many, Scenes } from '../../../test/exchange/target-scene.ts';
import { ensure, headsIn, putAll, targetOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

describe('reading back', () => {
  test('an item that has gone, and one that the server does not give, come with the reason; the others come', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    const refs = (await putAll(target, folder, sampleMessages())).map(targetOf);
    await target.remove(folder, refs.slice(0, 1), never());
    rig.exchange.setFaults([
      { when: { operation: 'GetItem', nth: 2 }, then: { is: 'item', at: 1, code: 'ErrorCorruptData' } },
    ]);
    const found = await all(target.read(folder, refs, never()));
    expect(new Set(found.map((item) => item.target))).toEqual(new Set(refs));
    const reasons = new Map(found.map((item) => [item.target, item.why]));
    expect(refs.map((one) => reasons.get(one)?.replace(/:.*/, '') ?? null)).toEqual([
      'ErrorItemNotFound',
      null,
      'ErrorCorruptData',
      ...refs.slice(3).map(() => null),
    ]);
  });

  test('an answer that is cut in the middle is asked for again, and nothing comes twice', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    const refs = (await putAll(target, folder, sampleMessages())).map(targetOf);
    rig.exchange.setFaults([
      { when: { operation: 'GetItem', nth: 2 }, then: { is: 'cut', at: 'after-work', bytes: 4000 } },
    ]);
    const found = await all(target.read(folder, refs, never()));
    expect(found.map((item) => item.why)).toEqual(refs.map(() => null));
    expect(found.map((item) => item.target).sort()).toEqual([...refs].sort());
  });

  test('a folder of several pages is listed whole', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const folder = await ensure(target, ['Many']);
    const messages = many(1100);
    await putAll(target, folder, messages);
    const pages = await all(target.list(folder, never()));
    expect(pages.map((page) => page.length)).toEqual([512, 512, 76]);
    expect(new Set(pages.flat().map((head) => head.marker)).size).toBe(1100);
    expect(rig.exchange.counters.requests['GetItem']).toBeUndefined();
  });

  test('what SyncFolderItems leaves out is fetched item by item', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const item = (id: string): string => `<t:Create><t:Message><t:ItemId Id="${id}"/></t:Message></t:Create>`;
    const full =
      '<m:Items><t:Message><t:ItemId Id="A"/><t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived><t:Size>12</t:Size>' +
      '<t:IsDraft>false</t:IsDraft><t:IsRead>true</t:IsRead></t:Message></m:Items>';
    const folders = operationAnswer(
      'GetFolder',
      Array.from(
        { length: 11 },
        (_, index) =>
          ['Success', 'NoError', `<m:Folders><t:Folder><t:FolderId Id="F${index}"/></t:Folder></m:Folders>`] as const,
      ),
    );
    const none = operationAnswer('FindFolder', [
      ['Success', 'NoError', '<m:RootFolder IncludesLastItemInRange="true"><t:Folders/></m:RootFolder>'],
    ]);
    const both = await cannedServer([
      { body: folders },
      { body: none },
      {
        body: operationAnswer('SyncFolderItems', [
          [
            'Success',
            'NoError',
            `<m:SyncState>S</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>${item('A')}${item('B')}</m:Changes>`,
          ],
        ]),
      },
      {
        body: operationAnswer('GetItem', [
          ['Success', 'NoError', full],
          ['Error', 'ErrorItemNotFound', '<m:Items/>'],
        ]),
      },
    ]);
    const canned = await rig.open({ url: both.url });
    const folder = (await target.folders(never())).find(({ role }) => role === 'inbox');
    if (folder === undefined) throw new Error('there is an inbox');
    expect(await headsIn(canned, folder)).toEqual([
      { target: 'A', marker: null, sizeBytes: 12, receivedAt: Date.UTC(2019, 2, 4, 5, 6, 7), version: 'seen' },
    ]);
    await both.close();
  });
});
