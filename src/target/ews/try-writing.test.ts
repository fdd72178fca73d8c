import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { MAILBOX, type TargetRig } from '../../../test/exchange/target-rig.ts';
import { failure, many, Scenes } from '../../../test/exchange/target-scene.ts';
import { ensure, putAll } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

/** Everything that the mailbox holds, also beside what people see. */
function stored({ exchange }: TargetRig): string {
  const folders = exchange.inspect(MAILBOX).map(({ path, folderClass, items }) => ({
    path,
    folderClass,
    items: items.map((item) => ({ state: item.state, original: item.original().toString('base64') })),
  }));
  return JSON.stringify(folders);
}

function trialsIn({ exchange }: TargetRig): number {
  return exchange.inspect(MAILBOX).filter(({ path }) => path.at(-1)?.startsWith('Godwit trial') === true).length;
}

async function filled(): Promise<TargetRig> {
  const rig = await scenes.rig();
  const target = await rig.open();
  await putAll(target, await ensure(target, ['Here']), many(10));
  return rig;
}

describe('a trial', () => {
  test('writes a message, and leaves the mailbox as it was', async () => {
    const rig = await filled();
    const [before, createdBefore] = [stored(rig), rig.exchange.counters.itemsCreated];
    await (await rig.open()).tryWriting(never());
    expect(rig.exchange.counters.itemsCreated).toBe(createdBefore + 1);
    expect(stored(rig)).toBe(before);
  });

  test('lies beside the folders that people see, and is hidden there too', async () => {
    const rig = await filled();
    rig.exchange.setFaults([
      { when: { operation: 'DeleteItem' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
      { when: { operation: 'DeleteFolder' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
    ]);
    expect((await failure((await rig.open()).tryWriting(never()))).code).toBe('target.read-only');
    const [mailbox] = rig.exchange.mailboxes.all();
    const trials = [...(mailbox?.folders.values() ?? [])].filter(({ state }) => state.name.startsWith('Godwit trial'));
    expect(trials.map(({ state }) => mailbox?.folder(state.parent ?? 0).state.distinguished)).toEqual(['root']);
    expect(trials[0]?.state.extended['tag:4340:Boolean']).toEqual({ type: 'Boolean', value: 'true' });
    expect((await (await rig.open()).folders(never())).map(({ path }) => path.join('/'))).not.toContain('Godwit');
  });

  test('removes what killed trials have left', async () => {
    const rig = await filled();
    const before = stored(rig);
    for (let killed = 0; killed < 2; killed += 1) {
      rig.exchange.setFaults([
        { when: { operation: 'DeleteItem' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
        { when: { operation: 'DeleteFolder' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
      ]);
      await failure((await rig.open()).tryWriting(never()));
    }
    expect(trialsIn(rig)).toBe(1);
    rig.exchange.setFaults([]);
    await (await rig.open()).tryWriting(never());
    expect(stored(rig)).toBe(before);
  });

  test('removes what a lost answer has left', async () => {
    const rig = await filled();
    const before = stored(rig);
    rig.exchange.setFaults([{ when: { operation: 'CreateFolder' }, then: { is: 'cut', at: 'after-work' } }]);
    await failure((await rig.open()).tryWriting(never()));
    expect(stored(rig)).toBe(before);
  });

  test.each([
    { operation: 'CreateFolder', code: 'ErrorAccessDenied', as: 'target.read-only' },
    { operation: 'CreateItem', code: 'ErrorCreateItemAccessDenied', as: 'target.read-only' },
    { operation: 'CreateItem', code: 'ErrorQuotaExceeded', as: 'target.full' },
    { operation: 'CreateItem', code: 'ErrorNonExistentMailbox', as: 'target.mailbox-missing' },
    { operation: 'GetItem', code: 'ErrorItemNotFound', as: 'target.folder-refused' },
  ])('that meets $code in $operation ends in $as, and leaves nothing', async ({ operation, code, as }) => {
    const rig = await filled();
    const before = stored(rig);
    rig.exchange.setFaults([{ when: { operation }, then: { is: 'item', at: 0, code } }]);
    expect((await failure((await rig.open()).tryWriting(never()))).code).toBe(as);
    expect(stored(rig)).toBe(before);
  });

  test('that does not get back what it wrote is no proof, and leaves nothing', async () => {
    const rig = await filled();
    const before = stored(rig);
    const other = '<m:Items><t:Message><t:ItemId Id="other" ChangeKey="C"/></t:Message></m:Items>';
    const body = operationAnswer('GetItem', [['Success', 'NoError', other]]);
    rig.exchange.setFaults([{ when: { operation: 'GetItem' }, then: { is: 'rubbish', body, work: false } }]);
    const found = await failure((await rig.open()).tryWriting(never()));
    expect(found.message).toContain('did not come back as it was written');
    expect(stored(rig)).toBe(before);
  });

  test('waits where it is asked to', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    rig.exchange.setFaults([
      { when: { operation: 'CreateItem', times: 1 }, then: { is: 'item', at: 0, code: 'ErrorServerBusy' } },
    ]);
    await target.tryWriting(never());
    expect(rig.paceClock.slept).toHaveLength(1);
  });

  test.skipIf(SCHEMA_MISSING !== null)('says nothing that the published schema forbids', async () => {
    const rig = await scenes.rig();
    const recorder = await recorderBefore(new URL(rig.exchange.url));
    const target = await rig.open({ url: recorder.url });
    await target.tryWriting(never());
    await target.room(never());
    const said = recorder.bodies.map((body) => /<soap:Body><m:(\w+)/.exec(body)?.[1]);
    expect(said).toEqual(expect.arrayContaining(['CreateFolder', 'CreateItem', 'DeleteItem', 'DeleteFolder']));
    expect(await schemaErrors(recorder.bodies)).toEqual([]);
    await recorder.close();
  });
});

describe('the room of a mailbox', () => {
  test('names what is there and what it takes, the fullest folder first', async () => {
    const mailboxes = [{ address: MAILBOX, quotaBytes: 5_000_192, tellsQuota: true }];
    const rig = await scenes.rig({ server: { mailboxes } });
    const target = await rig.open();
    await putAll(target, await ensure(target, ['Few']), many(3));
    await putAll(target, await ensure(target, ['Many']), many(20).slice(3));
    const room = await target.room(never());
    expect(room).toMatchObject({
      filled: [
        { name: 'Many', items: 17 },
        { name: 'Few', items: 3 },
      ],
      limitBytes: 4883 * 1024,
    });
    const items = rig.exchange.inspect(MAILBOX).flatMap((folder) => folder.items);
    expect(room.usedBytes).toBeGreaterThan(items.reduce((sum, item) => sum + item.original().length, 0));
  });

  test('is unknown where the server does not tell it', async () => {
    const rig = await scenes.rig();
    expect(await (await rig.open()).room(never())).toEqual({ filled: [], usedBytes: 0, limitBytes: null });
  });
});
