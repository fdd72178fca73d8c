/** Events that go into a simulated Exchange and come back, for tests of the adapter. */
import { expect } from 'vitest';
import { compareCalendarItems } from '../../src/content/calendar/compare-calendar.ts';
import { readCalendarItem } from '../../src/content/calendar/read-calendar.ts';
import type { EventSeries } from '../../src/model/calendar.ts';
import type { Loss } from '../../src/model/item.ts';
import type { Settled, Target } from '../../src/model/target.ts';
import { headsIn } from '../../src/target/target-harness.contract.ts';
import { folderOf, putTexts, readTexts, targetsOf } from './text-items.ts';

export const OWNER = 'user@example.com';
export const SPAN = ['DTSTART;TZID=Europe/Berlin:20260302T090000', 'DTEND;TZID=Europe/Berlin:20260302T100000'];
export const SERIES = [...SPAN, 'RRULE:FREQ=WEEKLY;COUNT=8', 'EXDATE;TZID=Europe/Berlin:20260309T090000'];
export const MOVED = [
  'RECURRENCE-ID;TZID=Europe/Berlin:20260316T090000',
  'DTSTART;TZID=Europe/Berlin:20260317T110000',
  'DTEND;TZID=Europe/Berlin:20260317T120000',
  'SUMMARY:Moved',
];
export const FILE = 'ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain;FILENAME=a.txt:aGVsbG8=';

export function ics(lines: readonly string[], ...more: readonly (readonly string[])[]): Buffer {
  const event = (of: readonly string[]): readonly string[] => [
    'BEGIN:VEVENT',
    'UID:u1@example.com',
    ...of,
    'END:VEVENT',
  ];
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event(lines), ...more.flatMap(event), 'END:VCALENDAR'];
  return Buffer.from(`${all.join('\r\n')}\r\n`);
}

export interface Moved {
  readonly settled: Settled;
  readonly losses: readonly Loss[];
  /** What differs and was not announced. */
  readonly differs: readonly unknown[];
  readonly back: EventSeries;
}

/** Writes the event, looks that it is there once, and reads it back. */
export async function moved(bytes: Buffer, on: Target): Promise<Moved> {
  const folder = await folderOf(on, 'event', 'Calendar of a test');
  const [settled] = await putTexts(on, folder, [{ kind: 'event', bytes }]);
  if (settled?.is !== 'copied') throw new Error(`not copied: ${JSON.stringify(settled)}`);
  expect(await headsIn(on, folder)).toHaveLength(1);
  const [text] = await readTexts(on, folder, targetsOf([settled]));
  const back = readCalendarItem(text ?? Buffer.alloc(0));
  if (back.kind !== 'event') throw new Error('an event comes back as one');
  const lost = new Set(settled.losses.map(({ field }) => field));
  const differs = compareCalendarItems(readCalendarItem(bytes), back, lost).filter(({ level }) => level === 'must');
  return { settled, losses: settled.losses, differs, back };
}
