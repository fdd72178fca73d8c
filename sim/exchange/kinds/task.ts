/** Tasks: what their elements mean one by one; what they mean together is in `tasks/settle-task.ts`. */
import { readRecurrence } from '../calendar/read-recurrence.ts';
import { DAY_MS, knownZone, readInstant, UTC, wallAt } from '../calendar/zones.ts';
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import { settledTask } from '../tasks/settle-task.ts';
import { NEW_TASK, TASK_STATUSES, type TaskState, withTask } from '../tasks/task.ts';
import { dayText, TASK_FIELDS } from '../tasks/task-fields.ts';
import { attributeOf, type XmlElement } from '../xml-read.ts';
import { fieldName, type Kind, type Reading, words } from './kind.ts';

export const TASK: Kind = {
  name: 'Task',
  home: 'tasks',
  folderNeeded: { startsWith: 'IPF.Task', refusal: 'ErrorCannotCreateTaskInNonTaskFolder' },
  mimeRefusal: 'ErrorUnsupportedMimeConversion',
  readOnly: words(
    `AssignedTime ChangeCount DelegationState Delegator IsAssignmentEditable IsComplete IsRecurring IsTeamTask Owner
    StatusDescription`,
  ),
  fields: TASK_FIELDS,
  searchable: new Map([
    ['task:Status', (state) => ofTask(state, ({ status }) => status)],
    ['task:StartDate', (state) => ofTask(state, ({ start }) => dayText(start))],
    ['task:DueDate', (state) => ofTask(state, ({ due }) => dayText(due))],
    ['task:CompleteDate', (state) => ofTask(state, ({ completed }) => dayText(completed))],
    ['task:IsComplete', (state) => ofTask(state, ({ status }) => String(status === 'Completed'))],
  ]),
  begin: () => ({ itemClass: 'IPM.Task', own: NEW_TASK }),
  withElement,
  withoutField,
  settled: settledTask,
};

function ofTask(state: ItemState, value: (task: TaskState) => string | null): string | null {
  return state.own.is === 'Task' ? value(state.own) : null;
}

function withElement(state: ItemState, element: XmlElement, reading: Reading): ItemState | null {
  const set = (task: Partial<TaskState>): ItemState => withTask(state, task);
  const { text } = element;
  switch (element.local) {
    case 'Status':
      return set({ status: TASK_STATUSES.find((one) => one === text) ?? 'NotStarted' });
    case 'PercentComplete':
      return set({ percent: readPercent(text) });
    case 'CompleteDate':
      return set({ completed: readDay(text, reading) });
    case 'StartDate':
      return set({ start: readDay(text, reading) });
    case 'DueDate':
      return set({ due: readDay(text, reading) });
    case 'Recurrence':
      return set({ recurrence: readRecurrence(element) });
    case 'ActualWork':
      return set({ actualWorkMinutes: Number(text) });
    case 'TotalWork':
      return set({ totalWorkMinutes: Number(text) });
    case 'BillingInformation':
      return set({ billing: text });
    case 'Mileage':
      return set({ mileage: text });
    case 'Companies':
      return set({ companies: element.children.map((child) => child.text) });
    case 'Contacts':
      return set({ contacts: element.children.map((child) => child.text) });
    default:
      return null;
  }
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (!(percent >= 0 && percent <= 100)) {
    throw new ItemRefusal('ErrorInvalidPercentCompleteValue', 'The percentage is not between 0 and 100.');
  }
  return percent;
}

/** A task has days and no times: the one on which the instant falls in the zone of the request. */
function readDay(text: string, { zone }: Reading): number {
  const known = knownZone(zone ?? UTC);
  return Math.floor(wallAt(readInstant(text, known), known) / DAY_MS);
}

function withoutField(state: ItemState, path: XmlElement): ItemState | null {
  const set = (task: Partial<TaskState>): ItemState => withTask(state, task);
  switch (fieldName(attributeOf(path, 'FieldURI') ?? '')) {
    case 'CompleteDate':
      return set({ completed: null });
    case 'StartDate':
      return set({ start: null });
    case 'DueDate':
      return set({ due: null });
    case 'Recurrence':
      return set({ recurrence: null });
    case 'ActualWork':
      return set({ actualWorkMinutes: null });
    case 'TotalWork':
      return set({ totalWorkMinutes: null });
    case 'BillingInformation':
      return set({ billing: null });
    case 'Mileage':
      return set({ mileage: null });
    case 'Companies':
      return set({ companies: [] });
    case 'Contacts':
      return set({ contacts: [] });
    default:
      return null;
  }
}
