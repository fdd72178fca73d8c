/** What every ledger does with items that are copied already and have another name now. */
import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../model/ledger.ts';
import {
  ARCHIVE,
  allEntries,
  copied,
  folder,
  head,
  INBOX,
  NOW,
  page,
  ref,
  refsOf,
  statesOf,
  targetRef,
  type WithLedger,
} from './ledger.contract.words.ts';

const ALL = { itemsMax: 1000, bytesMax: 1_000_000 };

export function moveContract(withLedger: WithLedger): void {
  describe('a move', () => {
    test(
      'may be what left one folder as a copy and appeared in another with equal size and date',
      withLedger(async (ledger) => {
        await copyAndLeave(ledger, [1, 2, 3]);
        await ledger.record(ARCHIVE.path, page([head(2, { ref: ref(20) }), head(9), head(1, { ref: ref(10) })]));
        const candidates = await ledger.moveCandidates(10);
        expect(candidates.map(({ from, left, to, appeared }) => [from, left.ref, to, appeared.ref])).toEqual([
          [INBOX.path, ref(2), ARCHIVE.path, ref(20)],
          [INBOX.path, ref(1), ARCHIVE.path, ref(10)],
        ]);
        expect(candidates[0]?.left).toMatchObject({ state: 'copied', vanished: true, sha256: Buffer.alloc(32, 2) });
        expect(candidates[0]?.appeared).toMatchObject({ state: 'seen', vanished: false });
        expect(await ledger.moveCandidates(1)).toHaveLength(1);
      }),
    );

    test.each([
      { what: 'another size', but: { sizeBytes: 7 } },
      { what: 'another date', but: { receivedAt: NOW } },
    ])('is not what appeared with $what', ({ but }) =>
      withLedger(async (ledger) => {
        await copyAndLeave(ledger, [1]);
        await ledger.record(ARCHIVE.path, page([head(1, but)]));
        expect(await ledger.moveCandidates(10)).toEqual([]);
      })(),
    );

    test(
      'is not what is still there, was never copied, was not read, appeared in the same folder or in an absent one',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2), head(3), head(4)]));
        await ledger.settle(INBOX.path, [copied(1), copied(3, { sha256: null }), copied(4)]);
        await ledger.record(INBOX.path, page([head(4, { ref: ref(40) })], { gone: [ref(2), ref(3), ref(4)] }));
        await ledger.record(ARCHIVE.path, page([head(1), head(2), head(3)]));
        await ledger.recordFolders([INBOX, ARCHIVE, folder('Left')]);
        await ledger.record(['Left'], page([head(4)]));
        await ledger.recordFolders([INBOX, ARCHIVE]);
        expect(await ledger.moveCandidates(10)).toEqual([]);
      }),
    );

    test(
      'once settled has one copy, in its new folder, and the old entry is forgotten',
      withLedger(async (ledger) => {
        await copyAndLeave(ledger, [1]);
        await ledger.record(ARCHIVE.path, page([head(1, { ref: ref(10), version: 'flagged' })]));
        const move = { from: INBOX.path, left: ref(1), to: ARCHIVE.path, appeared: ref(10), target: targetRef(77) };
        await ledger.settleMove(move);
        await ledger.settleMove(move);
        expect(await allEntries(ledger)).toEqual([]);
        expect(await allEntries(ledger, ARCHIVE.path)).toMatchObject([
          { ref: ref(10), state: 'copied', target: targetRef(77), copiedVersion: 'seen', sha256: Buffer.alloc(32, 1) },
        ]);
        expect(await ledger.changed(ARCHIVE.path, 10)).toHaveLength(1);
        expect(await ledger.moveCandidates(10)).toEqual([]);
      }),
    );

    test(
      'that nobody matched stays what it is: a copy that vanished',
      withLedger(async (ledger) => {
        await copyAndLeave(ledger, [1]);
        await ledger.record(ARCHIVE.path, page([head(2)]));
        expect(await ledger.moveCandidates(10)).toEqual([]);
        expect(await allEntries(ledger)).toMatchObject([{ state: 'copied', vanished: true }]);
      }),
    );
  });
  renumberingContract(withLedger);
}

function renumberingContract(withLedger: WithLedger): void {
  describe('a renumbering', () => {
    test(
      'voids all refs at once, and what was not copied is listed anew',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2), head(3)], { next: 'old' }));
        await ledger.settle(INBOX.path, [copied(1)]);
        await renumber(ledger, [1, 2]);
        expect(await ledger.cursor(INBOX.path)).toBe('new');
        expect(await refsOf(ledger)).toEqual([ref(101), ref(102)]);
        expect(await statesOf(ledger)).toEqual(['seen', 'seen']);
        expect((await ledger.counts())[0]).toMatchObject({ aside: 1 });
      }),
    );

    test(
      'offers for each copy the new entries of equal size and date, and adopting makes the copy theirs',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2), head(3)]));
        await ledger.settle(INBOX.path, [copied(1), copied(2)]);
        await renumber(ledger, [3, 2, 1]);
        const pairs = await ledger.aside(INBOX.path, 10);
        expect(pairs.map(({ old, renumbered }) => [old.ref, renumbered.ref])).toEqual([
          [ref(2), ref(102)],
          [ref(1), ref(101)],
        ]);
        expect(await ledger.aside(INBOX.path, 1)).toHaveLength(1);
        await ledger.adopt(INBOX.path, [{ old: ref(2), renumbered: ref(102) }]);
        expect((await ledger.aside(INBOX.path, 10)).map(({ old }) => old.ref)).toEqual([ref(1)]);
        expect(await allEntries(ledger)).toMatchObject([
          { ref: ref(103), state: 'seen' },
          { ref: ref(102), state: 'copied', target: targetRef(2), sha256: Buffer.alloc(32, 2), copiedVersion: 'seen' },
          { ref: ref(101), state: 'seen' },
        ]);
        expect(await ledger.claimed(INBOX.path, [targetRef(1), targetRef(2), targetRef(3)])).toEqual(
          new Set([targetRef(1), targetRef(2)]),
        );
      }),
    );

    test(
      'at its end leaves copies that nobody adopted as vanished, and a later ref of the same text is another item',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1)]));
        await ledger.settle(INBOX.path, [copied(1)]);
        await renumber(ledger, []);
        await ledger.endAside(INBOX.path);
        expect(await ledger.aside(INBOX.path, 10)).toEqual([]);
        expect(await allEntries(ledger)).toMatchObject([{ ref: ref(1), state: 'copied', vanished: true }]);
        await ledger.record(INBOX.path, page([head(1)]));
        expect(await statesOf(ledger)).toEqual(['copied', 'seen']);
        await ledger.settle(INBOX.path, [copied(1, { target: targetRef(9) })]);
        expect((await allEntries(ledger)).map((entry) => entry.target)).toEqual([targetRef(1), targetRef(9)]);
      }),
    );

    test(
      'between an intent and its settlement loses neither: the copy is found, set aside and adopted',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1), head(2)]));
        await ledger.intend(INBOX.path, ALL, NOW);
        await renumber(ledger, [1, 2]);
        expect((await ledger.doubts(INBOX.path, 10)).map((doubt) => doubt.ref)).toEqual([ref(1), ref(2)]);
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.withdraw(INBOX.path, [ref(2)]);
        expect(await ledger.doubts(INBOX.path, 10)).toEqual([]);
        expect((await ledger.aside(INBOX.path, 10)).map(({ old }) => old.ref)).toEqual([ref(1)]);
        await ledger.adopt(INBOX.path, [{ old: ref(1), renumbered: ref(101) }]);
        await ledger.endAside(INBOX.path);
        expect(await statesOf(ledger)).toEqual(['copied', 'seen']);
      }),
    );

    test(
      'gives each copy to one entry only, however often it is named',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1)]));
        await ledger.settle(INBOX.path, [copied(1)]);
        const twins = [head(1, { ref: ref(101) }), head(1, { ref: ref(102) })];
        await ledger.record(INBOX.path, page(twins, { renumbered: true }));
        expect(await ledger.aside(INBOX.path, 10)).toHaveLength(2);
        await ledger.adopt(INBOX.path, [
          { old: ref(1), renumbered: ref(101) },
          { old: ref(1), renumbered: ref(102) },
        ]);
        expect(await statesOf(ledger)).toEqual(['copied', 'seen']);
      }),
    );
  });
}

async function copyAndLeave(ledger: Ledger, numbers: readonly number[]): Promise<void> {
  await ledger.record(INBOX.path, page(numbers.map((number) => head(number))));
  await ledger.settle(
    INBOX.path,
    numbers.map((number) => copied(number)),
  );
  await ledger.record(INBOX.path, page([], { gone: numbers.map(ref) }));
}

/** The server gives all its items new numbers: item 1 is now called 101. */
async function renumber(ledger: Ledger, numbers: readonly number[]): Promise<void> {
  const heads = numbers.map((number) => head(number, { ref: ref(100 + number) }));
  await ledger.record(INBOX.path, page(heads, { renumbered: true, next: 'new' }));
}
