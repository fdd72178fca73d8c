/** What every ledger does with copies: announced before they are written, settled once. */
import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { Loss } from '../../model/item.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  ARCHIVE,
  allEntries,
  copied,
  head,
  INBOX,
  NOW,
  page,
  ref,
  statesOf,
  targetRef,
  type WithLedger,
} from './ledger.contract.words.ts';

const ALL = { itemsMax: 1000, bytesMax: 1_000_000 };
const LATER = instant(NOW + 60_000);
const PROBLEM = { code: 'target.too-large', facts: { size: '9', limit: '8' } } as const;

export function copyContract(withLedger: WithLedger): void {
  describe('an intent', () => {
    test(
      'takes the oldest entries that are seen, and each only once',
      withLedger(async (ledger) => {
        await record(ledger, [5, 3, 4, 1]);
        const first = await ledger.intend(INBOX.path, { ...ALL, itemsMax: 3 }, NOW);
        expect(first.map((entry) => entry.ref)).toEqual([5, 3, 4].map(ref));
        expect(first.every((entry) => entry.state === 'intended')).toBe(true);
        const second = await ledger.intend(INBOX.path, ALL, NOW);
        expect(second.map((entry) => entry.ref)).toEqual([ref(1)]);
        expect(await ledger.intend(INBOX.path, ALL, NOW)).toEqual([]);
      }),
    );

    test.each([
      { bytesMax: 6, takes: 3, why: 'exactly the bound' },
      { bytesMax: 5, takes: 2, why: 'the next would exceed it' },
      { bytesMax: 0, takes: 1, why: 'always one' },
    ])('of at most $bytesMax bytes takes $takes of the items of 1, 2, 3 and 4 bytes: $why', ({ bytesMax, takes }) =>
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3, 4]);
        expect(await ledger.intend(INBOX.path, { itemsMax: 1000, bytesMax }, NOW)).toHaveLength(takes);
      })(),
    );

    test(
      'of several lanes at once gives no entry to two of them',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        const lanes = [1, 2, 3, 4].map(() => ledger.intend(INBOX.path, { ...ALL, itemsMax: 2 }, NOW));
        const taken = (await Promise.all(lanes)).flat().map((entry) => entry.ref);
        expect(taken.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(ref));
      }),
    );

    test(
      'in one folder leaves the others alone',
      withLedger(async (ledger) => {
        await record(ledger, [1]);
        await ledger.record(ARCHIVE.path, page([head(1)]));
        await ledger.intend(INBOX.path, ALL, NOW);
        expect(await statesOf(ledger, ARCHIVE.path)).toEqual(['seen']);
      }),
    );

    test(
      'is in doubt until it is settled, the oldest first and with the time of its announcement',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3]);
        await ledger.intend(INBOX.path, { ...ALL, itemsMax: 1 }, LATER);
        await ledger.intend(INBOX.path, { ...ALL, itemsMax: 1 }, NOW);
        await ledger.intend(INBOX.path, { ...ALL, itemsMax: 1 }, NOW);
        const doubts = await ledger.doubts(INBOX.path, 10);
        expect(doubts.map((doubt) => [doubt.ref, doubt.intendedAt])).toEqual([
          [ref(2), NOW],
          [ref(3), NOW],
          [ref(1), LATER],
        ]);
        expect((await ledger.doubts(INBOX.path, 2)).map((doubt) => doubt.ref)).toEqual([ref(2), ref(3)]);
        await ledger.settle(INBOX.path, [copied(2)]);
        expect((await ledger.doubts(INBOX.path, 10)).map((doubt) => doubt.ref)).toEqual([ref(3), ref(1)]);
      }),
    );

    test(
      'that is withdrawn can be announced again, unless the source lost the item meanwhile',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3]);
        await ledger.intend(INBOX.path, ALL, NOW);
        await ledger.settle(INBOX.path, [copied(3)]);
        await ledger.record(INBOX.path, page([], { gone: [ref(2)] }));
        await ledger.withdraw(INBOX.path, [ref(1), ref(2), ref(3)]);
        expect(await statesOf(ledger)).toEqual(['seen', 'gone', 'copied']);
        expect((await ledger.intend(INBOX.path, ALL, NOW)).map((entry) => entry.ref)).toEqual([ref(1)]);
      }),
    );
  });
  settleContract(withLedger);
  changeContract(withLedger);
}

function settleContract(withLedger: WithLedger): void {
  describe('settling', () => {
    test(
      'keeps target, version, hash and losses of a copy',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2]);
        const losses: Loss[] = [{ field: 'keyword', how: 'dropped', why: 'not allowed \0', detail: '$Junk' }];
        await ledger.intend(INBOX.path, ALL, NOW);
        await ledger.settle(INBOX.path, [copied(1, { losses }), copied(2, { sha256: null })]);
        const [one, two] = await allEntries(ledger);
        expect(one).toEqual({
          ...head(1),
          state: 'copied',
          copiedVersion: 'seen',
          target: targetRef(1),
          sha256: Buffer.alloc(32, 1),
          losses,
          problem: null,
          vanished: false,
        });
        expect(two).toMatchObject({ state: 'copied', sha256: null, losses: [] });
      }),
    );

    test(
      'less than was announced leaves the rest announced',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3]);
        await ledger.intend(INBOX.path, ALL, NOW);
        await ledger.settle(INBOX.path, [copied(2)]);
        expect(await statesOf(ledger)).toEqual(['intended', 'copied', 'intended']);
      }),
    );

    test(
      'the same again changes nothing',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3, 4]);
        await ledger.intend(INBOX.path, ALL, NOW);
        const outcomes = [
          copied(1),
          { is: 'failed', ref: ref(2), problem: PROBLEM },
          { is: 'skipped', ref: ref(3), rule: 'too old' },
          { is: 'gone', ref: ref(4) },
        ] as const;
        await ledger.settle(INBOX.path, outcomes);
        const once = await allEntries(ledger);
        expect(once.map((entry) => entry.state)).toEqual(['copied', 'failed', 'skipped', 'gone']);
        expect(once.map((entry) => entry.problem)).toEqual([null, PROBLEM, null, null]);
        expect(once.map((entry) => entry.vanished)).toEqual([false, false, false, true]);
        await ledger.settle(INBOX.path, outcomes);
        expect(await allEntries(ledger)).toEqual(once);
      }),
    );

    test(
      'nothing is no error, and an entry that was never recorded is one',
      withLedger(async (ledger) => {
        await ledger.settle(INBOX.path, []);
        await ledger.withdraw(INBOX.path, []);
        await expect(ledger.settle(INBOX.path, [copied(1)])).rejects.toThrow(/recorded before it is settled/);
      }),
    );

    test(
      'a copy as gone forgets what the target had',
      withLedger(async (ledger) => {
        await record(ledger, [1]);
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.record(INBOX.path, page([], { gone: [ref(1)] }));
        expect((await ledger.vanished(INBOX.path, 10)).map((entry) => entry.ref)).toEqual([ref(1)]);
        await ledger.settle(INBOX.path, [{ is: 'gone', ref: ref(1) }]);
        expect(await ledger.vanished(INBOX.path, 10)).toEqual([]);
        expect(await allEntries(ledger)).toMatchObject([{ state: 'gone', target: null, sha256: null, vanished: true }]);
        expect(await ledger.claimed(INBOX.path, [targetRef(1)])).toEqual(new Set());
      }),
    );
  });
}

function changeContract(withLedger: WithLedger): void {
  describe('a changed item', () => {
    test(
      'is one that the target has in another version and the source still has',
      withLedger(async (ledger) => {
        await record(ledger, [1, 2, 3, 4]);
        await ledger.settle(
          INBOX.path,
          [1, 2, 3].map((number) => copied(number)),
        );
        const flagged = [1, 2, 4].map((number) => head(number, { version: 'flagged' }));
        await ledger.record(INBOX.path, page(flagged, { gone: [ref(3)] }));
        expect((await ledger.changed(INBOX.path, 10)).map((entry) => entry.ref)).toEqual([ref(1), ref(2)]);
        expect((await ledger.changed(INBOX.path, 1)).map((entry) => entry.ref)).toEqual([ref(1)]);
        await ledger.settleChanges(INBOX.path, [{ ref: ref(1), version: 'flagged' }]);
        expect((await ledger.changed(INBOX.path, 10)).map((entry) => entry.ref)).toEqual([ref(2)]);
      }),
    );

    test(
      'that was verified has to be verified again',
      withLedger(async (ledger) => {
        await record(ledger, [1]);
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.prove(INBOX.path, [{ is: 'verified', ref: ref(1) }]);
        await ledger.record(INBOX.path, page([head(1, { version: 'flagged' })]));
        expect(await ledger.changed(INBOX.path, 10)).toHaveLength(1);
        await ledger.settleChanges(INBOX.path, [{ ref: ref(1), version: 'flagged' }]);
        expect(await allEntries(ledger)).toMatchObject([{ state: 'copied', copiedVersion: 'flagged' }]);
      }),
    );

    test(
      'whose update failed is a failure that keeps its copy',
      withLedger(async (ledger) => {
        await record(ledger, [1]);
        await ledger.settle(INBOX.path, [copied(1)]);
        await ledger.record(INBOX.path, page([head(1, { version: 'flagged' })]));
        await ledger.settle(INBOX.path, [{ is: 'failed', ref: ref(1), problem: PROBLEM }]);
        expect(await ledger.changed(INBOX.path, 10)).toEqual([]);
        expect(await ledger.retryFailed({ missingToo: true })).toBe(1);
        expect(await allEntries(ledger)).toMatchObject([{ state: 'copied', target: targetRef(1), problem: null }]);
        expect(await ledger.changed(INBOX.path, 10)).toHaveLength(1);
      }),
    );
  });
}

async function record(ledger: Ledger, numbers: readonly number[]): Promise<void> {
  await ledger.record(INBOX.path, page(numbers.map((number) => head(number))));
}
