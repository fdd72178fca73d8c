/** The properties of a task that an answer can hold, in the order of the schema. */

import { recurrenceElement } from '../calendar/write-recurrence.ts';
import { DAY_MS } from '../calendar/zones.ts';
import type { ItemView } from '../item-view.ts';
import { type Field, field, optionalText } from '../kinds/field.ts';
import type { BaseShape } from '../shape.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { type TaskState, type TaskStatus, taskOf } from './task.ts';

const own = (name: string, from: BaseShape | null, write: (task: TaskState, view: ItemView) => string): Field =>
  field(`task:${name}`, from, (view) => write(taskOf(view.state), view));
/** An element with the text that `value` gives, or none for null. */
const text = (
  name: string,
  from: BaseShape | null,
  value: (task: TaskState, view: ItemView) => string | number | boolean | null,
): Field => own(name, from, (task, view) => optionalText(`t:${name}`, value(task, view)));

export const TASK_FIELDS: readonly Field[] = [
  text('ActualWork', 'AllProperties', ({ actualWorkMinutes }) => actualWorkMinutes),
  text('BillingInformation', 'AllProperties', ({ billing }) => billing),
  text('ChangeCount', 'AllProperties', ({ changeCount }) => changeCount),
  own('Companies', 'AllProperties', ({ companies }) => stringsElement('t:Companies', companies)),
  text('CompleteDate', 'AllProperties', ({ completed }) => dayText(completed)),
  own('Contacts', 'AllProperties', ({ contacts }) => stringsElement('t:Contacts', contacts)),
  text('DelegationState', 'AllProperties', () => 'NoMatch'),
  text('DueDate', 'Default', ({ due }) => dayText(due)),
  text('IsComplete', 'AllProperties', ({ status }) => status === 'Completed'),
  text('IsRecurring', 'AllProperties', ({ recurrence }) => recurrence !== null),
  text('IsTeamTask', 'AllProperties', () => false),
  text('Mileage', 'AllProperties', ({ mileage }) => mileage),
  text('Owner', 'AllProperties', (_, { mailbox }) => mailbox.address),
  text('PercentComplete', 'Default', ({ percent }) => percent),
  field('task:Recurrence', 'AllProperties', ({ state }, shape) => {
    const { recurrence } = taskOf(state);
    return recurrence === null ? '' : recurrenceElement(recurrence, shape.zone);
  }),
  text('StartDate', 'Default', ({ start }) => dayText(start)),
  text('Status', 'Default', ({ status }) => status),
  text('StatusDescription', 'AllProperties', ({ status }) => DESCRIPTIONS[status]),
  text('TotalWork', 'AllProperties', ({ totalWorkMinutes }) => totalWorkMinutes),
];

const DESCRIPTIONS: Readonly<Record<TaskStatus, string>> = {
  NotStarted: 'Not Started',
  InProgress: 'In Progress',
  Completed: 'Completed',
  WaitingOnOthers: 'Waiting on someone else',
  Deferred: 'Deferred',
};

/** A day as the midnight with which it begins, in Greenwich; null stays null. */
export function dayText(day: number | null): string | null {
  return day === null ? null : `${new Date(day * DAY_MS).toISOString().slice(0, 10)}T00:00:00Z`;
}

function stringsElement(element: string, strings: readonly string[]): string {
  if (strings.length === 0) return '';
  return xmlElement(element, {}, strings.map((one) => xmlText('t:String', one)).join(''));
}
