import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLACE_OF_ZONE } from './windows-zones.ts';
import { dateText, instantAt, readInstant, timeText, wallAt } from './zones.ts';

const ZONES = [...PLACE_OF_ZONE.keys()];
const at = (text: string): number => Date.parse(`${text}Z`);

describe('clocks of a zone', () => {
  test.each([
    {
      what: 'are behind Greenwich',
      zone: 'Central Standard Time',
      wall: '2026-01-05T09:00:00',
      is: '2026-01-05T15:00:00',
    },
    {
      what: 'go forward in summer',
      zone: 'Central Standard Time',
      wall: '2026-07-05T09:00:00',
      is: '2026-07-05T14:00:00',
    },
    {
      what: 'skip an hour, and what they skip is an hour later',
      zone: 'W. Europe Standard Time',
      wall: '2026-03-29T02:30:00',
      is: '2026-03-29T01:30:00',
    },
    {
      what: 'show an hour twice, and mean the first',
      zone: 'W. Europe Standard Time',
      wall: '2026-10-25T02:30:00',
      is: '2026-10-25T00:30:00',
    },
    {
      what: 'may change by half an hour',
      zone: 'Lord Howe Standard Time',
      wall: '2026-07-01T12:00:00',
      is: '2026-07-01T01:30:00',
    },
    {
      what: 'may have three quarters',
      zone: 'Nepal Standard Time',
      wall: '2026-07-01T12:00:00',
      is: '2026-07-01T06:15:00',
    },
    {
      what: 'may be a day ahead',
      zone: 'Line Islands Standard Time',
      wall: '2026-07-01T12:00:00',
      is: '2026-06-30T22:00:00',
    },
    {
      what: 'may skip a whole day',
      zone: 'Samoa Standard Time',
      wall: '2011-12-31T12:00:00',
      is: '2011-12-30T22:00:00',
    },
    {
      what: 'knew no summer long ago',
      zone: 'Tokyo Standard Time',
      wall: '1990-07-01T12:00:00',
      is: '1990-07-01T03:00:00',
    },
  ])('$what', ({ zone, wall, is }) => {
    expect(timeText(instantAt(at(wall), zone), null)).toBe(`${is}Z`);
  });

  test('show again what an instant was made of, but for what they skip', () => {
    const moments = fc.record({
      zone: fc.constantFrom(...ZONES),
      instant: fc.integer({ min: at('1975-01-01T00:00:00') / 60_000, max: at('2037-01-01T00:00:00') / 60_000 }),
    });
    fc.assert(
      fc.property(moments, ({ zone, instant }) => {
        const wall = wallAt(instant * 60_000, zone);
        expect(wallAt(instantAt(wall, zone), zone)).toBe(wall);
      }),
      { numRuns: 500 },
    );
  });

  test('are known for every zone of the table', () => {
    for (const zone of ZONES)
      expect(timeText(at('2026-01-01T00:00:00'), zone)).toMatch(/^20(?:25|26)-.*(?:Z|[+-]\d\d:\d\d)$/);
  });
});

test.each([
  { zone: null, is: '2026-07-02Z' },
  { zone: 'UTC', is: '2026-07-02Z' },
  { zone: 'W. Europe Standard Time', is: '2026-07-02+02:00' },
  { zone: 'Newfoundland Standard Time', is: '2026-07-02-02:30' },
])('a day is written as $is for a request in $zone', ({ zone, is }) => {
  expect(dateText(at('2026-07-02T00:00:00') / 86_400_000, zone)).toBe(is);
});

test('a time with an offset of its own is read without a zone, and parts of seconds are cut off', () => {
  expect(readInstant('2026-07-02T09:00:00.987-02:30', 'Tokyo Standard Time')).toBe(at('2026-07-02T11:30:00'));
});
