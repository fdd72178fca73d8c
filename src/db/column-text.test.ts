import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnText, textOfColumn } from './column-text.ts';

/** Texts of everything that a database or a careless escape could trip over. */
const text = fc.string({ unit: fc.constantFrom('a', '\0', '\u0001', '\ud800', '\udc00', '"', '\\', '🎄', '\n') });

test('every text comes back from its column as it was', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(textOfColumn(columnText(one))).toBe(one);
    }),
  );
});

test('a column text never holds what PostgreSQL refuses', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(columnText(one)).not.toMatch(/\0|[\ud800-\udbff](?![\udc00-\udfff])/);
    }),
  );
});

test('different texts have different column texts', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(columnText(one) === columnText(other)).toBe(one === other);
    }),
  );
});

test('an ordinary text is stored as it is', () => {
  expect(columnText('1700000000:42 Entwürfe 🎄')).toBe('1700000000:42 Entwürfe 🎄');
});
