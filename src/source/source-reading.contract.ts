/** What a source promises about reading items, and about writing nothing. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { all, type ContractCase, never } from '../../test/contract/contract.ts';
import { assert } from '../base/assert.ts';
import { HELD_BYTES_MAX } from '../base/limits.ts';
import {
  bigSampleFor,
  bytesOf,
  expectContent,
  folderAt,
  fromNothing,
  headsOf,
  INBOX,
  identityOf,
  listAll,
  readAll,
  type SourceHarness,
  samplesFor,
} from './source-harness.contract.ts';

export const READ_CASES: readonly ContractCase<SourceHarness>[] = [
  {
    name: 'a read gives each asked item once, with exactly its bytes',
    async run(harness) {
      const messages = samplesFor(harness);
      await harness.add(INBOX, messages);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const heads = headsOf(await listAll(source, folder, null)).filter((_head, index) => index % 2 === 0);
      const items = await readAll(
        source,
        folder,
        heads.map((head) => head.ref),
      );
      expect(items.map((item) => item.ref).sort()).toEqual(heads.map((head) => head.ref).sort());
      for (const item of items) await expectContent(harness, messages, item);
      await source.close();
    },
  },
  {
    name: 'an item that went away since it was listed is missing, and the others come',
    async run(harness) {
      const messages = samplesFor(harness);
      await harness.add(INBOX, messages);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
      await harness.remove(INBOX, messages[2]);
      const items = await readAll(source, folder, refs);
      const expected = messages.filter((message) => message !== messages[2]).map((message) => message.receivedAt);
      expect(new Set(items.map((item) => identityOf(harness, item)))).toEqual(new Set(expected));
      expect(items).toHaveLength(expected.length);
      await source.close();
    },
  },
  {
    name: 'an item too large to be held is spooled: it can be opened twice, its hash is right, and it can be dropped',
    async run(harness) {
      const message = bigSampleFor(harness, HELD_BYTES_MAX + 500_000);
      await harness.add(INBOX, [...samplesFor(harness).slice(0, 1), message, ...samplesFor(harness).slice(1, 2)]);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
      const items = await readAll(source, folder, refs);
      expect(items).toHaveLength(3);
      const big = items.find((item) => identityOf(harness, item) === message.receivedAt);
      assert(big !== undefined, 'the large item was given');
      const bytes = await bytesOf(big);
      expect(big.sizeBytes).toBe(bytes.length);
      await expectContent(harness, [message], big);
      expect((await bytesOf(big)).equals(bytes)).toBe(true);
      if (big.content.is === 'spooled') {
        expect(big.content.sizeBytes).toBe(bytes.length);
        expect(big.content.sha256).toEqual(createHash('sha256').update(bytes).digest());
        await big.content.drop();
      }
      await source.close();
    },
  },
  {
    name: 'several reads at once, in one folder and in two, each give their own items',
    async run(harness) {
      const here = samplesFor(harness);
      const there = samplesFor(harness, 1000);
      await harness.addFolder(['There']);
      await harness.add(INBOX, here);
      await harness.add(['There'], there);
      const source = await harness.open();
      const folders = await source.folders(never());
      const [inbox, other] = [folderAt(folders, INBOX), folderAt(folders, ['There'])];
      const inboxRefs = headsOf(await listAll(source, inbox, null)).map((head) => head.ref);
      const otherRefs = headsOf(await listAll(source, other, null)).map((head) => head.ref);
      const [fromStart, fromOther, toEnd] = await Promise.all([
        readAll(source, inbox, inboxRefs.slice(0, 5)),
        readAll(source, other, otherRefs),
        readAll(source, inbox, inboxRefs.slice(5)),
      ]);
      expect([fromStart, fromOther, toEnd].map((items) => items.length)).toEqual([5, there.length, here.length - 5]);
      for (const item of [...fromStart, ...toEnd]) await expectContent(harness, here, item);
      for (const item of fromOther) await expectContent(harness, there, item);
      await source.close();
    },
  },
  {
    name: 'listing and reading everything changes nothing in the mailbox',
    async run(harness) {
      const leaf = harness.isFlat === true ? ['leaf'] : ['Only', 'leaf'];
      await harness.addFolder(leaf);
      await harness.add(INBOX, samplesFor(harness));
      await harness.add(leaf, [bigSampleFor(harness, HELD_BYTES_MAX + 1)]);
      const before = await harness.snapshot();
      const source = await harness.open();
      for (const folder of (await source.folders(never())).filter((one) => one.holdsItems)) {
        const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
        for (const item of await readAll(source, folder, refs)) {
          if (item.content.is === 'spooled') await item.content.drop();
        }
      }
      await source.close();
      expect(await harness.snapshot()).toBe(before);
    },
  },
  {
    name: 'what is asked with an aborted signal is refused with the reason of the signal',
    async run(harness) {
      await harness.add(INBOX, samplesFor(harness));
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
      const aborted = AbortSignal.abort(new Error('the run was stopped'));
      await expect(source.folders(aborted)).rejects.toThrow('the run was stopped');
      await expect(all(source.list(folder, fromNothing(), aborted))).rejects.toThrow('the run was stopped');
      await expect(all(source.read(folder, refs, aborted))).rejects.toThrow('the run was stopped');
      await source.close();
    },
  },
];
