import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { card } from '../../../test/cards/card-text.ts';
import { splitCards } from '../../../test/cards/split-file.ts';
import { CARD_BYTES_MAX, CardError, NESTING_MAX } from './card-error.ts';
import { readCard } from './read-card.ts';

describe('a card is refused', () => {
  test.each<readonly [string, Buffer, number, string]>([
    ['without a beginning', Buffer.from('FN:x\nEND:VCARD'), 1, 'there is no BEGIN:VCARD'],
    ['with a second one behind it', Buffer.concat([card('FN:a'), card('FN:b')]), 5, 'there is a second card'],
    ['that is nested too deeply', Buffer.from('BEGIN:VCARD\n'.repeat(NESTING_MAX + 2)), NESTING_MAX + 2, 'nested'],
    ['that is too large', Buffer.alloc(CARD_BYTES_MAX + 1, 'x'), 1, 'larger than'],
    ['with too many properties', card('TEL:1\n'.repeat(50_001)), 50_002, 'more than 50000 properties'],
    ['with a text that is too long', card(`FN:a\nNOTE:${'x'.repeat(5_000_000)}`), 4, 'NOTE is longer than'],
    ['with a line that never becomes a property', card('x'.repeat(100_000)), 3, 'too long to be the name'],
  ])('%s', (_what, bytes, line, reason) => {
    expect(() => readCard(bytes)).toThrow(CardError);
    expect(() => readCard(bytes)).toThrow(new RegExp(`^line ${line}: .*${reason}`));
  });

  test('or read in time, whatever is in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        ':',
        ';',
        '=',
        '"',
        ',',
        '\\',
        ' ',
        '\nBEGIN:VCARD\n',
        '\nEND:VCARD\n',
        'ENCODING=b',
        'ENCODING=QUOTED-PRINTABLE',
        'N',
        'ADR',
        'PHOTO',
        'item1.',
        'X-ABLabel',
        'data:,',
        'MEMBER',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = Buffer.from(`BEGIN:VCARD\n${pieces.join('')}`);
        try {
          readCard(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CardError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['soft breaks', `NOTE;ENCODING=QUOTED-PRINTABLE:${'a=\n'.repeat(200_000)}`],
    ['folds', `NOTE:a${'\n b'.repeat(200_000)}`],
    ['folds of a header', `NOTE${'\n ;A'.repeat(20_000)}:x`],
    ['parameters', `NOTE${';A=b'.repeat(15_000)}:x`],
    ['separators', `ADR:${';'.repeat(1_000_000)}`],
    ['backslashes', `NOTE:${'\\'.repeat(1_000_000)}`],
    ['equal signs', `NOTE;ENCODING=QUOTED-PRINTABLE:${'=5C'.repeat(300_000)}`],
    ['lines without colon', `NOTE:x${'\ny'.repeat(20_000)}`],
    [
      'groups',
      Array.from({ length: 20_000 }, (_line, at) => `item${at}.TEL:${at}\nitem${at}.X-ABLabel:l${at}`).join('\n'),
    ],
    ['messengers', Array.from({ length: 5000 }, (_line, at) => `IMPP:x:${at}`).join('\n')],
    ['printed addresses', Array.from({ length: 300 }, (_line, at) => `ADR:;;${at};;;;\nLABEL:a ${at}`).join('\n')],
    ['members', `KIND:group\n${Array.from({ length: 20_000 }, (_line, at) => `MEMBER:urn:uuid:${at}`).join('\n')}`],
  ])('or read within a second with very many %s', (_what, lines) => {
    const bytes = card(lines, '2.1');
    const began = performance.now();
    try {
      readCard(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CardError);
    }
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

test('a file of cards is cut into its cards, with their lines', () => {
  const file = Buffer.concat([
    Buffer.from('\r\n'),
    card('FN:a'),
    card('AGENT:\nBEGIN:VCARD\nFN:n\nEND:VCARD\nFN:b', '2.1'),
    card('FN:c'),
  ]);
  const cards = splitCards(file).map(({ line, bytes }) => [line, readCard(bytes).displayName]);
  expect(cards).toEqual([
    [2, 'a'],
    [6, 'b'],
    [14, 'c'],
  ]);
});
