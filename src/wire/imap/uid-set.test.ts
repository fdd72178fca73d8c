import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImapProtocolError } from './errors.ts';
import {
  eachUid,
  hasUid,
  joinRanges,
  lastUids,
  readUidList,
  readUidSet,
  uidCount,
  uidSet,
  uidSetTexts,
  uidsFrom,
} from './uid-set.ts';

const uids = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });

describe('a set of UIDs', () => {
  test('says the same UIDs as it was made of, and is read back from its text', () => {
    fc.assert(
      fc.property(uids, (members) => {
        const set = uidSet(members);
        const sorted = [...new Set(members)].sort((a, b) => a - b);
        expect([...eachUid(set)]).toEqual(sorted);
        expect(uidCount(set)).toBe(sorted.length);
        expect(readUidSet(uidSetTexts(set).join(','))).toEqual(set);
        for (let uid = 0; uid <= 61; uid++) expect(hasUid(set, uid)).toBe(sorted.includes(uid));
        expect([...eachUid(lastUids(set, 5))]).toEqual(sorted.slice(-5));
      }),
    );
  });

  test('is cut into commands that servers accept, and nothing is lost on the way', () => {
    const set = uidSet(Array.from({ length: 5000 }, (_, at) => 100_000 + 2 * at));
    const texts = uidSetTexts(set);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(8000);
    expect(joinRanges(texts.flatMap((text) => readUidSet(text)))).toEqual(set);
  });

  test('from a number on holds everything above', () => {
    expect(uidSetTexts(uidsFrom(7))).toEqual(['7:*']);
    expect(hasUid(uidsFrom(7), 6)).toBe(false);
    expect(hasUid(uidsFrom(7), 4_000_000_000)).toBe(true);
  });

  test('is read in whatever order a server writes it', () => {
    expect(readUidSet('9,3:1,2:5')).toEqual([
      { from: 1, to: 5 },
      { from: 9, to: 9 },
    ]);
  });

  test.each(['a', '1:*', '1,,2', '1:2:3', '-1', '4294967296', '1 2', '99999999999'])('%s is refused', (text) => {
    expect(() => readUidSet(text)).toThrow(ImapProtocolError);
  });
});

describe('a list of new numbers', () => {
  test('keeps its order', () => {
    expect(readUidList('5,3:1,9', 10)).toEqual([5, 3, 2, 1, 9]);
  });

  test.each(['1:4294967295', '1:11', 'x', '1:x', '', '1,,2'])(
    '%j for 10 messages is none, and is not built',
    (text) => {
      expect(readUidList(text, 10)).toBeNull();
    },
  );
});
