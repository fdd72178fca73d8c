/** How much of a large folder each call of the ledger reads: what it needs, by index, whatever the statistics say. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { Ledger } from '../../model/ledger.ts';
import { ARCHIVE, copied, head, INBOX, NOW, page, ref, targetRef } from './ledger.contract.words.ts';
import { type HeldLedger, openLedger } from './ledger.ts';

const ENTRIES = 100_000;
const PAGE = 20_000;
const BATCH = 500;
const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

const db = await freshDatabase();
/** All statements go through one connection, because only a connection itself can hand in what it counted. */
const session = await db.session('reads');
let ledger: HeldLedger;

beforeAll(async () => {
  // Without statistics the planner knows nothing, which is the state of every first pass.
  await session.script('alter table entries set (autovacuum_enabled = false)');
  const mailbox = { source: 'large', target: 'target' };
  ledger = await openLedger(
    { ...db, ...session, session: (name) => db.session(name), close: () => db.close() },
    mailbox,
    'test',
    NOW,
  );
  await ledger.recordFolders([INBOX, ARCHIVE]);
  for (let first = 1; first <= ENTRIES; first += PAGE) {
    await ledger.record(INBOX.path, page(numbers(first, PAGE).map((number) => head(number))));
  }
}, 120_000);
afterAll(async () => {
  await ledger.close();
  await session.close();
});

interface Case {
  readonly name: string;
  readonly call: (ledger: Ledger) => Promise<unknown>;
  readonly readsMax: number;
}

// In this order, because each case leaves what the next one needs.
const CASES: readonly Case[] = [
  {
    name: 'intend',
    call: (one) => one.intend(INBOX.path, { itemsMax: BATCH, bytesMax: 1e12 }, NOW),
    readsMax: 2 * BATCH,
  },
  { name: 'doubts', call: (one) => one.doubts(INBOX.path, BATCH), readsMax: BATCH },
  { name: 'withdraw', call: (one) => one.withdraw(INBOX.path, [ref(500)]), readsMax: 2 },
  {
    name: 'settle',
    call: (one) =>
      one.settle(
        INBOX.path,
        numbers(1, 499).map((n) => copied(n % 256, { ref: ref(n) })),
      ),
    readsMax: 2 * BATCH,
  },
  { name: 'claimed', call: (one) => one.claimed(INBOX.path, numbers(1, 100).map(targetRef)), readsMax: 300 },
  {
    name: 'prove',
    call: (one) =>
      one.prove(
        INBOX.path,
        numbers(1, 100).map((n) => ({ is: 'verified', ref: ref(n) }) as const),
      ),
    readsMax: 200,
  },
  {
    name: 'record of what is known',
    call: (one) => one.record(INBOX.path, page(numbers(1, 2000).map((n) => head(n)))),
    readsMax: 2000,
  },
  {
    name: 'record of changes',
    call: (one) => one.record(INBOX.path, page([head(1, { version: 'new' })], { gone: [ref(2), ref(3)] })),
    readsMax: 6,
  },
  {
    name: 'record of a page again',
    call: (one) => one.record(ARCHIVE.path, page(numbers(1, 500).map((n) => head(n)))),
    readsMax: 500,
  },
  { name: 'changed', call: (one) => one.changed(INBOX.path, BATCH), readsMax: 1 },
  {
    name: 'settleChanges',
    call: (one) => one.settleChanges(INBOX.path, [{ ref: ref(1), version: 'new' }]),
    readsMax: 2,
  },
  { name: 'vanished', call: (one) => one.vanished(INBOX.path, BATCH), readsMax: 2 },
  { name: 'aside without a renumbering', call: (one) => one.aside(ARCHIVE.path, BATCH), readsMax: 500 },
  { name: 'counts', call: (one) => one.counts(), readsMax: 0 },
  { name: 'cursor', call: (one) => one.cursor(INBOX.path), readsMax: 0 },
  {
    name: 'known, its first page',
    call: (one) => one.known(INBOX.path)[Symbol.asyncIterator]().next(),
    readsMax: 2100,
  },
  {
    name: 'entries, its first page',
    call: (one) => one.entries(INBOX.path, ['seen'])[Symbol.asyncIterator]().next(),
    readsMax: 2600,
  },
  { name: 'retryFailed without a failure', call: (one) => one.retryFailed({ missingToo: true }), readsMax: 0 },
];

describe.each([{ statistics: 'without statistics' }, { statistics: 'with fresh statistics' }])(
  `of ${ENTRIES} entries, $statistics,`,
  ({ statistics }) => {
    beforeAll(async () => {
      if (statistics === 'with fresh statistics') await session.script('analyze entries');
    });

    test.each(CASES)('$name reads at most $readsMax', async ({ call, readsMax }) => {
      await call(ledger); // the second time it is prepared and nothing is cold
      const before = await readsSoFar();
      await call(ledger);
      const after = await readsSoFar();
      expect(after.sequential - before.sequential, 'reads from end to end').toBe(0);
      expect(after.indexed - before.indexed).toBeLessThanOrEqual(readsMax);
    });
  },
);

test('a listing in which nothing changed writes to no entry', async () => {
  const before = await versionsOfRows();
  for (let first = 1; first <= 20_000; first += 2000) {
    const known = numbers(first, 2000).filter((number) => number > 3);
    await ledger.record(INBOX.path, page(known.map((number) => head(number))));
  }
  expect(await versionsOfRows()).toEqual(before);
});

async function readsSoFar(): Promise<{ readonly sequential: number; readonly indexed: number }> {
  await session.script('select pg_stat_force_next_flush()');
  const [reads] = await session.query<{ sequential: number; indexed: number }>({
    name: 'reads',
    text: `
      select seq_tup_read as sequential, idx_tup_fetch as indexed
      from pg_stat_user_tables
      where relname = 'entries'`,
    values: [],
  });
  return reads ?? { sequential: Number.NaN, indexed: Number.NaN };
}

/** Changes with every row that is written or only locked. */
async function versionsOfRows(): Promise<unknown> {
  return session.query({
    name: 'versions',
    text: "select md5(string_agg(ctid::text || xmin::text || xmax::text, ' ' order by folder_id, id)) from entries",
    values: [],
  });
}
