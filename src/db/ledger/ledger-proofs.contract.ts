/** What every ledger answers about what is there. */
import { describe, expect, test } from 'vitest';
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

const DIFFERS = { code: 'proof.differs', facts: { fields: 'flags' } } as const;
const MISSING = { code: 'proof.missing', facts: {} } as const;
const REFUSED = { code: 'target.item-refused', facts: { reason: 'no' } } as const;

export function proofContract(withLedger: WithLedger): void {
  describe('a proof', () => {
    test(
      'makes a copy verified, or a named exception that knows its copy',
      withLedger(async (ledger) => {
        await copyAll(ledger, [1, 2, 3]);
        await ledger.prove(INBOX.path, [
          { is: 'verified', ref: ref(1) },
          { is: 'failed', ref: ref(2), problem: DIFFERS },
        ]);
        expect(await allEntries(ledger)).toMatchObject([
          { state: 'verified', problem: null },
          { state: 'failed', problem: DIFFERS, target: targetRef(2) },
          { state: 'copied', problem: null },
        ]);
        await ledger.prove(INBOX.path, [{ is: 'verified', ref: ref(2) }]);
        expect((await allEntries(ledger))[1]).toMatchObject({ state: 'verified', problem: null });
      }),
    );

    test(
      'of what was never copied is not taken',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(1)]));
        await ledger.prove(INBOX.path, [{ is: 'verified', ref: ref(1) }]);
        expect(await statesOf(ledger)).toEqual(['seen']);
      }),
    );
  });

  describe('trying again', () => {
    test(
      'copies what the target does not have, and only looks again at what it has',
      withLedger(async (ledger) => {
        await copyAll(ledger, [1, 2, 3]);
        await ledger.record(ARCHIVE.path, page([head(4), head(5)]));
        await ledger.settle(ARCHIVE.path, [
          { is: 'failed', ref: ref(4), problem: REFUSED },
          { is: 'failed', ref: ref(5), problem: REFUSED },
        ]);
        await ledger.record(ARCHIVE.path, page([], { gone: [ref(5)] }));
        await ledger.prove(INBOX.path, [
          { is: 'failed', ref: ref(1), problem: DIFFERS },
          { is: 'failed', ref: ref(2), problem: MISSING },
        ]);
        expect(await ledger.retryFailed({ missingToo: true })).toBe(4);
        expect(await statesOf(ledger)).toEqual(['copied', 'seen', 'copied']);
        expect(await statesOf(ledger, ARCHIVE.path)).toEqual(['seen', 'gone']);
        expect((await allEntries(ledger))[1]).toMatchObject({ target: null, copiedVersion: null, problem: null });
        expect(await ledger.retryFailed({ missingToo: true })).toBe(0);
      }),
    );

    test(
      'writes again what the target lost only when it is told to',
      withLedger(async (ledger) => {
        await copyAll(ledger, [1]);
        await ledger.prove(INBOX.path, [{ is: 'failed', ref: ref(1), problem: MISSING }]);
        await ledger.retryFailed({ missingToo: false });
        expect(await statesOf(ledger)).toEqual(['copied']);
      }),
    );
  });

  describe('answers', () => {
    test(
      'which target items belong to an entry of the folder',
      withLedger(async (ledger) => {
        await copyAll(ledger, [1, 2]);
        await ledger.record(ARCHIVE.path, page([head(3)]));
        await ledger.settle(ARCHIVE.path, [copied(3)]);
        const asked = [1, 2, 3, 4].map(targetRef);
        expect(await ledger.claimed(INBOX.path, asked)).toEqual(new Set([targetRef(1), targetRef(2)]));
        expect(await ledger.claimed(ARCHIVE.path, asked)).toEqual(new Set([targetRef(3)]));
        expect(await ledger.claimed(INBOX.path, [])).toEqual(new Set());
      }),
    );

    test(
      'the entries of some states in pages, while others settle them',
      withLedger(async (ledger) => {
        const numbers = Array.from({ length: 4500 }, (_, index) => index + 1);
        await ledger.record(INBOX.path, page(numbers.map((number) => head(number))));
        await ledger.settle(INBOX.path, [copied(4500)]);
        const found: string[] = [];
        for await (const entries of ledger.entries(INBOX.path, ['seen', 'skipped'])) {
          found.push(...entries.map((entry) => entry.ref));
          await ledger.settle(
            INBOX.path,
            entries.map((entry) => ({ is: 'skipped', ref: entry.ref, rule: 'test' }) as const),
          );
        }
        expect(found).toEqual(numbers.slice(0, -1).map(ref));
        expect((await ledger.counts())[0]?.items).toMatchObject({ seen: 0, skipped: 4499, copied: 1 });
      }),
    );

    test(
      'counts and bytes of each folder and state, also of folders that have nothing',
      withLedger(async (ledger) => {
        await ledger.record(INBOX.path, page([head(10), head(20), head(30)]));
        await ledger.intend(INBOX.path, { itemsMax: 1, bytesMax: 1000 }, NOW);
        const nothing = { seen: 0, intended: 0, copied: 0, verified: 0, skipped: 0, failed: 0, gone: 0 };
        expect(await ledger.counts()).toEqual([
          {
            path: INBOX.path,
            items: { ...nothing, seen: 2, intended: 1 },
            bytes: { ...nothing, seen: 50, intended: 10 },
            aside: 0,
          },
          { path: ARCHIVE.path, items: nothing, bytes: nothing, aside: 0 },
        ]);
      }),
    );
  });
}

async function copyAll(ledger: Ledger, numbers: readonly number[]): Promise<void> {
  await ledger.record(INBOX.path, page(numbers.map((number) => head(number))));
  await ledger.settle(
    INBOX.path,
    numbers.map((number) => copied(number)),
  );
}
