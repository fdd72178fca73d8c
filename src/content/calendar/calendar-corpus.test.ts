import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarFiles, itemsIn, whyNoCalendarCorpus } from '../../../test/calendar/corpus.ts';
import { mustNotSkip, skipped } from '../../../test/servers/with-dovecot.ts';
import { CalendarError } from './calendar-error.ts';
import { readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';

/** For the largest file of the corpus, on a machine that has other things to do; alone it takes a second. */
const FILE_MS_MAX = 15_000;

interface Outcome {
  readonly path: string;
  readonly ms: number;
  readonly read: number;
  /** Items that differ when they are read again from what was written of them. */
  readonly unequal: number;
  readonly refused: readonly CalendarError[];
}

function outcomeOf(path: string, bytes: Buffer): Outcome {
  const began = performance.now();
  const outcome = { path, read: 0, unequal: 0, refused: [] as CalendarError[] };
  const refusal = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof CalendarError)) throw new Error(`${path} broke the reader`, { cause: error });
      outcome.refused.push(error);
    }
  };
  refusal(() => {
    for (const item of itemsIn(bytes))
      refusal(() => {
        const read = readCalendarItem(item);
        outcome.read += 1;
        const again = readCalendarItem(writeCalendarItem(read));
        if (!isDeepStrictEqual(again, read)) outcome.unequal += 1;
      });
  });
  return { ...outcome, ms: performance.now() - began };
}

const why = whyNoCalendarCorpus();
if (why !== null && !mustNotSkip()) skipped('the corpus of calendars', why);
else {
  describe('the corpus of calendars', () => {
    let outcomes: readonly Outcome[] = [];
    beforeAll(() => {
      outcomes = calendarFiles().map(({ path, bytes }) => outcomeOf(path, bytes));
    });

    test('every file is looked at, and each ends in bounded time', () => {
      expect(outcomes).toHaveLength(429);
      expect(outcomes.filter(({ ms }) => ms > FILE_MS_MAX)).toEqual([]);
    });

    test('every item that was read is the same when it was written and read again', () => {
      expect(outcomes.filter(({ unequal }) => unequal > 0).map(({ path }) => path)).toEqual([]);
      expect(outcomes.reduce((sum, { read }) => sum + read, 0)).toBeGreaterThan(5900);
    });

    test('what is refused lacks a start, or is one of the three files made to break readers', () => {
      const refused = outcomes.flatMap(({ path, refused }) => refused.map((error) => ({ path, error })));
      expect(refused.every(({ error }) => error.line > 0 && error.component !== '')).toBe(true);
      const strange = refused.filter(({ error }) => !/DTSTART/.test(error.reason));
      expect(strange.every(({ path, error }) => /fuzz/.test(path) && /more than/.test(error.reason))).toBe(true);
      expect(strange).toHaveLength(3);
    });

    test('whole files that hold many items are refused by their UIDs, not read as one', () => {
      for (const { path, bytes } of calendarFiles().filter((file) => /Packers|Holidays/.test(file.path)))
        expect(() => readCalendarItem(bytes), path).toThrow(/components of \d+ UIDs/);
    });
  });
}
