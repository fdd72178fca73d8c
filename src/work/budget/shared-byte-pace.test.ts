import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import { steppedClock } from '../../../test/stepped-clock.ts';
import type { BytePace } from '../../base/byte-pace.ts';
import { silentLog } from '../../base/log.ts';
import { systemRandom } from '../../base/random.ts';
import { openBudgetBook } from '../../db/service/budget-book.ts';
import type { BudgetKey } from '../../model/budget.ts';
import { BYTES_PER_SECOND_MIN } from '../../model/work-bounds.ts';
import { placesIn, sharedBytePace, wantedPlaces } from './shared-byte-pace.ts';
import { Shares } from './shares.ts';

const db = await freshDatabase();
const never = new AbortController().signal;
const SECOND_MS = 1000;
const CHUNK_BYTES = 20_000;

interface Line {
  bytes: number;
  readonly pace: BytePace;
}

/** Programs on the database of all, whose lines send as much as they may. */
function rig(bytesPerSecond: number) {
  const clock = steppedClock();
  const book = openBudgetBook(db, clock);
  const key = systemRandom.id() as BudgetKey; // a key that nobody else has
  const bound = { bytesPerSecond, isBound: true };
  const programs: Shares[] = [];
  const start = (): BytePace => {
    const shares = new Shares({ book, clock, log: silentLog, holder: systemRandom.id() });
    programs.push(shares);
    const most = (): number => placesIn(bound.bytesPerSecond);
    const share = shares.share({ key, name: 'a host', most, wanting: wantedPlaces });
    return sharedBytePace({ share, isBound: () => bound.isBound, clock, over: never });
  };
  const run = (pace: BytePace, signal = never): Line => {
    const line: Line = { bytes: 0, pace };
    const send = async (): Promise<void> => {
      for (;;) {
        const waiting = pace.take(CHUNK_BYTES, signal);
        await (waiting ?? new Promise((resolve) => setImmediate(resolve)));
        line.bytes += CHUNK_BYTES;
      }
    };
    send().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return line;
  };
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second += 1) {
      for (const shares of programs) await shares.round();
      // What passes at once, before the next second.
      for (let turn = 0; turn < 50; turn += 1) await clock.advance(0);
      await clock.advance(SECOND_MS);
    }
  };
  return { clock, bound, start, run, seconds };
}

test('what passes over all lines of all programs is as much as is allowed, however many there are', async () => {
  const allowed = 10 * BYTES_PER_SECOND_MIN;
  const all = rig(allowed);
  const over = new AbortController();
  const lines = Array.from({ length: 3 }, () => all.start()).flatMap((pace) => [
    all.run(pace, over.signal),
    all.run(pace, over.signal),
  ]);
  const sum = (): number => lines.reduce((bytes, line) => bytes + line.bytes, 0);
  await all.seconds(10);
  const before = sum();
  let mostInOne = 0;
  for (let second = 0; second < 30; second += 1) {
    const then = sum();
    await all.seconds(1);
    mostInOne = Math.max(mostInOne, sum() - then);
  }
  const each = (sum() - before) / 30;
  expect(each).toBeLessThanOrEqual(allowed);
  expect(each).toBeGreaterThan(0.8 * allowed);
  expect(mostInOne).toBeLessThanOrEqual(2 * allowed);
  expect(lines.every(({ bytes }) => bytes > 0)).toBe(true);
  over.abort();
  await all.seconds(1);
});

test('less than one piece for each goes round, so that nobody waits for ever', async () => {
  const all = rig(BYTES_PER_SECOND_MIN);
  const over = new AbortController();
  const lines = Array.from({ length: 3 }, () => all.run(all.start(), over.signal));
  await all.seconds(60);
  expect(lines.every(({ bytes }) => bytes > 0)).toBe(true);
  const sum = lines.reduce((bytes, line) => bytes + line.bytes, 0);
  expect(sum).toBeLessThanOrEqual(61 * BYTES_PER_SECOND_MIN);
  over.abort();
  await all.seconds(1);
});

test('a bound that is changed or taken away holds for whoever waits', async () => {
  const all = rig(BYTES_PER_SECOND_MIN);
  const pace = all.start();
  const large = pace.take(100 * BYTES_PER_SECOND_MIN, never);
  expect(large).not.toBeNull();
  let isDone = false;
  const done = (async (): Promise<void> => {
    await large;
    isDone = true;
  })();
  await all.seconds(5);
  expect(isDone).toBe(false);
  all.bound.bytesPerSecond = 50 * BYTES_PER_SECOND_MIN;
  await all.seconds(10);
  expect(isDone).toBe(true);
  await done;
  all.bound.isBound = false;
  expect(pace.take(10 ** 9, never)).toBeNull();
});

test('whoever waits stops with its signal, and what it did not use is there for others', async () => {
  const all = rig(BYTES_PER_SECOND_MIN);
  const pace = all.start();
  const giving = new AbortController();
  const waiting = pace.take(3 * BYTES_PER_SECOND_MIN, giving.signal);
  const ended = expect(waiting).rejects.toThrow('enough');
  await all.seconds(1);
  giving.abort(new Error('enough'));
  await ended;
  await all.seconds(3);
  expect(pace.take(1, never)).not.toBeNull();
  const line = all.run(pace);
  await all.seconds(4);
  expect(line.bytes).toBeGreaterThan(0);
});
