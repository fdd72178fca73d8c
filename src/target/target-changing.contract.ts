/** What a target promises about finding, changing, moving and removing what was written. */
import { expect } from 'vitest';
import { all, type ContractCase, never } from '../../test/contract/contract.ts';
import { type SampleMessage, sampleMessages } from '../../test/contract/samples.ts';
import { assert } from '../base/assert.ts';
import type { Flag, TargetRef } from '../model/item.ts';
import { messageVersion } from '../model/item.ts';
import type { Change, Doubt } from '../model/target.ts';
import {
  contentAt,
  ensure,
  headsIn,
  keptVersion,
  markerOf,
  putAll,
  sourceRefOf,
  type TargetHarness,
  targetOf,
  writesOf,
} from './target-harness.contract.ts';

export const CHANGE_CASES: readonly ContractCase<TargetHarness>[] = [
  {
    name: 'a write whose answer was lost is found again, and what was never written is not',
    async run(harness) {
      assert(harness.loseNextAnswer !== null, 'a server whose answers cannot be lost is listed as a deviation');
      const target = await harness.open();
      const folder = await ensure(target, ['Lost answer']);
      const [written, never1, never2] = sampleMessages();
      await harness.loseNextAnswer();
      await expect(all(target.put(folder, writesOf([written]), never()))).rejects.toThrow();
      await target.close().catch((error: unknown) => expect(error).toBeInstanceOf(Error));

      const later = await harness.open();
      expect(await harness.count(folder)).toBe(1);
      const found = await later.find(folder, [written, never1, never2].map(doubtOf), never());
      const heads = await headsIn(later, folder);
      expect(found.get(markerOf(written))).toEqual(heads.map((head) => head.target));
      expect(found.get(markerOf(never1)) ?? []).toEqual([]);
      expect(found.get(markerOf(never2)) ?? []).toEqual([]);
      await later.close();
    },
  },
  {
    name: 'every write is found, whether one is asked for or all',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Find']);
      const messages = [...sampleMessages(), ...sampleMessages(500)];
      const refs = (await putAll(target, folder, messages)).map(targetOf);
      const found = await target.find(folder, messages.map(doubtOf), never());
      expect(messages.map((message) => found.get(markerOf(message)))).toEqual(refs.map((ref) => [ref]));
      const [first] = messages;
      assert(first !== undefined, 'there are messages');
      expect((await target.find(folder, [doubtOf(first)], never())).get(markerOf(first))).toEqual(refs.slice(0, 1));
      await target.close();
    },
  },
  {
    name: 'an update sets flags and keywords to exactly those given, twice as well as once, and nothing else',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Update']);
      const [plain, answered, keywords] = sampleMessages();
      const settled = await putAll(target, folder, [plain, answered, keywords]);
      const wanted = [
        { ...plain, flags: ['answered', 'flagged', 'seen'] satisfies Flag[], keywords: ['Later'] },
        { ...answered, flags: [] },
        { ...keywords, flags: ['forwarded', 'seen'] satisfies Flag[], keywords: [] },
      ];
      const changes = wanted.map((message, index) => changeOf(message, targetOf(settled[index])));
      for (let time = 1; time <= 2; time++) {
        const outcomes = await target.update(folder, changes, never());
        expect(outcomes.map((one) => one.is)).toEqual(['copied', 'copied', 'copied']);
        expect(new Set(outcomes.map((one) => one.ref))).toEqual(new Set(changes.map((change) => change.ref)));
        const heads = await headsIn(target, folder);
        expect(heads).toHaveLength(3);
        for (const message of wanted) {
          const head = heads.find((one) => one.receivedAt === message.receivedAt);
          expect(head?.version, message.what).toBe(keptVersion(target, message));
        }
      }
      const back = await contentAt(target, folder, targetOf(settled[0]));
      expect(await harness.isSameContent(plain.bytes, back)).toBe(true);
      await target.close();
    },
  },
  {
    name: 'an update of an item that is no longer there fails as missing, and the others are updated',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Vanished']);
      const [first, second] = sampleMessages();
      const settled = await putAll(target, folder, [first, second]);
      await target.remove(folder, [targetOf(settled[0])], never());
      const wanted = [first, second].map((message) => ({ ...message, flags: ['flagged'] satisfies Flag[] }));
      const changes = wanted.map((message, index) => changeOf(message, targetOf(settled[index])));
      const outcomes = await target.update(folder, changes, never());
      const codes = new Map(outcomes.map((one) => [one.ref, one.is === 'failed' ? one.problem.code : one.is]));
      expect(codes.get(sourceRefOf(first))).toBe('proof.missing');
      expect(codes.get(sourceRefOf(second))).toBe('copied');
      await target.close();
    },
  },
  {
    name: 'moved items are in the other folder under new names, with content, date and flags, and not in the first',
    async run(harness) {
      const target = await harness.open();
      const [from, to] = [await ensure(target, ['From']), await ensure(target, ['To'])];
      const messages = sampleMessages().slice(0, 3);
      const refs = (await putAll(target, from, messages)).map(targetOf);
      const [gone, ...rest] = refs;
      assert(gone !== undefined, 'three were written');
      await target.remove(from, [gone], never());
      const moved = await target.move(from, to, refs, never());
      expect([...moved.keys()].sort()).toEqual([...rest].sort());
      expect([await harness.count(from), await harness.count(to)]).toEqual([0, 2]);
      const heads = await headsIn(target, to);
      for (const [index, ref] of rest.entries()) {
        const message = messages[index + 1];
        assert(message !== undefined, 'each ref has its message');
        const head = heads.find((one) => one.target === moved.get(ref));
        expect(head).toMatchObject({ receivedAt: message.receivedAt, version: keptVersion(target, message) });
      }
      await target.close();
    },
  },
  {
    name: 'removed items are gone, the others stay, and removing again is no error',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Remove']);
      const messages = sampleMessages();
      const refs = (await putAll(target, folder, messages)).map(targetOf);
      await target.remove(folder, refs.slice(0, 4), never());
      await target.remove(folder, refs.slice(2, 5), never());
      expect(await harness.count(folder)).toBe(messages.length - 5);
      expect((await headsIn(target, folder)).map((head) => head.target).sort()).toEqual(refs.slice(5).sort());
      await target.close();
    },
  },
  {
    name: 'an item that is no longer there is read as nothing, with the reason',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Read']);
      const [first, second] = sampleMessages();
      const [gone, there] = (await putAll(target, folder, [first, second])).map(targetOf);
      assert(gone !== undefined && there !== undefined, 'two were written');
      await target.remove(folder, [gone], never());
      const read = new Map((await all(target.read(folder, [gone, there], never()))).map((one) => [one.target, one]));
      expect(read.get(gone)?.content).toBeNull();
      expect(read.get(gone)?.why).toMatch(/./);
      expect(read.get(there)?.content).not.toBeNull();
      await target.close();
    },
  },
];

function doubtOf(message: SampleMessage): Doubt {
  return { marker: markerOf(message), sizeBytes: message.bytes.length, receivedAt: message.receivedAt };
}

function changeOf(message: SampleMessage, target: TargetRef): Change {
  const version = messageVersion({ flags: new Set(message.flags), keywords: message.keywords });
  return { ref: sourceRefOf(message), target, version };
}
