/** A meeting that says all that an event can say, and how two items differ, as people read it. */
import { type ComparedItem, compareCalendarItems } from '../../src/content/calendar/compare-calendar.ts';
import { describeDifference } from '../../src/content/difference.ts';
import type { Alarm, Attendee, EventDetails, EventSeries } from '../../src/model/calendar.ts';
import { series } from './series.ts';

export const BERLIN = 'Europe/Berlin';

/** `must: subject differs`, one for each difference; `lost` are the fields that are known to be lost. */
export function differences(source: ComparedItem, copy: ComparedItem, ...lost: readonly string[]): readonly string[] {
  return compareCalendarItems(source, copy, new Set(lost)).map(
    (difference) => `${difference.level}: ${describeDifference(difference)}`,
  );
}

export const bell: Alarm = {
  beforeSeconds: 900,
  anchor: 'start',
  at: null,
  action: 'display',
  description: 'Reminder',
  repeats: 0,
};
export const jane: Attendee = {
  name: 'Jane',
  address: 'jane@example.org',
  uri: 'mailto:jane@example.org',
  role: 'required',
  response: 'accepted',
};
export const host = { name: 'Hans', address: 'hans@example.org', uri: 'mailto:hans@example.org' };
export const file = (name: string, text: string) => ({
  is: 'inline' as const,
  bytes: Buffer.from(text),
  name,
  mediaType: 'text/plain',
});

export const FULL: Partial<EventDetails> = {
  summary: 'Meeting',
  description: 'Agenda:\n1. Begin',
  location: 'Room 1',
  url: 'https://example.org/agenda',
  categories: ['Work', 'Blue'],
  sensitivity: 'private',
  priority: 1,
  alarms: [bell],
  organizer: host,
  attendees: [jane, { ...jane, address: 'joe@example.org', uri: 'mailto:joe@example.org', role: 'optional' }],
  attachments: [file('plan.txt', 'the plan')],
  conferences: [{ url: 'https://meet.example.org/1', label: 'Video' }],
};

/** The meeting on 2 March, with something else about it. */
export const event = (more: Partial<EventDetails> = {}): EventSeries =>
  series('20260302T090000', '20260302T100000', BERLIN, { more: { ...FULL, ...more } });
