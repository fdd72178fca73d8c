/**
 * What of an event, a task or a note may differ or be lost, in the words of the reports. A loss that an adapter names
 * (`Loss.field`) and a difference that the comparison finds (`Difference.field`) use the same words, so that a difference that
 * was announced counts as such.
 */
import type { DifferenceKind, DifferenceLevel } from '../difference.ts';

export const CALENDAR_FIELDS = [
  /** Event, task and note are different things. */
  'kind',
  /** The UID. */
  'identity',
  'subject',
  /** When an event, or each occurrence of a series, begins and ends; also that it lasts whole days. */
  'time',
  /** By another zone than before, at the same instants or, where one side floats, at the same time on the wall. */
  'time zone',
  /** Which occurrences a series has: its rules, added dates, left out dates and its end. */
  'recurrence',
  /** Occurrences that are not like the rest of their series. */
  'changed occurrences',
  /** What a reader sees of the text. */
  'description',
  /** The HTML form of the text. */
  'formatted description',
  'location',
  'categories',
  /** Normal, private or confidential. */
  'sensitivity',
  /** Free, busy, away … */
  'availability',
  /** Of an event: confirmed, tentative, cancelled. Of a task: open, started, done, cancelled. */
  'status',
  /** High, normal or low; there are nine steps in iCalendar and three in Exchange. */
  'importance',
  /** There is one, and it rings at one of the times that were set. */
  'reminder',
  /** All reminders but one, and repetitions of that one. */
  'further reminders',
  'organizer',
  /** Who is invited, and in which role. */
  'attendees',
  /** What each attendee answered. */
  'responses',
  /** Files that lie in the item. */
  'attachments',
  /** URL, and attachments that are links. */
  'links',
  'conference',
  /** Day on which a task or note begins. */
  'start date',
  /** Day on which a task is due. */
  'due date',
  /** The hour of a task's start or due date. */
  'time of day',
  /** Per cent of a task. */
  'progress',
  /** Day on which a task was done. */
  'completion date',
  'parent task',
  /** What has no place in the meaning: X- properties and the like. Only ever a loss, never a difference. */
  'other properties',
] as const;

export type CalendarField = (typeof CALENDAR_FIELDS)[number];

/** Fields that a server may fill in where the original says nothing. */
const MAY_BE_ADDED: ReadonlySet<CalendarField> = new Set([
  'time zone',
  'formatted description',
  'organizer',
  'completion date',
  'progress',
]);

/** How much a difference counts that nobody announced: `rewritten` and `unclear` never more than 'may'. */
export function calendarLevel(field: CalendarField, how: DifferenceKind): DifferenceLevel {
  if (how === 'rewritten' || how === 'unclear') return 'may';
  return how === 'added' && MAY_BE_ADDED.has(field) ? 'may' : 'must';
}
