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
