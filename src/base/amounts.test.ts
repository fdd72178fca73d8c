import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatRange } from './amounts.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.00 KB'],
  [999_999, '1.00 MB'],
  [12_345_678, '12.3 MB'],
  [371_000_000, '371 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [400, 'under 1 s'],
  [4000, '4 s'],
  [72_000, '1 min 12 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [270_000_000, '3 d 3 h'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, 3000, 'a few seconds'],
  [40_000, 120_000, '40 s – 2 min'],
  [240_000, 360_000, '4–6 min'],
  [300_000, 300_000, 'about 5 min'],
  [1_500_000, 36_000_000, '25 min – 10 h'],
  [90_000_000, 400_000_000, '25 h – 5 days'],
])('from %d to %d ms is %s', (lowMs, highMs, text) => {
  expect(formatRange({ lowMs, highMs })).toBe(text);
});

test('one is not many', () => {
  expect([formatCount(1, 'message'), formatCount(2000, 'message')]).toEqual(['1 message', '2,000 messages']);
});
