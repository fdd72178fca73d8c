import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KEPT_BELOW, withKept, withoutKept } from './kept-below.ts';

/** Texts in which everything that has a meaning here is likely to stand at the wrong place. */
const piece = fc.oneof(
  fc.constantFrom('\n', '\n\n', KEPT_BELOW, `\n${KEPT_BELOW}`, `${KEPT_BELOW}\n`, '> ', '>', '  ', ' ', 'a: b'),
  fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\r', '')),
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

describe('lines kept below a text', () => {
  test('whatever was kept comes off again exactly', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), (above, lines) => {
        expect(withoutKept(withKept(above, lines))).toEqual({ text: above, lines });
      }),
      { numRuns: 2000 },
    );
  });

  test('a text below which nothing is kept stays as it is', () => {
    expect(withKept('Met at the fair.\n', [])).toBe('Met at the fair.\n');
    expect(withoutKept('Met at the fair.\n')).toEqual({ text: 'Met at the fair.\n', lines: [] });
  });

  test('people read text, separator and lines, one below the other', () => {
    expect(withKept('Met.', ['Further e-mail address (work): a@b.c', 'Address: 1 High St\nAustin'])).toBe(
      `Met.\n\n${KEPT_BELOW}\nFurther e-mail address (work): a@b.c\nAddress: 1 High St\n  Austin`,
    );
  });

  test('what a server does to line ends and to the end of the text changes nothing', () => {
    const kept = withKept('Met\nthere.', ['One: 1', 'Two: 2\n2']);
    const asServed = `${kept.replaceAll('\n', '\r\n')}\r\n`;
    expect(withoutKept(asServed)).toEqual({ text: 'Met\r\nthere.', lines: ['One: 1', 'Two: 2\n2'] });
  });

  test('only the last of several separators counts', () => {
    const once = withKept('Met.', ['A: 1']);
    expect(withoutKept(withKept(once, ['B: 2']))).toEqual({ text: once, lines: ['B: 2'] });
  });
});
