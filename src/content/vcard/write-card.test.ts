import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyContact, anyGroup } from '../../../test/cards/card-arbitrary.ts';
import { readCard } from './read-card.ts';
import { writeCard } from './write-card.ts';

describe.each(['3.0', '4.0'] as const)('a card of version %s', (version) => {
  test('reads back as the contact that was written', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        expect(readCard(writeCard(contact, version))).toEqual(contact);
      }),
      { numRuns: 400 },
    );
  });

  test('reads back as the group that was written', () => {
    fc.assert(
      fc.property(anyGroup, (group) => {
        expect(readCard(writeCard(group, version))).toEqual(group);
      }),
      { numRuns: 300 },
    );
  });

  test('has no line longer than 75 octets and no character cut into two', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const lines = writeCard(contact, version).toString('latin1').split('\r\n');
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(75);
          expect(isUtf8(Buffer.from(line, 'latin1'))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
