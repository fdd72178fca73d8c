/** A task as EWS writes and reads it (types.xsd, TaskType). Its dates are days, written as midnight in UTC. */
import { textOf, type XmlElement } from '../xml.ts';
import type { ExtendedField } from './names.ts';
import { type EwsRecurrence, readRecurrence, recurrenceXml } from './recurrence-element.ts';
import {
  elementXml,
  extendedXml,
  type FoundTimedItem,
  oneOf,
  readTimedItem,
  TIMED_FIELDS,
  type TimedItem,
  timedParts,
} from './timed-element.ts';

const STATUSES = ['NotStarted', 'InProgress', 'Completed', 'WaitingOnOthers', 'Deferred'] as const;
export type EwsTaskStatus = (typeof STATUSES)[number];

export interface NewTask extends TimedItem {
  /** `2026-04-14T14:00:00Z`; null: no reminder. */
  readonly reminderDueBy: string | null;
  readonly extended: readonly { readonly field: ExtendedField; readonly value: string }[];
  /** Each `2026-04-15T00:00:00Z`, or null. */
  readonly completeDate: string | null;
  readonly dueDate: string | null;
  readonly startDate: string | null;
  /** 0 … 100; null leaves it to the server. */
  readonly percentComplete: number | null;
  readonly status: EwsTaskStatus;
  readonly recurrence: EwsRecurrence | null;
}

/** Everything of a task, in the order of the schema. */
export function taskXml(task: NewTask): string {
  const date = (name: string, value: string | null): { xml: string } => ({
    xml: value === null ? '' : `<t:${name}>${value}</t:${name}>`,
  });
  return elementXml('Task', [
    ...timedParts(task),
    date('ReminderDueBy', task.reminderDueBy),
    { xml: `<t:ReminderIsSet>${task.reminderDueBy !== null}</t:ReminderIsSet>` },
    { xml: extendedXml(task.extended) },
    date('CompleteDate', task.completeDate),
    date('DueDate', task.dueDate),
    { xml: task.percentComplete === null ? '' : `<t:PercentComplete>${task.percentComplete}</t:PercentComplete>` },
    { xml: task.recurrence === null ? '' : recurrenceXml(task.recurrence) },
    date('StartDate', task.startDate),
    { xml: `<t:Status>${task.status}</t:Status>` },
  ]);
}

/** What has to be asked for so that `readTask` finds everything. */
export const TASK_FIELDS: readonly string[] = [
  ...TIMED_FIELDS,
  'task:CompleteDate',
  'task:DueDate',
  'task:PercentComplete',
  'task:Recurrence',
  'task:StartDate',
  'task:Status',
];

export interface FoundTask extends FoundTimedItem {
  /** As written; null when the answer has none. */
  readonly completeDate: string | null;
  readonly dueDate: string | null;
  readonly startDate: string | null;
  readonly percentComplete: number | null;
  readonly status: EwsTaskStatus;
  readonly recurrence: EwsRecurrence | null;
}

export function readTask(element: XmlElement): FoundTask {
  const percent = Number(textOf(element, 'PercentComplete') ?? Number.NaN);
  return {
    ...readTimedItem(element),
    completeDate: textOf(element, 'CompleteDate'),
    dueDate: textOf(element, 'DueDate'),
    startDate: textOf(element, 'StartDate'),
    percentComplete: Number.isFinite(percent) ? percent : null,
    status: oneOf(STATUSES, textOf(element, 'Status'), 'NotStarted'),
    recurrence: readRecurrence(element),
  };
}
