/** What a source promises about reading items, and about writing nothing. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { all, type ContractCase, never } from '../../test/contract/contract.ts';
import { bigMessage, sampleMessages } from '../../test/contract/samples.ts';
import { assert } from '../base/assert.ts';
import { HELD_BYTES_MAX } from '../base/limits.ts';
import {
  bytesFor,
  bytesOf,
  folderAt,
  fromNothing,
  headsOf,
  INBOX,
  listAll,
  readAll,
  type SourceHarness,
} from './source-harness.contract.ts';

export const READ_CASES: readonly ContractCase<SourceHarness>[] = [
  {
    name: 'a read gives each asked item once, with exactly its bytes',
    async run(harness) {
      const messages = sampleMessages();
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
      for (const item of items) expect(await bytesOf(item)).toEqual(bytesFor(messages, item));
      await source.close();
    },
  },
  {
    name: 'an item that went away since it was listed is missing, and the others come',
    async run(harness) {
      const messages = sampleMessages();
      await harness.add(INBOX, messages);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
      await harness.remove(INBOX, messages[2]);
      const items = await readAll(source, folder, refs);
      const expected = messages.filter((message) => message !== messages[2]).map((message) => message.receivedAt);
      expect(new Set(items.map((item) => item.receivedAt))).toEqual(new Set(expected));
      expect(items).toHaveLength(expected.length);
      await source.close();
    },
  },
  {
    name: 'an item too large to be held is spooled: it can be opened twice, its hash is right, and it can be dropped',
    async run(harness) {
      const message = bigMessage(HELD_BYTES_MAX + 500_000);
      await harness.add(INBOX, [...sampleMessages().slice(0, 1), message, ...sampleMessages().slice(1, 2)]);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const refs = headsOf(await listAll(source, folder, null)).map((head) => head.ref);
      const items = await readAll(source, folder, refs);
      expect(items).toHaveLength(3);
      const big = items.find((item) => item.receivedAt === message.receivedAt);
      assert(big !== undefined, 'the large item was given');
      expect(big.sizeBytes).toBe(message.bytes.length);
      expect((await bytesOf(big)).equals(message.bytes)).toBe(true);
      expect((await bytesOf(big)).equals(message.bytes)).toBe(true);
      if (big.content.is === 'spooled') {
        expect(big.content.sizeBytes).toBe(message.bytes.length);
        expect(big.content.sha256).toEqual(createHash('sha256').update(message.bytes).digest());
        await big.content.drop();
      }
      await source.close();
    },
  },
  {
    name: 'several reads at once, in one folder and in two, each give their own items',
    async run(harness) {
      const here = sampleMessages();
      const there = sampleMessages(1000);
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
      for (const item of [...fromStart, ...toEnd]) expect(await bytesOf(item)).toEqual(bytesFor(here, item));
      for (const item of fromOther) expect(await bytesOf(item)).toEqual(bytesFor(there, item));
      await source.close();
    },
  },
  {
    name: 'listing and reading everything changes nothing in the mailbox',
    async run(harness) {
      await harness.addFolder(['Only', 'leaf']);
      await harness.add(INBOX, sampleMessages());
      await harness.add(['Only', 'leaf'], [bigMessage(HELD_BYTES_MAX + 1)]);
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
      await harness.add(INBOX, sampleMessages());
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
