import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import { exchangeAt } from './destination.ts';
import { estimateMailbox } from './estimate-mailbox.ts';

const HOST = 'mail.example.com';
const OWN = exchangeAt(HOST);
const ONLINE = exchangeAt('outlook.office365.com');
const HOUR_MS = 3_600_000;

function run(changes: Partial<MeasuredRun> = {}): MeasuredRun {
  return {
    endedAt: instant(0),
    service: 'exchange',
    targetHost: HOST,
    items: 1000,
    bytes: 100_000_000,
    startMs: 2000,
    copyMs: 60_000,
    proofMs: 30_000,
    waitedMs: 0,
    ...changes,
  };
}

describe('before anything was measured', () => {
  test('a 5 GB mailbox takes between a quarter of an hour and a day into Exchange Online', () => {
    const { range, learntFrom } = estimateMailbox({ items: 50_000, bytes: 5_000_000_000 }, ONLINE, []);
    expect(range.lowMs).toBeGreaterThan(HOUR_MS / 4);
    expect(range.highMs).toBeLessThan(24 * HOUR_MS);
    expect(learntFrom).toBe(0);
  });

  test('the range is widest where nobody said where it goes', () => {
    const work = { items: 50_000, bytes: 5_000_000_000 };
    const unknown = estimateMailbox(work, null, []).range;
    for (const to of [OWN, ONLINE]) {
      const { range } = estimateMailbox(work, to, []);
      expect(unknown.lowMs).toBeLessThanOrEqual(range.lowMs);
      expect(unknown.highMs).toBeGreaterThanOrEqual(range.highMs);
    }
  });
});

describe('after runs to the same server', () => {
  test('the range is around what they took, narrower with each', () => {
    const work = { items: 2000, bytes: 200_000_000 };
    const one = estimateMailbox(work, OWN, [run()]).range;
    const ten = estimateMailbox(
      work,
      OWN,
      Array.from({ length: 10 }, () => run()),
    ).range;
    for (const { lowMs, highMs } of [one, ten]) {
      expect(lowMs).toBeLessThan(180_000);
      expect(highMs).toBeGreaterThan(180_000);
    }
    expect(ten.highMs / ten.lowMs).toBeLessThan(one.highMs / one.lowMs);
    expect(one.highMs / one.lowMs).toBeLessThan(12);
  });

  test('runs to another server, and runs too short to have a pace, are not learnt from', () => {
    const others = [run({ targetHost: 'other.example.com' }), run({ service: 'imap' }), run({ items: 3 })];
    expect(estimateMailbox({ items: 10, bytes: 10 }, OWN, others).learntFrom).toBe(0);
  });

  test('a few large messages after many small ones take what their bytes need, or what no line is faster than', () => {
    const { range } = estimateMailbox({ items: 10, bytes: 1_000_000_000 }, OWN, [run()]);
    expect(range.lowMs).toBeLessThan(20_000);
    expect(range.lowMs).toBeGreaterThan(10_000);
    expect(range.highMs).toBeGreaterThan(900_000);
  });

  test('a server that is slower than any that is published is believed', () => {
    const slow = run({ copyMs: 3_600_000, proofMs: 600_000 });
    const { range } = estimateMailbox({ items: 1000, bytes: 100_000_000 }, OWN, [slow]);
    expect(range.highMs).toBeGreaterThan(4_200_000);
    expect(range.highMs).toBeGreaterThan(estimateMailbox({ items: 1000, bytes: 100_000_000 }, OWN, []).range.highMs);
  });

  test('a mailbox many times as large as any before has a wider range', () => {
    const width = (times: number): number => {
      const { range } = estimateMailbox({ items: 1000 * times, bytes: 100_000_000 * times }, OWN, [run()]);
      return range.highMs / range.lowMs;
    };
    expect(width(100)).toBeGreaterThan(2 * width(1));
  });

  test('truths that scatter as the runs before them did lie in the range nine times of ten', () => {
    const random = seededRandom(11);
    const scattered = (): number =>
      Math.exp(((random.int(1000) + random.int(1000) + random.int(1000)) / 1500 - 1) * 0.9);
    let contained = 0;
    for (let round = 0; round < 500; round += 1) {
      const runs = Array.from({ length: 1 + random.int(8) }, () => {
        const items = 100 + random.int(5000);
        return run({ items, bytes: items * 80_000, copyMs: items * 40 * scattered(), proofMs: 0 });
      });
      const items = 100 + random.int(5000);
      const { range } = estimateMailbox({ items, bytes: items * 80_000 }, OWN, runs);
      const truth = 2000 + items * 40 * scattered();
      if (range.lowMs <= truth && truth <= range.highMs) contained += 1;
    }
    expect(contained).toBeGreaterThan(450);
  });
});

test('more work never takes less time, and no range is upside down', () => {
  const amount = fc.nat(1_000_000_000);
  const runs = fc.array(
    fc.record({ items: fc.integer({ min: 10, max: 1_000_000 }), copyMs: fc.integer({ min: 200, max: 10_000_000 }) }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(amount, amount, fc.constantFrom(OWN, ONLINE, null), runs, (items, bytes, to, changes) => {
      const measured = changes.map((change) => run(change));
      const one = estimateMailbox({ items, bytes }, to, measured).range;
      const more = estimateMailbox({ items: items + 1000, bytes: bytes + 1000 }, to, measured).range;
      expect(one.lowMs).toBeLessThanOrEqual(one.highMs);
      expect(more.highMs).toBeGreaterThanOrEqual(one.highMs);
    }),
  );
});
