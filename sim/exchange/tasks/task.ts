/** What only tasks have. Days are counted from 1970-01-01. */
import { assert } from '../../../src/base/assert.ts';
import type { Recurrence } from '../calendar/recurrence.ts';
import type { ItemState } from '../item.ts';

export const TASK_STATUSES = ['NotStarted', 'InProgress', 'Completed', 'WaitingOnOthers', 'Deferred'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export interface TaskState {
  readonly is: 'Task';
  readonly status: TaskStatus;
  /** From 0 to 100. */
  readonly percent: number;
  readonly completed: number | null;
  readonly start: number | null;
  readonly due: number | null;
  readonly actualWorkMinutes: number | null;
  readonly totalWorkMinutes: number | null;
  readonly billing: string | null;
  readonly mileage: string | null;
  readonly companies: readonly string[];
  readonly contacts: readonly string[];
  readonly recurrence: Recurrence | null;
  /** Times that it was saved. */
  readonly changeCount: number;
}

export const NEW_TASK: TaskState = {
  is: 'Task',
  status: 'NotStarted',
  percent: 0,
  completed: null,
  start: null,
  due: null,
  actualWorkMinutes: null,
  totalWorkMinutes: null,
  billing: null,
  mileage: null,
  companies: [],
  contacts: [],
  recurrence: null,
  changeCount: 0,
};

/** The state of a task. Must be asked of no other kind. */
export function taskOf({ own }: ItemState): TaskState {
  assert(own.is === 'Task', `a ${own.is} is no task`);
  return own;
}

export function withTask(state: ItemState, task: Partial<TaskState>): ItemState {
  return { ...state, own: { ...taskOf(state), ...task } };
}
