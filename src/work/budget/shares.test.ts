import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import { steppedClock } from '../../../test/stepped-clock.ts';
import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import { type Random, seededRandom, systemRandom } from '../../base/random.ts';
import { openBudgetBook } from '../../db/service/budget-book.ts';
import { type BudgetBook, type BudgetKey, LEASE_ENDS_MS, LEASE_MS } from '../../model/budget.ts';
import { TURN_MS } from '../../model/fair-shares.ts';
import type { Place, Share } from './share.ts';
import { Shares } from './shares.ts';

const db = await freshDatabase();
const never = new AbortController().signal;
const SECOND_MS = 1000;

/** One program on the database of all. */
interface Program {
  readonly shares: Shares;
  readonly share: Share;
  readonly places: Place[];
  /** What its mailboxes were told, in seconds from then on. */
  readonly told: { readonly until: Instant; readonly because: string }[];
  /** True while the database does not answer it. */
  isCutOff: boolean;
}

function rig(most: number) {
  const clock = steppedClock();
  const real = openBudgetBook(db, clock);
  const key = systemRandom.id() as BudgetKey; // a key that nobody else has
  const programs: Program[] = [];
  const bound = { most };
  const start = (skewMs = 0): Program => {
    const book: BudgetBook = {
      exchange: (holder, asked) => (program.isCutOff ? cutOff() : real.exchange(holder, asked)),
      leave: (holder, keys) => (program.isCutOff ? cutOff() : real.leave(holder, keys)),
    };
    const shares = new Shares({ book, clock: clock.askew(skewMs), log: silentLog, holder: systemRandom.id() });
    const share = shares.share({ key, name: 'the account', most: () => bound.most });
    const program: Program = { shares, share, places: [], told: [], isCutOff: false };
    programs.push(program);
    return program;
  };
  const enter = (program: Program): void => {
    const tell = (until: Instant, because: string): void => void program.told.push({ until, because });
    program.share.enter(never, tell).then((place) => program.places.push(place), failed);
  };
  const round = async (): Promise<void> => {
    for (const { shares } of programs) {
      await shares.round().catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    }
    await clock.advance(0);
  };
  /** So many seconds as they pass in all programs. */
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second += 1) {
      await clock.advance(SECOND_MS);
      await round();
    }
  };
  const underWay = (): number => programs.reduce((sum, { places }) => sum + places.length, 0);
  return { clock, real, key, bound, programs, start, enter, round, seconds, underWay };
}

const BOUND = 6;

/** Something that happens to one of the programs. */
async function act(what: number, program: Program, all: ReturnType<typeof rig>, random: Random): Promise<void> {
  if (what < 4) all.enter(program);
  else if (what < 7) program.places.shift()?.release();
  else if (what < 10) {
    await program.shares.round().catch((error: unknown) => expect(error).toBeInstanceOf(Failure));
  } else if (what === 10) program.isCutOff = random.int(4) === 0;
  else if (random.int(20) === 0) program.places[0]?.refuse(2000);
  else await all.seconds(random.int(9));
}

function cutOff(): never {
  throw new Failure('database.unreachable', { reason: 'the cable' });
}

function failed(error: unknown): void {
  throw error;
}

function releaseAll({ places }: Program): void {
  for (const place of places.splice(0)) place.release();
}

describe('a budget', () => {
  test('is all of one program that is alone, and half of each of two who want all', async () => {
    const all = rig(4);
    const [one, other] = [all.start(), all.start()];
    for (let count = 0; count < 6; count += 1) all.enter(one);
    await all.round();
    expect(one.places).toHaveLength(4);
    for (let count = 0; count < 6; count += 1) all.enter(other);
    await all.round();
    expect(other.places).toHaveLength(0);
    releaseAll(one);
    await all.seconds(3);
    expect([one.places.length, other.places.length]).toEqual([2, 2]);
  });

  test('never has more under way than its bound: with ten programs, wrong clocks, deaths, cut cables and refusals', async () => {
    const seed = 20_260_105;
    const random = seededRandom(seed);
    const all = rig(BOUND);
    for (let at = 0; at < 10; at += 1) all.start((at - 5) * 3_600_000);
    let mostSeen = 0;
    let passed = 0;
    for (let step = 0; step < 300; step += 1) {
      const program = all.programs[random.int(all.programs.length)];
      assert(program !== undefined, 'one of them');
      const before = all.underWay();
      await act(random.int(12), program, all, random);
      // Work whose lease has ended fails with the database that it cannot reach, and lets go of what it has.
      for (const one of all.programs) if (one.share.limit === 0 && one.isCutOff) releaseAll(one);
      await all.clock.advance(0);
      const now = all.underWay();
      expect(now, `seed ${seed}, step ${step}`).toBeLessThanOrEqual(BOUND);
      passed += Math.max(0, now - before);
      mostSeen = Math.max(mostSeen, now);
    }
    expect(mostSeen).toBe(BOUND);
    expect(passed).toBeGreaterThan(10);
  });

  test('passes on what a dead program had, within a minute and not before it has let go itself', async () => {
    const all = rig(4);
    const [dead, heir] = [all.start(), all.start()];
    for (let count = 0; count < 4; count += 1) all.enter(dead);
    await all.round();
    expect(dead.places).toHaveLength(4);
    dead.isCutOff = true;
    all.enter(heir);
    await all.seconds(LEASE_MS / SECOND_MS - 1);
    expect([dead.share.limit, heir.places.length]).toEqual([4, 0]);
    await all.seconds(1);
    expect([dead.share.limit, heir.places.length]).toEqual([0, 0]);
    await all.seconds((LEASE_ENDS_MS - LEASE_MS) / SECOND_MS);
    expect(heir.places).toHaveLength(1);
    expect(LEASE_ENDS_MS).toBeLessThan(60_000);
  });

  test('of one place goes round all programs, each for a turn', async () => {
    const all = rig(1);
    const programs = Array.from({ length: 5 }, () => all.start());
    const turns = programs.map(() => 0);
    for (let second = 0; second < 5 * 2 * (TURN_MS / SECOND_MS + 3); second += 1) {
      for (const [at, program] of programs.entries()) {
        turns[at] = (turns[at] ?? 0) + program.places.length;
        releaseAll(program);
        all.enter(program);
      }
      await all.seconds(1);
      expect(all.underWay()).toBeLessThanOrEqual(1);
    }
    expect(Math.min(...turns)).toBeGreaterThan(0);
    expect(Math.max(...turns) / Math.min(...turns)).toBeLessThan(2.5);
    // Whoever waits is told so.
    expect(programs.every(({ told }) => told.length > 0)).toBe(true);
  });

  test('that a server refused rests for all for as long as it said, is halved once, and grows back with success', async () => {
    const all = rig(8);
    const [one, other] = [all.start(), all.start()];
    for (const program of [one, other]) for (let count = 0; count < 4; count += 1) all.enter(program);
    await all.seconds(3);
    expect(all.underWay()).toBe(8);
    // All eight are refused: the server said one thing.
    for (const { places } of [one, other]) for (const place of places) place.refuse(30_000);
    for (const program of [one, other]) releaseAll(program);
    for (const program of [one, other]) for (let count = 0; count < 8; count += 1) all.enter(program);
    await all.seconds(29);
    expect(all.underWay()).toBe(0);
    expect(other.told[0]?.because).toContain('wanted a pause');
    await all.seconds(2);
    expect(all.underWay()).toBe(4);
    for (let second = 0; second < 60; second += 1) {
      for (const program of [one, other]) {
        for (const place of program.places) place.succeed();
        releaseAll(program);
        for (let count = 0; count < 4; count += 1) all.enter(program);
      }
      await all.seconds(1);
    }
    expect(all.underWay()).toBeGreaterThan(6);
  });

  test('rests as soon as it is told that another program was refused', async () => {
    const all = rig(4);
    const one = all.start();
    for (let count = 0; count < 4; count += 1) all.enter(one);
    await all.seconds(1);
    for (const place of one.places.splice(0, 3)) place.release();
    one.shares.hear({ key: 'another', restMs: 9000 });
    all.enter(one);
    await all.clock.advance(0);
    expect(one.places).toHaveLength(2);
    one.shares.hear({ key: all.key, restMs: 9000 });
    all.enter(one);
    await all.clock.advance(8999);
    expect(one.places).toHaveLength(2);
    await all.clock.advance(1);
    expect(one.places).toHaveLength(3);
  });

  test('follows the operator: more at once where the server never asked for less, and less without taking anything away', async () => {
    const all = rig(2);
    const one = all.start();
    for (let count = 0; count < 9; count += 1) all.enter(one);
    await all.seconds(1);
    expect(one.places).toHaveLength(2);
    all.bound.most = 6;
    await all.seconds(1);
    expect(one.places).toHaveLength(6);
    all.bound.most = 1;
    await all.seconds(2);
    expect([one.places.length, one.share.limit]).toEqual([6, 1]);
  });

  test('is left when nobody uses it any more', async () => {
    const all = rig(2);
    const one = all.start();
    all.enter(one);
    await all.seconds(1);
    releaseAll(one);
    await all.seconds(4);
    const text = 'select holder from budget_shares where key = $1';
    expect(await db.query({ name: '', text, values: [all.key] })).toEqual([]);
    all.enter(one);
    await all.seconds(1);
    expect(one.places).toHaveLength(1);
  });
});
