/** All that the adapter says, held against Microsoft's published schema: the simulator's own may be wrong where ours is. */
import { afterEach, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { ODD_FOLDERS, type SampleMessage, sampleMessages } from '../../../test/contract/samples.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import type { TargetRig } from '../../../test/exchange/target-rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Target } from '../../model/target.ts';
import { ensure, headsIn, putAll, targetOf, writeOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

const [plain] = sampleMessages(100);
const odd = (head: string, index: number, more: Partial<SampleMessage> = {}): SampleMessage => ({
  ...sampleMessages(200 + index)[0],
  bytes: Buffer.from(`${head}\r\n\r\nHello.\r\n`, 'latin1'),
  ...more,
});

test.skipIf(SCHEMA_MISSING !== null)('every request of a whole life in a mailbox is valid', async () => {
  const rig = await scenes.rig();
  const recorder = await recorderBefore(new URL(rig.exchange.url));
  const target = await rig.open({ url: recorder.url });
  for (const path of ODD_FOLDERS)
    await ensure(
      target,
      path.map((name) => name.trim()),
    );
  const [folder, other] = [await ensure(target, ['Here']), await ensure(target, ['There'])];
  await live(rig, target, folder, other);

  const operations = new Set(recorder.bodies.map((body) => /<soap:Body><m:(\w+)/.exec(body)?.[1]));
  expect([...operations]).toEqual(
    expect.arrayContaining([
      'CreateFolder',
      'CreateItem',
      'DeleteItem',
      'FindFolder',
      'FindItem',
      'GetFolder',
      'GetItem',
      'MoveItem',
      'SyncFolderItems',
      'UpdateItem',
    ]),
  );
  expect(operations.size).toBe(10);
  expect(recorder.bodies.some((body) => body.includes('original.eml'))).toBe(true);
  expect(await schemaErrors(recorder.bodies)).toEqual([]);
  await recorder.close();
});

/** Everything that can be done, with everything odd in it. */
async function live(rig: TargetRig, target: Target, folder: TargetFolder, other: TargetFolder): Promise<void> {
  // The first message of the first request is refused until it is wrapped.
  rig.exchange.setFaults([
    { when: { operation: 'CreateItem', times: 2 }, then: { is: 'item', at: 0, code: 'ErrorCorruptData' } },
  ]);
  const messages = [
    odd('From: =?utf-8?q?=00=01=1F?= <a@example.com>\r\nSubject: \x01\x02 & <b> "q" \xff', 0),
    odd('Content-Type: multipart/signed; boundary=x\r\nImportance: high', 1, { flags: ['answered', 'forwarded'] }),
    odd('X-Priority: 5', 2, { flags: ['draft'], keywords: ['$label1', '<&">', 'Größe 🏝', 'x'.repeat(400)] }),
    ...sampleMessages(),
  ];
  const refs = (await putAll(target, folder, messages)).map(targetOf);
  const heads = await headsIn(target, folder);
  expect(heads).toHaveLength(messages.length);
  const doubts = messages.map((message) => ({ ...writeOf(message).item, marker: writeOf(message).marker }));
  expect((await target.find(folder, doubts.slice(0, 3), never())).size).toBe(3);
  await target.find(
    folder,
    [...doubts, ...Array.from({ length: 20 }, () => ({ ...writeOf(plain).item, marker: writeOf(plain).marker }))],
    never(),
  );
  const change = (index: number, version: string) => ({
    ref: writeOf(plain).item.ref,
    target: refs[index] ?? targetOf(undefined),
    version,
  });
  await target.update(
    folder,
    [change(0, ''), change(1, 'answered flagged seen\n$label2\n<&>'), change(2, 'forwarded')],
    never(),
  );
  expect(await all(target.read(folder, refs, never()))).toHaveLength(refs.length);
  expect((await target.move(folder, other, refs.slice(0, 2), never())).size).toBe(2);
  await target.remove(folder, refs.slice(2, 4), never());
}
