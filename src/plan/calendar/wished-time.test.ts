import { expect, test } from 'vitest';
import { readWishedTime } from './wished-time.ts';

test.each([
  ['2026-12-04T18:00', 'Europe/Berlin', '2026-12-04T17:00:00.000Z'],
  ['2026-12-04 18:00', 'europe/berlin', '2026-12-04T17:00:00.000Z'],
  [' 2026-07-04T18:00:00 ', 'America/New_York', '2026-07-04T22:00:00.000Z'],
  ['2026-12-04T18:00', 'Asia/Kathmandu', '2026-12-04T12:15:00.000Z'],
  // An offset says more than a zone.
  ['2026-12-04T18:00+01:00', 'America/New_York', '2026-12-04T17:00:00.000Z'],
  ['2026-12-04T18:00Z', null, '2026-12-04T18:00:00.000Z'],
  ['2026-12-04T18:00:00.000Z', null, '2026-12-04T18:00:00.000Z'],
  ['2026-12-04T18:00:59.999Z', null, '2026-12-04T18:00:00.000Z'],
  ['2026-12-04T18:00:59', 'UTC', '2026-12-04T18:00:00.000Z'],
  // An hour that comes twice is the first one.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
])('%s in %s is %s', (written, zone, moment) => {
  const read = readWishedTime(written, zone);
  expect(read.is === 'moment' ? new Date(read.at).toISOString() : read).toBe(moment);
});

test.each([
  ['2026-12-04T18:00', null, { is: 'zone-missing' }],
  ['2027-03-28T02:30', 'Europe/Berlin', { is: 'no-time', why: expect.stringContaining('set forward over it') }],
  ['2026-12-04T18:00', 'Middle-earth', { is: 'no-time', why: expect.stringContaining('no time zone') }],
  ['2027-02-29T18:00', 'UTC', { is: 'no-time', why: expect.stringContaining('no day of the calendar') }],
  ['2027-02-29T18:00Z', null, { is: 'no-time', why: expect.stringContaining('no day of the calendar') }],
  ['2026-12-04T24:00', 'UTC', { is: 'no-time', why: expect.stringContaining('no date and time') }],
  ['2026-12-04T18:00+99:00', 'UTC', { is: 'no-time', why: expect.stringContaining('no date and time') }],
  ['Friday evening', 'UTC', { is: 'no-time', why: expect.stringContaining('no date and time') }],
  ['', null, { is: 'no-time', why: expect.stringContaining('no date and time') }],
])('%s in %s is no moment', (written, zone, read) => {
  expect(readWishedTime(written, zone)).toEqual(read);
});
