import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitted,
  formatBytes,
  formatCount,
  formatDuration,
  formatRange,
  padded,
  shown,
  widthOf,
  wrapped,
} from './format.ts';

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

describe('text from a server', () => {
  test('keeps what people write, and loses what could move or forge a line', () => {
    expect(shown('Åsa 田中 👓')).toBe('Åsa 田中 👓');
    expect(shown('a\x1b[31mb\r\nc\u202ed\u0000')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffd');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(shown(text))));
  });
});

describe('columns', () => {
  test.each([
    ['plain', 5],
    ['田中', 4],
    ['Cafe\u0301', 4],
    ['👓', 2],
    ['\x1b[32m✓\x1b[39m', 1],
  ])('%j takes %i', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('a text that is fitted or padded takes no more and no less', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(widthOf(fitted(text, columns))).toBeLessThanOrEqual(columns);
        if (!/[^\x20-\x7e]/.test(text)) expect(widthOf(padded(text, columns))).toBe(columns);
      }),
    );
  });

  test('a long line is broken between words, and goes on under its own words', () => {
    expect(wrapped('    → Save its attachments elsewhere and delete it.', 30)).toBe(
      '    → Save its attachments\n      elsewhere and delete it.',
    );
    expect(wrapped('one two\nthree', 80)).toBe('one two\nthree');
    expect(wrapped('a'.repeat(100), null)).toHaveLength(100);
  });

  test('nothing is lost where a line is broken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z!→]{1,12}$/u)),
        fc.integer({ min: 1, max: 60 }),
        (words, columns) => {
          expect(wrapped(words.join(' '), columns).split(/\s+/).filter(Boolean)).toEqual(words);
        },
      ),
    );
  });
});
