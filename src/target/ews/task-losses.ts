/** Everything of a task that Exchange cannot hold as it is, beyond what it cannot hold of an event either. */
import type { Loss } from '../../model/item.ts';
import type { LossKind } from './event-losses.ts';

const TEXT = 'below the text of the task';
const ORIGINAL = 'as original.ics, which is attached to the task; a line below the text says so';

export const TASK_LOSSES = {
  hour: {
    field: 'time of day',
    how: 'dropped',
    why: 'a task of Exchange begins and is due on days, not at hours',
    keptIn: TEXT,
  },
  rule: {
    field: 'recurrence',
    how: 'changed',
    why: 'Exchange has no task that repeats like this',
    keptIn: ORIGINAL,
  },
  doneSeries: {
    field: 'recurrence',
    how: 'dropped',
    why: 'Exchange would begin a repeating task anew that is done',
    keptIn: ORIGINAL,
  },
  undated: {
    field: 'recurrence',
    how: 'dropped',
    why: 'a task that repeats needs a day to begin with',
    keptIn: ORIGINAL,
  },
  due: {
    field: 'due date',
    how: 'changed',
    why: 'a task that repeats is due on the day on which it begins, or later',
    keptIn: ORIGINAL,
  },
  occurrences: {
    field: 'changed occurrences',
    how: 'dropped',
    why: 'Exchange has no changed occurrences of a task',
    keptIn: ORIGINAL,
  },
  cancelled: {
    field: 'status',
    how: 'changed',
    why: 'Exchange has no cancelled tasks; it is deferred',
    keptIn: TEXT,
  },
  openAndBegun: {
    field: 'status',
    how: 'changed',
    why: 'a task that is not begun is at 0 per cent in Exchange',
    keptIn: null,
  },
  progress: {
    field: 'progress',
    how: 'changed',
    why: 'in Exchange 100 per cent and done are one',
    keptIn: TEXT,
  },
  completion: {
    field: 'completion date',
    how: 'dropped',
    why: 'Exchange keeps it of tasks only that are done, and in the past',
    keptIn: TEXT,
  },
  parent: {
    field: 'parent task',
    how: 'dropped',
    why: 'Exchange has no tasks within tasks',
    keptIn: TEXT,
  },
  location: { field: 'location', how: 'dropped', why: 'a task of Exchange has no place', keptIn: TEXT },
  organizer: { field: 'organizer', how: 'dropped', why: 'assigning a task would mail somebody', keptIn: TEXT },
  attendees: { field: 'attendees', how: 'dropped', why: 'assigning a task would mail somebody', keptIn: TEXT },
  responses: { field: 'responses', how: 'dropped', why: 'nobody is assigned to the task', keptIn: TEXT },
} as const satisfies Record<string, LossKind>;

export function taskLoss(name: keyof typeof TASK_LOSSES): Loss {
  const { field, how, why } = TASK_LOSSES[name];
  return { field, how, why };
}
