/** Tasks of Exchange as iCalendar: the inverse of `task.ts`. */
import type { CalendarTime, TaskDetails } from '../../model/calendar.ts';
import { extendedValue, itemIdOf } from '../../wire/ews/properties.ts';
import { type EwsTaskStatus, type FoundTask, readTask } from '../../wire/ews/task-element.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { describedOf, instantIn, readFiles } from './event-read.ts';
import { recurrenceOf } from './pattern-rule.ts';
import type { ReadMore } from './shape.ts';
import { own } from './state.ts';
import { foundAlarm, REMINDER } from './task-days.ts';

/** Asks for the files. Throws what the protocol throws. */
export async function readTaskItem(element: XmlElement, more: ReadMore): Promise<TaskDetails> {
  const found = readTask(element);
  const start = dayIn(found.startDate);
  const due = dayIn(found.dueDate);
  const first = start ?? due;
  const ringsAt = found.isReminderSet ? instantIn(found.reminderDueBy) : null;
  const recurs = found.recurrence !== null && first !== null ? [recurrenceOf(found.recurrence, first, 'UTC')] : [];
  return {
    ...describedOf(found),
    kind: 'task',
    uid: extendedValue(element, own('GodwitUid')) ?? itemIdOf(element)?.id ?? '',
    location: '',
    alarms: ringsAt === null ? [] : [foundAlarm(ringsAt, extendedValue(element, REMINDER))],
    attachments: await readFiles(element, more),
    organizer: null,
    attendees: [],
    start,
    due,
    status: STATUSES[found.status],
    completed: found.status === 'Completed' ? instantIn(found.completeDate) : null,
    percent: percentOf(found),
    recurrence: { rules: recurs, exceptRules: [], dates: [], exceptDates: [] },
    parentUid: '',
    changedOccurrences: 0,
  };
}

const STATUSES: Readonly<Record<EwsTaskStatus, TaskDetails['status']>> = {
  NotStarted: 'open',
  InProgress: 'started',
  Completed: 'done',
  WaitingOnOthers: 'started',
  Deferred: 'cancelled',
};

/** What the status says anyway is not said again. */
function percentOf({ percentComplete, status }: FoundTask): number | null {
  if (percentComplete === null || status === 'Completed' || percentComplete === 0) return null;
  return Math.round(percentComplete);
}

/** A day is written as a midnight: of Greenwich, or of the zone that the request asks for, which is Greenwich. */
function dayIn(text: string | null): CalendarTime | null {
  return text === null ? null : { date: text.trim().slice(0, 10), time: null, zone: 'floating' };
}
