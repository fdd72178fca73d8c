import { expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { scriptedEngine } from '../../test/service/engine.ts';
import { ANY_BYTES } from '../../test/service/programs.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { silentLog } from '../base/log.ts';
import { seededRandom } from '../base/random.ts';
import { NO_WORK_SETTINGS, type WorkSettings } from '../model/work-bounds.ts';
import { LiveBounds } from './budget/live-bounds.ts';
import type { Bounds, Queue } from './queue.ts';
import { startWorker } from './worker.ts';

const store = testStore(await freshDatabase());
const clock = fakeClock();
const STARTED = {
  mailboxesAtOnce: 4,
  mailboxesPerHost: 16,
  connectionsPerHost: 64,
  requestsPerAccount: 16,
  ...ANY_BYTES,
};

test('what operators set reaches the queue: for this program, and the most that any host may have', async () => {
  let settings: WorkSettings = NO_WORK_SETTINGS;
  const bounds = new LiveBounds({ started: STARTED, read: async () => settings, clock, log: silentLog });
  const taken: Bounds[] = [];
  const queue: Queue = {
    add: async () => undefined,
    isOpen: async () => true,
    counts: async () => ({ waiting: 0, later: 0, atWork: 0 }),
    take: async (first) => {
      taken.push(first);
      return { change: async (next) => void taken.push(next) };
    },
    close: async () => undefined,
  };
  const stopping = new AbortController();
  const signal = new AbortController().signal;
  const deps = { store, engine: scriptedEngine(), clock, random: seededRandom(1), log: silentLog, worker: 'w' };
  await startWorker(bounds, { ...deps, queue, stopping: stopping.signal, signal });
  await bounds.look();
  expect(taken).toEqual([{ jobsMax: 4, jobsPerHostMax: 16 }]);

  const hosts = {
    'imap.example.com': { mailboxes: 40, connections: null, bytesPerSecond: null },
    'x.example.com': { mailboxes: 1, connections: 2, bytesPerSecond: 70_000 },
  };
  settings = { ...NO_WORK_SETTINGS, mailboxesAtOnce: 9, mailboxesPerHost: 3, hosts };
  await bounds.look();
  await bounds.look();
  expect(taken.slice(1)).toEqual([{ jobsMax: 9, jobsPerHostMax: 40 }]);
  expect([bounds.at('IMAP.example.com'), bounds.at('x.example.com'), bounds.at('constructor')]).toEqual([
    { mailboxes: 40, connections: 64, bytesPerSecond: ANY_BYTES.bytesPerSecondPerHost },
    { mailboxes: 1, connections: 2, bytesPerSecond: 70_000 },
    { mailboxes: 3, connections: 64, bytesPerSecond: ANY_BYTES.bytesPerSecondPerHost },
  ]);

  // A program that ends takes nothing up again.
  stopping.abort();
  settings = NO_WORK_SETTINGS;
  await bounds.look();
  expect(taken).toHaveLength(2);
});
