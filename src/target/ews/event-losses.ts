/** Everything of an event that Exchange cannot hold as it is: what becomes of it, why, and where people find it. */
import type { CalendarField } from '../../content/calendar/calendar-fields.ts';
import type { Loss } from '../../model/item.ts';

/** `keptIn` null: nowhere, because it means nothing to people. */
export interface LossKind {
  readonly field: CalendarField;
  readonly how: Loss['how'];
  readonly why: string;
  readonly keptIn: string | null;
}

const TEXT = 'below the text of the event';
const ORIGINAL = 'as original.ics, which is attached to the event; a line below the text says so';

export const EVENT_LOSSES = {
  rule: {
    field: 'recurrence',
    how: 'changed',
    why: 'Exchange has no series that repeats like this',
    keptIn: ORIGINAL,
  },
  laterDays: {
    field: 'recurrence',
    how: 'changed',
    why: 'Exchange has no such rule; single days were taken out or moved, for the next ten years',
    keptIn: ORIGINAL,
  },
  days: {
    field: 'recurrence',
    how: 'changed',
    why: 'Exchange refused to move or to delete single occurrences of the series',
    keptIn: ORIGINAL,
  },
  times: {
    field: 'time',
    how: 'changed',
    why: 'a series of Exchange is at the same time on each of its days',
    keptIn: ORIGINAL,
  },
  itsSeries: {
    field: 'recurrence',
    how: 'changed',
    why: 'only this occurrence of its series is known; it is an event of its own',
    keptIn: null,
  },
  occurrences: {
    field: 'changed occurrences',
    how: 'dropped',
    why: 'Exchange cannot change these occurrences of the series',
    keptIn: ORIGINAL,
  },
  occurrenceFiles: {
    field: 'attachments',
    how: 'dropped',
    why: 'files are attached to the series, not to a single occurrence of it',
    keptIn: ORIGINAL,
  },
  floating: {
    field: 'time zone',
    how: 'changed',
    why: 'Exchange has no time that is everywhere the same; it is in the zone of the mailbox',
    keptIn: null,
  },
  zone: {
    field: 'time zone',
    how: 'changed',
    why: 'Exchange knows no zone with these rules; the event happens at the same moments, in the nearest zone',
    keptIn: null,
  },
  subject: { field: 'subject', how: 'shortened', why: 'a subject has at most 255 characters', keptIn: TEXT },
  category: { field: 'categories', how: 'shortened', why: 'a category has at most 255 characters', keptIn: null },
  text: {
    field: 'description',
    how: 'dropped',
    why: 'an event has one text; its formatted one says something else than its plain one',
    keptIn: TEXT,
  },
  importance: { field: 'importance', how: 'changed', why: 'Exchange has three steps of it', keptIn: null },
  tentative: {
    field: 'status',
    how: 'changed',
    why: 'an event is tentative by its availability only',
    keptIn: null,
  },
  availability: {
    field: 'availability',
    how: 'changed',
    why: 'of an event that is tentative Exchange knows nothing else',
    keptIn: null,
  },
  otherOrganizer: {
    field: 'organizer',
    how: 'dropped',
    why: 'the owner of the mailbox would become the organizer, and changing the event would mail its attendees',
    keptIn: TEXT,
  },
  organizerAddress: {
    field: 'organizer',
    how: 'changed',
    why: 'the organizer goes by the address of the mailbox',
    keptIn: null,
  },
  ownOrganizer: {
    field: 'organizer',
    how: 'dropped',
    why: 'an event that nobody is invited to has no organizer',
    keptIn: null,
  },
  othersAttendees: {
    field: 'attendees',
    how: 'dropped',
    why: 'the owner of the mailbox would become the organizer, and changing the event would mail them',
    keptIn: TEXT,
  },
  othersResponses: {
    field: 'responses',
    how: 'dropped',
    why: 'the attendees are only named in the text',
    keptIn: TEXT,
  },
  informed: {
    field: 'attendees',
    how: 'changed',
    why: 'Exchange has no attendees that are only informed; they are optional',
    keptIn: null,
  },
  unmailable: {
    field: 'attendees',
    how: 'dropped',
    why: 'an attendee without a mail address cannot be one in Exchange',
    keptIn: TEXT,
  },
  delegated: {
    field: 'responses',
    how: 'changed',
    why: 'Exchange does not know that somebody sent somebody else',
    keptIn: TEXT,
  },
  reminderLate: {
    field: 'reminder',
    how: 'dropped',
    why: 'Exchange reminds of an event before its start, at most five years before',
    keptIn: null,
  },
  reminderRounded: { field: 'reminder', how: 'changed', why: 'Exchange counts in whole minutes', keptIn: null },
  reminderUndated: {
    field: 'reminder',
    how: 'dropped',
    why: 'a reminder before the start or the end needs a start or an end',
    keptIn: TEXT,
  },
  reminderUnshown: {
    field: 'reminder',
    how: 'changed',
    why: 'Exchange shows reminders; it mails nobody and starts nothing',
    keptIn: null,
  },
  furtherReminders: {
    field: 'further reminders',
    how: 'dropped',
    why: 'Exchange has one reminder for an item',
    keptIn: TEXT,
  },
  ringsOnce: {
    field: 'reminder',
    how: 'changed',
    why: 'a series has no reminder at one moment; it rings as long before each occurrence',
    keptIn: null,
  },
  link: { field: 'links', how: 'changed', why: 'Exchange has no field for it', keptIn: TEXT },
  conference: {
    field: 'conference',
    how: 'changed',
    why: 'only Exchange itself may fill in its field for it',
    keptIn: TEXT,
  },
  people: { field: 'other properties', how: 'changed', why: 'Exchange has no field for it', keptIn: TEXT },
  technical: {
    field: 'other properties',
    how: 'dropped',
    why: 'Exchange has no place for properties of other programs',
    keptIn: null,
  },
} as const satisfies Record<string, LossKind>;

export type EventLoss = keyof typeof EVENT_LOSSES;

/** `detail` says what of it, where there may be several. */
export function eventLoss(name: EventLoss, detail = ''): Loss {
  const { field, how, why } = EVENT_LOSSES[name];
  return detail === '' ? { field, how, why } : { field, how, why, detail };
}
