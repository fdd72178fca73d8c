/** A ledger whose process is killed in the middle of writing: what was acknowledged is there, and nothing is there by half. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { instant, systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { seededRandom } from '../../base/random.ts';
import type { Ledger } from '../../model/ledger.ts';
import { openDb } from '../db.ts';
import { openEmbedded } from '../embedded/embedded.ts';
import { allEntries, expectCountsToBeRecounts, INBOX } from './ledger.contract.words.ts';
import { openLedger } from './ledger.ts';

const SEED = 20_260_101;
const KILLS = 5;
const LINES_MAX = 60;

const folder = await mkdtemp(join(tmpdir(), 'godwit-crash-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test(`of ${KILLS} kills in a write loop none loses what was acknowledged (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const said = { listed: 0, intended: new Set<number>(), settled: new Set<number>() };
  for (let kill = 1; kill <= KILLS; kill += 1) {
    for (const line of await linesOfKilledRun(1 + random.int(LINES_MAX))) {
      const [verb, ...numbers] = line.split(' ');
      if (verb === 'listed') said.listed = Number(numbers[0]);
      if (verb === 'intended') for (const number of numbers) said.intended.add(Number(number));
      if (verb === 'settled') for (const number of numbers) said.settled.add(Number(number));
    }
    await reopened((ledger) => expectAcknowledged(ledger, said));
  }
  expect(said.settled.size).toBeGreaterThan(0);
});

async function expectAcknowledged(
  ledger: Ledger,
  said: { readonly listed: number; readonly intended: ReadonlySet<number>; readonly settled: ReadonlySet<number> },
): Promise<void> {
  const entries = await allEntries(ledger);
  const cursor = Number((await ledger.cursor(INBOX.path)) ?? 0);
  expect(cursor).toBeGreaterThanOrEqual(said.listed);
  // A page and its cursor are there together or not at all. Item n has n bytes.
  expect(entries.map((entry) => entry.sizeBytes)).toEqual(Array.from({ length: cursor }, (_, index) => index + 1));
  const inState = (state: string) => new Set(entries.filter((one) => one.state === state).map((one) => one.sizeBytes));
  const [copied, intended] = [inState('copied'), inState('intended')];
  expect([...said.settled].filter((number) => !copied.has(number))).toEqual([]);
  expect([...said.intended].filter((number) => !copied.has(number) && !intended.has(number))).toEqual([]);
  await expectCountsToBeRecounts(ledger);
}

/** Starts the writer, kills it when it has said so many lines, and gives what it had said by then. */
async function linesOfKilledRun(linesMax: number): Promise<readonly string[]> {
  const program = new URL('../../../test/children/write-ledger.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === linesMax && child.exitCode === null) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return lines;
}

async function reopened(look: (ledger: Ledger) => Promise<void>): Promise<void> {
  const embedded = await openEmbedded(folder, { clock: systemClock, log: silentLog });
  const db = openDb(embedded.address);
  const ledger = await openLedger(db, { source: 'source', target: 'target' }, 'test', instant(0));
  try {
    await look(ledger);
  } finally {
    await ledger.close();
    await db.close();
    await embedded.close();
  }
}
