/** What a source promises about listing what is there, and what changed. */
import { expect } from 'vitest';
import { type ContractCase, never } from '../../test/contract/contract.ts';
import {
  endOf,
  expectedHeads,
  folderAt,
  headsOf,
  INBOX,
  listAll,
  plainHeads,
  refOf,
  type SourceHarness,
  samplesFor,
} from './source-harness.contract.ts';

export const LIST_CASES: readonly ContractCase<SourceHarness>[] = [
  {
    name: 'a listing from nothing gives every item once with its size, date, flags and keywords',
    async run(harness) {
      const messages = samplesFor(harness);
      await harness.add(INBOX, messages);
      const source = await harness.open();
      const pages = await listAll(source, folderAt(await source.folders(never()), INBOX), null);
      const heads = headsOf(pages);
      expect(new Set(heads.map((head) => head.ref)).size).toBe(messages.length);
      expect(plainHeads(harness, heads)).toEqual(expectedHeads(harness, messages));
      expect(pages.flatMap((page) => page.gone)).toEqual([]);
      expect(pages.some((page) => page.renumbered)).toBe(false);
      await source.close();
    },
  },
  {
    name: 'an empty folder is listed without items, and what comes later is listed from its cursor',
    async run(harness) {
      await harness.addFolder(['Empty']);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), ['Empty']);
      const pages = await listAll(source, folder, null);
      expect(headsOf(pages)).toEqual([]);
      await harness.add(['Empty'], samplesFor(harness).slice(0, 2));
      const next = endOf(pages);
      expect(headsOf(await listAll(source, folder, next))).toHaveLength(2);
      await source.close();
    },
  },
  {
    name: 'a listing from a cursor gives what is new, changed or gone since, and nothing else',
    async run(harness) {
      const messages = samplesFor(harness);
      const [first, second, third, fourth] = messages;
      await harness.add(INBOX, [first, second, third]);
      const source = await harness.open();
      const folder = folderAt(await source.folders(never()), INBOX);
      const before = await listAll(source, folder, null);
      const known = headsOf(before);
      const cursor = endOf(before);
      const idle = await listAll(source, folder, cursor, known);
      expect(idle.flatMap((page) => [...page.heads, ...page.gone])).toEqual([]);

      await harness.flag(INBOX, first, ['seen', 'flagged']);
      await harness.remove(INBOX, second);
      await harness.add(INBOX, [fourth]);
      const after = await listAll(source, folder, endOf(idle, cursor), known);
      const changed = { ...first, flags: ['flagged', 'seen'] as const, keywords: [] };
      expect(plainHeads(harness, headsOf(after))).toEqual(expectedHeads(harness, [changed, fourth]));
      const refOfSecond = refOf(harness, known, second);
      expect(after.flatMap((page) => page.gone)).toEqual([refOfSecond]);
      const refOfFirst = refOf(harness, known, first);
      expect(headsOf(after).map((head) => head.ref)).toContain(refOfFirst);
      await source.close();
    },
  },
  {
    name: 'a folder that was numbered anew is listed whole, and the first page says so',
    async run(harness) {
      const messages = samplesFor(harness).slice(0, 4);
      await harness.addFolder(['Again']);
      await harness.add(['Again'], messages);
      const source = await harness.open();
      const before = await listAll(source, folderAt(await source.folders(never()), ['Again']), null);
      await source.close();
      await harness.renumber(['Again']);
      const later = await harness.open();
      const folder = folderAt(await later.folders(never()), ['Again']);
      const pages = await listAll(later, folder, endOf(before), headsOf(before));
      expect(pages.map((page) => page.renumbered)).toEqual(pages.map((_page, index) => index === 0));
      expect(plainHeads(harness, headsOf(pages))).toEqual(expectedHeads(harness, messages));
      const old = new Set(headsOf(before).map((head) => head.ref));
      expect(headsOf(pages).filter((head) => old.has(head.ref))).toEqual([]);
      await later.close();
    },
  },
];
