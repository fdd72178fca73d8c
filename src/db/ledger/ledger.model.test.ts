/** Random lives of a mailbox: the ledger in PostgreSQL and the one in memory must tell the same story. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import { unreachable } from '../../base/assert.ts';
import { instant } from '../../base/clock.ts';
import type { ItemHead, SourceRef } from '../../model/item.ts';
import { ENTRY_STATES, type Entry, type Ledger, type Outcome } from '../../model/ledger.ts';
import { ARCHIVE, allEntries, INBOX, NOW, page, refsOf, targetRef } from './ledger.contract.words.ts';
import { openLedger } from './ledger.ts';
import { memoryLedger } from './memory-ledger.ts';

const db = await freshDatabase();

const FOLDERS = [INBOX, ARCHIVE];
const PROBLEMS = [
  { code: 'proof.missing', facts: {} },
  { code: 'proof.differs', facts: { fields: 'flags' } },
  { code: 'target.item-refused', facts: { reason: 'a\0b' } },
] as const;

const folderOf = fc.constantFrom(...FOLDERS.map((folder) => folder.path));
const refOf = fc.constantFrom('1:1', '1:2', '1:3', 'odd\0', '\u0001', '\ud800').map((text) => text as SourceRef); // any text
const version = fc.constantFrom('', 'seen', 'flagged\n\0');
const head = fc.record<ItemHead>({
  ref: refOf,
  kind: fc.constant('message'),
  version,
  sizeBytes: fc.constantFrom(1, 2),
  receivedAt: fc.constantFrom(instant(NOW), instant(-1)),
});
/** Which of the entries that a call may name it does name: by their place, so that every number means something. */
const picks = fc.array(fc.nat(20), { maxLength: 4 });

const step = fc.oneof(
  fc.record({
    is: fc.constant('record' as const),
    folder: folderOf,
    heads: fc.array(head, { maxLength: 5 }),
    gone: fc.array(refOf, { maxLength: 2 }),
    renumbered: fc.boolean(),
  }),
  fc.record({ is: fc.constant('intend' as const), folder: folderOf, itemsMax: fc.nat(3), bytesMax: fc.nat(4) }),
  fc.record({ is: fc.constant('withdraw' as const), folder: folderOf, picks }),
  fc.record({ is: fc.constant('settle' as const), folder: folderOf, picks, how: fc.nat(30), version }),
  fc.record({ is: fc.constant('change' as const), folder: folderOf, picks, version }),
  fc.record({ is: fc.constant('move' as const), pick: fc.nat(20) }),
  fc.record({ is: fc.constant('adopt' as const), folder: folderOf, picks }),
  fc.record({ is: fc.constant('end-aside' as const), folder: folderOf }),
  fc.record({ is: fc.constant('prove' as const), folder: folderOf, picks, how: fc.nat(3) }),
  fc.record({ is: fc.constant('retry' as const) }),
  fc.record({ is: fc.constant('folders' as const), hasArchive: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('both ledgers tell the same of every life of a mailbox', { timeout: 120_000 }, async () => {
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      lives += 1;
      const real = await openLedger(db, { source: `life ${lives}`, target: 'target' }, 'test', NOW);
      const model = memoryLedger();
      try {
        for (const ledger of [real, model]) await ledger.recordFolders(FOLDERS);
        for (const [nth, one] of steps.entries()) {
          // What a step names is looked up in the model alone, so that both are told the same.
          const call = await callOf(one, nth, model);
          expect(await call(real), JSON.stringify(one)).toEqual(await call(model));
        }
        expect(await storyOf(real)).toEqual(await storyOf(model));
      } finally {
        await real.close();
      }
    }),
    { numRuns: 25 },
  );
});

/** What a step does to either ledger. */
async function callOf(step: Step, nth: number, model: Ledger): Promise<(ledger: Ledger) => Promise<unknown>> {
  switch (step.is) {
    case 'record': {
      const { heads, gone, renumbered } = step;
      return (ledger) => ledger.record(step.folder, page(heads, { gone, renumbered, next: `cursor ${nth}` }));
    }
    case 'intend':
      return (ledger) => ledger.intend(step.folder, { ...step, itemsMax: step.itemsMax + 1 }, instant(NOW + nth));
    case 'move': {
      const candidates = await model.moveCandidates(100);
      const move = candidates[step.pick % Math.max(1, candidates.length)];
      if (move === undefined) return async () => null;
      const { from, to, left, appeared } = move;
      return (ledger) =>
        ledger.settleMove({ from, left: left.ref, to, appeared: appeared.ref, target: targetRef(nth) });
    }
    case 'retry':
      return (ledger) => ledger.retryFailed({ missingToo: true });
    case 'folders':
      return (ledger) => ledger.recordFolders(step.hasArchive ? FOLDERS : [INBOX]);
    case 'end-aside':
      return (ledger) => ledger.endAside(step.folder);
    case 'adopt': {
      const pairs = pickedOf(step.picks, await model.aside(step.folder, 100));
      const named = pairs.map(({ old, renumbered }) => ({ old: old.ref, renumbered: renumbered.ref }));
      return (ledger) => ledger.adopt(step.folder, named);
    }
    case 'withdraw':
    case 'settle':
    case 'change':
    case 'prove':
      return entryCallOf(step, nth, pickedOf(step.picks, await nameable(model, step.folder)));
    default:
      return unreachable(step);
  }
}

function entryCallOf(
  step: Extract<Step, { is: 'withdraw' | 'settle' | 'change' | 'prove' }>,
  nth: number,
  refs: readonly SourceRef[],
): (ledger: Ledger) => Promise<unknown> {
  switch (step.is) {
    case 'withdraw':
      return (ledger) => ledger.withdraw(step.folder, refs);
    case 'settle': {
      const outcomes = refs.map((ref, place) => outcomeOf(ref, step.how + place, nth, step.version));
      return (ledger) => ledger.settle(step.folder, outcomes);
    }
    case 'change':
      return (ledger) =>
        ledger.settleChanges(
          step.folder,
          refs.map((ref) => ({ ref, version: step.version })),
        );
    case 'prove': {
      const problem = PROBLEMS[step.how];
      const proofs = refs.map((ref) =>
        problem ? { is: 'failed' as const, ref, problem } : { is: 'verified' as const, ref },
      );
      return (ledger) => ledger.prove(step.folder, proofs);
    }
    default:
      return unreachable(step);
  }
}

function outcomeOf(ref: SourceRef, how: number, nth: number, version: string): Outcome {
  const problem = PROBLEMS[how % PROBLEMS.length] ?? PROBLEMS[0];
  if (how % 6 === 0) return { is: 'failed', ref, problem };
  if (how % 6 === 1) return { is: 'skipped', ref, rule: 'a\0rule' };
  if (how % 6 === 2) return { is: 'gone', ref };
  const sha256 = how % 6 === 3 ? null : Buffer.alloc(32, nth);
  return { is: 'copied', ref, target: targetRef(how), version, sha256, losses: [] };
}

/** The refs that a call may name: those of entries, and of doubts that a renumbering set aside. */
async function nameable(model: Ledger, path: readonly string[]): Promise<readonly SourceRef[]> {
  const refs = [...(await allEntries(model, path)), ...(await model.doubts(path, 100))].map((entry) => entry.ref);
  return [...new Set(refs)];
}

function pickedOf<T>(places: readonly number[], all: readonly T[]): readonly T[] {
  return places.flatMap((place) => all.slice(place % Math.max(1, all.length)).slice(0, 1));
}

/** All that can be asked of a ledger. */
async function storyOf(ledger: Ledger): Promise<unknown> {
  const folders = await Promise.all(
    FOLDERS.map(async ({ path }) => ({
      cursor: await ledger.cursor(path),
      known: await refsOf(ledger, path),
      entries: await allEntries(ledger, path),
      byState: await Promise.all(ENTRY_STATES.map((state) => refsIn(ledger, path, state))),
      doubts: await ledger.doubts(path, 100),
      changed: await ledger.changed(path, 3),
      vanished: await ledger.vanished(path, 3),
      aside: await ledger.aside(path, 4),
      claimed: await ledger.claimed(
        path,
        Array.from({ length: 40 }, (_, number) => targetRef(number)),
      ),
    })),
  );
  const [known, counts, moves] = [await ledger.folders(), await ledger.counts(), await ledger.moveCandidates(5)];
  return { folders, known, counts, moves };
}

async function refsIn(ledger: Ledger, path: readonly string[], state: Entry['state']): Promise<readonly SourceRef[]> {
  const refs: SourceRef[] = [];
  for await (const entries of ledger.entries(path, [state])) refs.push(...entries.map((entry) => entry.ref));
  return refs;
}
