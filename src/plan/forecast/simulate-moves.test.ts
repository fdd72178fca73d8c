import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { drawFromDistribution, drawFromKnown } from './draw-mailboxes.ts';
import { type Simulation, simulateMoves } from './simulate-moves.ts';

const SIZES = { medianBytes: 500_000_000, ninetiethBytes: 5_000_000_000, itemBytes: 100_000 };

function simulation(count: number, changes: Partial<Simulation> = {}): Simulation {
  const mailboxes = drawFromDistribution(count, SIZES, seededRandom(1));
  return { service: 'exchange-online', mailboxes, workers: [1, 2, 4, 8, 64], atOnce: 8, rounds: 11, ...changes };
}

describe('a played organisation', () => {
  test('is the same for the same seed, and another for another', () => {
    const rows = simulateMoves(simulation(100), seededRandom(5));
    expect(simulateMoves(simulation(100), seededRandom(5))).toEqual(rows);
    expect(simulateMoves(simulation(100), seededRandom(6))).not.toEqual(rows);
  });

  test('takes hardly longer with more machines than with fewer, and says what holds it up then', () => {
    const rows = simulateMoves(simulation(400), seededRandom(5));
    for (const [at, row] of rows.entries()) {
      expect(row.lowMs).toBeLessThanOrEqual(row.typicalMs);
      expect(row.typicalMs).toBeLessThanOrEqual(row.highMs);
      // Where the target is the limit, the largest mailbox is slowed down by others that could have waited.
      expect(row.typicalMs).toBeLessThanOrEqual((rows[at - 1]?.typicalMs ?? Number.POSITIVE_INFINITY) * 1.1);
      expect(row.waitedPart).toBeGreaterThan(0);
    }
    expect(rows[0]?.holdsUp).toBe('places');
    expect(rows.at(-1)?.holdsUp).not.toBe('places');
  });

  test('of one large mailbox and many machines is held up by that one', () => {
    const mailboxes = [{ bytes: 50_000_000_000, items: 500_000 }, ...simulation(10).mailboxes];
    const [row] = simulateMoves(simulation(0, { mailboxes, workers: [8] }), seededRandom(5));
    expect(row?.holdsUp).toBe('one mailbox');
  });

  test('may have fifty thousand mailboxes', () => {
    const [row] = simulateMoves(simulation(50_000, { workers: [16], rounds: 3 }), seededRandom(5));
    expect(row?.typicalMs).toBeGreaterThan(86_400_000);
    expect(row?.holdsUp).toBe('target');
  });
});

describe('drawn mailboxes', () => {
  test('spread as somebody stated', () => {
    const bytes = drawFromDistribution(20_000, SIZES, seededRandom(3))
      .map((work) => work.bytes)
      .sort((one, other) => one - other);
    expect((bytes[10_000] ?? 0) / SIZES.medianBytes).toBeCloseTo(1, 1);
    expect((bytes[18_000] ?? 0) / SIZES.ninetiethBytes).toBeCloseTo(1, 0);
  });

  test('are those that are known, as they are or drawn from them', () => {
    const known = [
      { items: 1, bytes: 10 },
      { items: 2, bytes: 20 },
    ];
    expect(drawFromKnown(2, known, seededRandom(1))).toEqual(known);
    const drawn = drawFromKnown(100, known, seededRandom(1));
    expect(drawn).toHaveLength(100);
    expect(new Set(drawn)).toEqual(new Set(known));
  });
});
