import { expect, test } from 'vitest';
import { RequestSize } from './request-size.ts';

test('requests grow while full ones are answered quickly, to a hundred', () => {
  const size = new RequestSize();
  const seen: number[] = [];
  for (let time = 0; time < 4; time += 1) {
    seen.push(size.itemsMax);
    size.took(size.itemsMax, 100);
  }
  expect(seen).toEqual([25, 50, 100, 100]);
});

test('a small request says nothing, however quick it is', () => {
  const size = new RequestSize();
  size.took(3, 1);
  expect(size.itemsMax).toBe(25);
});

test('a slow answer and a request that was too much halve, down to one', () => {
  const size = new RequestSize();
  size.took(25, 30_000);
  expect(size.itemsMax).toBe(12);
  for (let time = 0; time < 6; time += 1) size.shrink(size.itemsMax);
  expect(size.itemsMax).toBe(1);
  size.took(1, 10_000);
  expect(size.itemsMax).toBe(1);
  size.took(1, 100);
  expect(size.itemsMax).toBe(2);
});
