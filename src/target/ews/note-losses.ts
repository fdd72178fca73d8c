/** Everything of a note that a sticky note cannot hold as it is: what becomes of it, why, and where people find it. */
import type { Loss } from '../../model/item.ts';
import type { LossKind } from './event-losses.ts';

const TEXT = 'below the text of the note';
const NO_FIELD = 'a sticky note has no field for it';

export const NOTE_LOSSES = {
  format: {
    field: 'formatted description',
    how: 'changed',
    why: 'a sticky note is plain text',
    keptIn: 'as plain text',
  },
  start: { field: 'start date', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  location: { field: 'location', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  links: { field: 'links', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  importance: { field: 'importance', how: 'changed', why: 'Exchange has three steps of it', keptIn: null },
  reminder: { field: 'reminder', how: 'dropped', why: 'a sticky note does not remind', keptIn: TEXT },
  furtherReminders: { field: 'further reminders', how: 'dropped', why: 'a sticky note does not remind', keptIn: TEXT },
  organizer: { field: 'organizer', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  attendees: { field: 'attendees', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  responses: { field: 'responses', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
  categories: { field: 'categories', how: 'shortened', why: 'a category has at most 255 characters', keptIn: null },
  subject: { field: 'subject', how: 'changed', why: 'the first line of a sticky note is its subject', keptIn: null },
  description: {
    field: 'description',
    how: 'changed',
    why: 'characters that no XML carries were replaced',
    keptIn: null,
  },
  identity: { field: 'identity', how: 'changed', why: 'it is longer than a property in a list may be', keptIn: null },
  fileNames: {
    field: 'attachments',
    how: 'changed',
    why: 'the name of a file has characters that Windows forbids',
    keptIn: TEXT,
  },
  others: { field: 'other properties', how: 'dropped', why: NO_FIELD, keptIn: TEXT },
} as const satisfies Record<string, LossKind>;

export type NoteLoss = keyof typeof NOTE_LOSSES;

export function noteLoss(name: NoteLoss): Loss {
  const { field, how, why } = NOTE_LOSSES[name];
  return { field, how, why };
}
