import { describe, expect, test } from 'vitest';
import { instant } from '../base/clock.ts';
import { fairShares, type Sharer, TURN_MS } from './fair-shares.ts';

const NOW = instant(1_000_000);

function sharer(holder: string, wants: number, held = 0, forMs = 0): Sharer {
  return { holder, wants, held, since: instant(NOW - forMs) };
}

function shares(total: number, ...sharers: readonly Sharer[]): Readonly<Record<string, number>> {
  return Object.fromEntries(fairShares(sharers, total, NOW));
}

describe('what is not enough for all', () => {
  test('is shared evenly, and what one does not want is the others', () => {
    expect(shares(16, sharer('a', 16), sharer('b', 16))).toEqual({ a: 8, b: 8 });
    expect(shares(16, sharer('a', 16), sharer('b', 2), sharer('c', 16))).toEqual({ a: 7, b: 2, c: 7 });
    expect(shares(16, sharer('a', 3), sharer('b', 4))).toEqual({ a: 3, b: 4 });
  });

  test('is one for each of those who waited longest, where it is less', () => {
    expect(shares(2, sharer('a', 4, 0, 10), sharer('b', 4, 0, 30), sharer('c', 4, 0, 20))).toEqual({
      a: 0,
      b: 1,
      c: 1,
    });
  });

  test('stays with whoever has it for a turn, and goes on to the next after that', () => {
    const waiting = sharer('b', 4, 0, 60_000);
    expect(shares(1, sharer('a', 4, 1, TURN_MS - 1), waiting)).toEqual({ a: 1, b: 0 });
    expect(shares(1, sharer('a', 4, 1, TURN_MS), waiting)).toEqual({ a: 0, b: 1 });
    expect(shares(1, sharer('a', 4, 1, TURN_MS), sharer('b', 0))).toEqual({ a: 1, b: 0 });
  });

  test('is never given away twice, whatever is wanted', () => {
    for (let total = 0; total < 20; total += 1) {
      for (let others = 0; others < 12; others += 1) {
        const all = Array.from({ length: others }, (_, at) => sharer(`p${at}`, (at * 7) % 5, at % 3, at * 1000));
        const given = [...fairShares(all, total, NOW).values()].reduce((sum, one) => sum + one, 0);
        expect(given).toBe(
          Math.min(
            total,
            all.reduce((sum, { wants }) => sum + wants, 0),
          ),
        );
      }
    }
  });
});
