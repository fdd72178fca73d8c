import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { sampleMessages } from '../../../test/contract/samples.ts';
import type { TargetRig } from '../../../test/exchange/target-rig.ts';
import { failure, many, Scenes } from '../../../test/exchange/target-scene.ts';
import { ensure, headsIn, writeOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

describe('changing what is there', () => {
  const ref = (index: number) => writeOf(sampleMessages(index)[0]).item.ref;

  test.each(['ErrorStaleObject', 'ErrorIrresolvableConflict', 'ErrorChangeKeyRequiredForWriteOperations'])(
    'a change key that is wanted or stale (%s) is fetched, and the change made',
    async (code) => {
      const { rig, target, folder, refs } = await scenes.written();
      rig.exchange.setFaults([{ when: { operation: 'UpdateItem', times: 2 }, then: { is: 'item', at: 0, code } }]);
      const changes = refs.map((one, index) => ({ ref: ref(index), target: one, version: 'flagged seen\nblue' }));
      expect((await target.update(folder, changes, never())).map((one) => one.is)).toEqual(refs.map(() => 'copied'));
      expect((await headsIn(target, folder)).map((head) => head.version.replace('draft ', ''))).toEqual(
        refs.map(() => 'flagged seen\nblue'),
      );
    },
  );

  test.each<readonly [string, Parameters<TargetRig['exchange']['setFaults']>[0]]>([
    ['cut after the work', [{ when: { operation: 'UpdateItem', nth: 2 }, then: { is: 'cut', at: 'after-work' } }]],
    ['stopped in the middle', [{ when: { operation: 'UpdateItem', nth: 1 }, then: { is: 'stop-batch', after: 7 } }]],
    [
      'too long for the server',
      [{ when: { operation: 'UpdateItem', times: 2 }, then: { is: 'fault', code: 'ErrorTimeoutExpired' } }],
    ],
    [
      'for a moment not to be done',
      [
        {
          when: { operation: 'UpdateItem', times: 2 },
          then: { is: 'item', at: 3, code: 'ErrorMailboxStoreUnavailable' },
        },
      ],
    ],
  ])('changes in many requests, one of them %s, are all made', async (_, faults) => {
    const { rig, target, folder, refs } = await scenes.written(120);
    rig.exchange.setFaults(faults);
    const changes = refs.map((one, index) => ({ ref: ref(index), target: one, version: 'answered seen' }));
    expect((await target.update(folder, changes, never())).every((one) => one.is === 'copied')).toBe(true);
    expect(new Set((await headsIn(target, folder)).map((head) => head.version.replace('draft ', '')))).toEqual(
      new Set(['answered seen']),
    );
  });

  test.each(['before-work', 'after-work'] as const)(
    'a move whose answer is lost %s is done once, and its new names are known',
    async (at) => {
      const { rig, target, folder, refs } = await scenes.written();
      const there = await ensure(target, ['There']);
      rig.exchange.setFaults([{ when: { operation: 'MoveItem', nth: 1 }, then: { is: 'cut', at } }]);
      const moved = await target.move(folder, there, refs, never());
      expect([...moved.keys()].sort()).toEqual([...refs].sort());
      expect(new Set(moved.values())).toEqual(new Set((await headsIn(target, there)).map((head) => head.target)));
      expect(rig.itemsIn(folder)).toHaveLength(0);
      expect(rig.itemsIn(there)).toHaveLength(10);
    },
  );

  test('removing what is already gone is no error, and what is refused is', async () => {
    const { rig, target, folder, refs } = await scenes.written();
    await target.remove(folder, refs.slice(0, 4), never());
    await target.remove(folder, refs, never());
    expect(rig.itemsIn(folder)).toHaveLength(0);
    rig.exchange.setFaults([
      { when: { operation: 'DeleteItem' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
    ]);
    expect((await failure(target.remove(folder, refs, never()))).code).toBe('target.impersonation-refused');
  });

  test('doubts beyond the number that are searched one by one are found by walking the folder', async () => {
    const { rig, target, folder, refs } = await scenes.written(60);
    const messages = many(60);
    const doubts = messages.map((message) => {
      const { item, marker } = writeOf(message);
      return { marker, sizeBytes: item.sizeBytes, receivedAt: item.receivedAt };
    });
    const found = await target.find(folder, doubts, never());
    expect(doubts.map(({ marker }) => found.get(marker))).toEqual(refs.map((one) => [one]));
    expect(rig.exchange.counters.requests['FindItem']).toBeUndefined();
  });
});
