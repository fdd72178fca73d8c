import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitted, padded, shown, widthOf, wrapped } from './format.ts';

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
