/** Chance as a value that is handed in, so that a test can repeat it from its seed. */
import { randomInt, randomUUID } from 'node:crypto';

export interface Random {
  /** An id that no other process makes. */
  id(): string;
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
}

export const systemRandom: Random = { id: () => randomUUID(), int: (below) => randomInt(below) };

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    id: () =>
      Array.from({ length: 4 }, () =>
        Math.floor(next() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, '0'),
      ).join(''),
    int: (below) => Math.floor(next() * below),
  };
}
