/** What a target promises about writing items, and about what it holds afterwards. */
import { expect } from 'vitest';
import { all, type ContractCase, never } from '../../test/contract/contract.ts';
import { bigMessage, type SampleMessage, sampleMessages } from '../../test/contract/samples.ts';
import { assert } from '../base/assert.ts';
import { instant } from '../base/clock.ts';
import { HELD_BYTES_MAX } from '../base/limits.ts';
import type { TargetFolder } from '../model/folder.ts';
import type { Settled, Target, Write } from '../model/target.ts';
import {
  contentAt,
  ensure,
  headsIn,
  keptVersion,
  markerOf,
  putAll,
  type TargetHarness,
  targetOf,
  writeOf,
  writesOf,
} from './target-harness.contract.ts';

export const WRITE_CASES: readonly ContractCase<TargetHarness>[] = [
  {
    name: 'every write is settled once, and content, date, flags and keywords read back as they were',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Written']);
      const messages = sampleMessages();
      const settled = await putAll(target, folder, messages);
      await target.close();
      await expectHeld(harness, folder, messages, settled);
    },
  },
  {
    name: 'no more is written for an empty stream than nothing',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Nothing']);
      expect(await putAll(target, folder, [])).toEqual([]);
      expect(await harness.count(folder)).toBe(0);
      expect(await headsIn(target, folder)).toEqual([]);
      await target.close();
    },
  },
  {
    name: 'a message is a draft in the target only if it was one',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Drafts or not']);
      const messages = sampleMessages();
      await putAll(target, folder, messages);
      const drafts = (await headsIn(target, folder)).filter((head) => head.version.split('\n')[0]?.includes('draft'));
      expect(drafts.map((head) => head.receivedAt)).toEqual(
        messages.filter((message) => message.flags.includes('draft')).map((message) => message.receivedAt),
      );
      await target.close();
    },
  },
  {
    name: 'a large message arrives whole, among small ones',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Large']);
      const [first, second] = sampleMessages();
      const messages = [first, bigMessage(HELD_BYTES_MAX + 1_000_000), second];
      const settled = await putAll(target, folder, messages);
      await target.close();
      await expectHeld(harness, folder, messages, settled);
    },
  },
  {
    name: 'a message without a single byte is written or refused by itself, and those around it are written',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Empty message']);
      const [first, second] = sampleMessages();
      const at = instant(first.receivedAt + 5000);
      const empty = { what: 'no byte at all', bytes: Buffer.alloc(0), receivedAt: at, flags: [], keywords: [] };
      const settled = await putAll(target, folder, [first, empty, second]);
      expect([settled[0]?.is, settled[2]?.is]).toEqual(['copied', 'copied']);
      const copied = settled.filter((one) => one.is === 'copied').length;
      expect(await harness.count(folder)).toBe(copied);
      await target.close();
    },
  },
  {
    name: 'a message that the server refuses fails by itself, with a problem, among good ones that are written',
    async run(harness) {
      assert(harness.refused !== null, 'a server that refuses nothing is listed as a deviation');
      const target = await harness.open();
      const folder = await ensure(target, ['Refused']);
      const [first, second, third] = sampleMessages();
      const bad: SampleMessage = { ...second, what: 'refused', bytes: harness.refused };
      const settled = await putAll(target, folder, [first, bad, third]);
      expect(settled.map((one) => one.is)).toEqual(['copied', 'failed', 'copied']);
      const failed = settled[1];
      expect(failed?.is === 'failed' ? failed.problem.code : null).toMatch(/^target\./);
      expect(await harness.count(folder)).toBe(2);
      await target.close();
    },
  },
  {
    name: 'several puts at once, into one folder and into two, each settle their own writes',
    async run(harness) {
      const target = await harness.open();
      const [here, there] = [await ensure(target, ['Here']), await ensure(target, ['There'])];
      const messages = [...sampleMessages(), ...sampleMessages(500), ...sampleMessages(1000)];
      const parts = [messages.slice(0, 10), messages.slice(10, 20), messages.slice(20)];
      const settled = await Promise.all(parts.map((part, index) => putAll(target, index === 1 ? there : here, part)));
      expect(settled.flat().map((one) => one.is)).toEqual(messages.map(() => 'copied'));
      expect([await harness.count(here), await harness.count(there)]).toEqual([20, 10]);
      await target.close();
    },
  },
  {
    name: 'what is taken and not settled stays bounded, however much there is to write',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Much']);
      const messages = Array.from({ length: 60 }, (_, index) => bigMessage(1_000_000, index));
      let [taken, settled, most] = [0, 0, 0];
      async function* counted(): AsyncIterable<Write> {
        for (const message of messages) {
          taken += message.bytes.length;
          most = Math.max(most, taken - settled);
          yield writeOf(message);
        }
      }
      for await (const some of target.put(folder, counted(), never())) settled += some.length * 1_000_000;
      expect(await harness.count(folder)).toBe(messages.length);
      expect(most).toBeLessThanOrEqual(TAKEN_BYTES_MAX);
      await target.close();
    },
  },
  {
    name: 'a put with an aborted signal is refused with the reason of the signal',
    async run(harness) {
      const target = await harness.open();
      const folder = await ensure(target, ['Aborted']);
      const aborted = AbortSignal.abort(new Error('the run was stopped'));
      await expect(all(target.put(folder, writesOf(sampleMessages()), aborted))).rejects.toThrow('the run was stopped');
      await target.close();
    },
  },
];

/** Well below what 200 MB of a process leave beside the database and the source, with several lanes. */
const TAKEN_BYTES_MAX = 40_000_000;

/** Looks with a connection of its own, as the proof does. */
async function expectHeld(
  harness: TargetHarness,
  folder: TargetFolder,
  messages: readonly SampleMessage[],
  settled: readonly Settled[],
): Promise<void> {
  const target: Target = await harness.open();
  expect(await harness.count(folder)).toBe(messages.length);
  const heads = await headsIn(target, folder);
  expect(heads).toHaveLength(messages.length);
  for (const [index, message] of messages.entries()) {
    const ref = targetOf(settled[index]);
    const head = heads.find((one) => one.target === ref);
    const inside = target.traits.marks === 'inside';
    expect(head, message.what).toMatchObject({
      receivedAt: message.receivedAt,
      version: keptVersion(target, message),
      marker: inside ? markerOf(message) : null,
      ...(inside ? {} : { sizeBytes: message.bytes.length }),
    });
    const back = await contentAt(target, folder, ref);
    expect(await harness.isSameContent(message.bytes, back), `content of "${message.what}"`).toBe(true);
  }
  await target.close();
}
