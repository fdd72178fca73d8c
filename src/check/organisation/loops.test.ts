import { array, assert, integer, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { loopsIn, loopText } from './loops.ts';

function loops(...edges: readonly string[]): readonly string[] {
  const passes = new Map<string, string[]>();
  for (const [from = '', to = ''] of edges.map((edge) => edge.split('>'))) {
    passes.set(from, [...(passes.get(from) ?? []), to]);
  }
  return loopsIn(passes).map(loopText);
}

test.each<{ what: string; edges: readonly string[]; found: readonly string[] }>([
  { what: 'nothing', edges: [], found: [] },
  { what: 'a chain', edges: ['a>b', 'b>c'], found: [] },
  { what: 'two ways to one place', edges: ['a>b', 'a>c', 'b>d', 'c>d'], found: [] },
  { what: 'itself', edges: ['a>b', 'b>b'], found: ['b → b'] },
  {
    what: 'two circles with a way between them',
    edges: ['b>a', 'a>b', 'b>c', 'c>d', 'd>c'],
    found: ['c → d → c', 'a → b → a'],
  },
  { what: 'a knot of several circles', edges: ['a>b', 'b>c', 'c>a', 'b>a', 'c>c'], found: ['a → b → a'] },
  { what: 'a way into a circle', edges: ['x>y', 'y>a', 'a>b', 'b>c', 'c>a'], found: ['a → b → c → a'] },
])('of $what: $found', ({ edges, found }) => {
  expect(loops(...edges)).toEqual(found);
});

test('a chain of a hundred thousand that ends where it began is found without recursion', () => {
  const count = 100_000;
  const passes = new Map(Array.from({ length: count }, (_, at) => [`n${at}`, [`n${(at + 1) % count}`]]));
  expect(loopsIn(passes)[0]).toHaveLength(count);
});

test('every circle is one, and where mail can come back to there is one', () => {
  const name = integer({ min: 0, max: 6 }).map(String);
  assert(
    property(array(tuple(name, name), { maxLength: 14 }), (edges) => {
      const passes = new Map(edges.map(([from]) => [from, edges.filter(([one]) => one === from).map(([, to]) => to)]));
      const next = (one: string): readonly string[] => passes.get(one) ?? [];
      const found = loopsIn(passes);
      for (const loop of found) {
        loop.forEach((one, at) => {
          expect(next(one)).toContain(loop[(at + 1) % loop.length]);
        });
      }
      const reached = (start: string): ReadonlySet<string> => {
        const seen = new Set(next(start));
        for (const one of seen) for (const more of next(one)) seen.add(more);
        return seen;
      };
      // Two belong to one circle or knot exactly when each is reached from the other.
      const knots = new Set(
        [...passes.keys()]
          .filter((one) => reached(one).has(one))
          .map((one) =>
            [...reached(one)]
              .filter((other) => reached(other).has(one))
              .sort()
              .join(),
          ),
      );
      expect(found).toHaveLength(knots.size);
    }),
  );
});
