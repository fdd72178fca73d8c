import { assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarItems } from '../../../test/calendar/calendar-items.ts';
import { readCalendarItem } from './read-calendar.ts';
import { writeCalendarItem } from './write-calendar.ts';

describe('writeCalendarItem', () => {
  test('reading what was written gives the same item, whatever the item is', () => {
    assert(
      property(calendarItems(), (item) => {
        expect(readCalendarItem(writeCalendarItem(item))).toEqual(item);
      }),
      { numRuns: 400 },
    );
  });
});
