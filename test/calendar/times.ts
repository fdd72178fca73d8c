/** Times by chance, in all forms and zones. */
import { type Arbitrary, constantFrom, integer, oneof, tuple } from 'fast-check';
import { type Instant, instant } from '../../src/base/clock.ts';
import { calendarTimeOf, DAY_MS, HOUR_MS, wallMs } from '../../src/content/calendar/wall-time.ts';
import type { CalendarTime, Zone } from '../../src/model/calendar.ts';

/** A zone that no place has, as `resolveZone` gives it. */
const ODD_ZONE: Zone = {
  is: 'custom',
  name: 'Moon: base, 2',
  text: [
    'BEGIN:VTIMEZONE',
    'TZID:Moon: base, 2',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0117',
    'TZOFFSETTO:+0117',
    'END:STANDARD',
    'END:VTIMEZONE',
    '',
  ].join('\r\n'),
};

const ZONES: readonly Zone[] = [
  'floating',
  'UTC',
  { is: 'iana', name: 'Europe/Berlin' },
  { is: 'iana', name: 'America/New_York' },
  { is: 'iana', name: 'Asia/Tokyo' },
  ODD_ZONE,
];

export interface Span {
  readonly start: CalendarTime;
  readonly end: CalendarTime;
}

/** Within 1960 and 2060; ends when it begins or later. */
export function spans(): Arbitrary<Span> {
  const begins = integer({ min: -3650, max: 32_850 }).map((day) => wallMs(day * DAY_MS));
  const days = tuple(begins, integer({ min: 1, max: 40 })).map(([at, length]) => {
    const start = calendarTimeOf(at, 'floating', true);
    return { start, end: calendarTimeOf(wallMs(at + length * DAY_MS), 'floating', true) };
  });
  const hours = integer({ min: 0, max: 86_399 });
  const times = tuple(begins, hours, constantFrom(...ZONES), integer({ min: 0, max: 50 }), constantFrom(...ZONES)).map(
    ([at, second, zone, length, other]) => {
      const begin = wallMs(at + second * 1000);
      const isSameZone = length < 40 || zone === 'floating' || other === 'floating';
      // Two walls differ by less than two days.
      const after = isSameZone ? length * HOUR_MS : 2 * DAY_MS;
      const end = calendarTimeOf(wallMs(begin + after), isSameZone ? zone : other, false);
      return { start: calendarTimeOf(begin, zone, false), end };
    },
  );
  return oneof(days, times);
}

/** Whole seconds of 1970 to 2100. */
export function instants(): Arbitrary<Instant> {
  return integer({ min: 0, max: 4_100_000_000 }).map((seconds) => instant(seconds * 1000));
}
