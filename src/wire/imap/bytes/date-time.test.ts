import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../../base/clock.ts';
import { dateTimeText, readDateTime } from './date-time.ts';

test.each([
  ['17-Jul-1996 02:44:25 -0700', Date.UTC(1996, 6, 17, 9, 44, 25)],
  [' 1-jan-2020 00:00:00 +0530', Date.UTC(2019, 11, 31, 18, 30)],
  ['01-FEB-2020 00:00:00', Date.UTC(2020, 1, 1)],
  ['01-Feb-2020 00:00:00 GMT', Date.UTC(2020, 1, 1)],
])('%s is read', (text, ms) => {
  expect(readDateTime(text)).toBe(ms);
});

test.each([
  '',
  'NIL',
  '1-Foo-2020 00:00:00 +0000',
  '32-Jan-2020 00:00:00 +0000',
  '01-Jan-0001 00:00:00 +0000',
  '2020-01-01',
])('%j is no date', (text) => {
  expect(readDateTime(text)).toBeNull();
});

test('every second that can be written is read back', () => {
  const seconds = fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(9999, 11, 30) / 1000 });
  fc.assert(
    fc.property(seconds, (second) => {
      expect(readDateTime(dateTimeText(instant(second * 1000)).slice(1, -1))).toBe(second * 1000);
    }),
  );
});

test('what the form cannot say becomes the nearest that it can', () => {
  expect(dateTimeText(instant(Date.UTC(1601, 0, 1)))).toBe('"01-Jan-1900 00:00:00 +0000"');
  expect(dateTimeText(instant(8.64e15))).toBe('"31-Dec-9999 00:00:00 +0000"');
});
