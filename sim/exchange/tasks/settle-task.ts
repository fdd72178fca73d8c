/** What Exchange makes of a task once all its elements are known: how far it is, and on which days (MS-OXWSTASK). */
import { daysOf, type Recurrence } from '../calendar/recurrence.ts';
import { DAY_MS, knownZone, UTC, wallAt } from '../calendar/zones.ts';
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import type { Reading } from '../kinds/kind.ts';
import { type TaskState, taskOf, withTask } from './task.ts';

/** Throws `ItemRefusal`. See `Kind.settled`. */
export function settledTask(
  state: ItemState,
  before: ItemState | null,
  touched: ReadonlySet<string>,
  { now, zone }: Reading,
): ItemState {
  const today = Math.floor(wallAt(now, knownZone(zone ?? UTC)) / DAY_MS);
  const task = settledProgress(taskOf(state), before === null ? null : taskOf(before), touched, today);
  if (task.completed !== null && task.completed > today) {
    throw new ItemRefusal('ErrorInvalidCompleteDate', 'A task cannot be completed on a day to come.');
  }
  const placed = touched.has('Recurrence') && task.recurrence !== null ? onFirstDay(task, task.recurrence) : task;
  return withTask(state, { ...placed, changeCount: task.changeCount + 1 });
}

/** Completed, a hundred percent and a day of completion are one; what says it first is a CompleteDate. */
function settledProgress(
  task: TaskState,
  before: TaskState | null,
  touched: ReadonlySet<string>,
  today: number,
): TaskState {
  const done = (day: number): TaskState => ({ ...task, status: 'Completed', percent: 100, completed: day });
  if (touched.has('CompleteDate') && task.completed !== null) return done(task.completed);
  if (touched.has('Status')) {
    if (task.status === 'Completed') return done(task.completed ?? today);
    if (task.status === 'NotStarted') return { ...task, percent: 0, completed: null };
  }
  if (touched.has('PercentComplete')) {
    if (task.percent === 100) return done(task.completed ?? today);
    if (touched.has('Status')) return { ...task, completed: null };
    return { ...task, status: task.percent === 0 ? 'NotStarted' : 'InProgress', completed: null };
  }
  if (touched.has('Status') || (touched.has('CompleteDate') && before?.status === 'Completed')) {
    const isLeft = task.status === 'Completed';
    return {
      ...task,
      status: isLeft ? 'NotStarted' : task.status,
      percent: before?.status === 'Completed' ? 0 : task.percent,
      completed: null,
    };
  }
  return task;
}

/** A recurring task lies on the first day of its pattern, due as long after its start as before. */
function onFirstDay(task: TaskState, recurrence: Recurrence): TaskState {
  const first = daysOf(recurrence).next().value ?? recurrence.range.first;
  const lasts = task.start === null || task.due === null ? 0 : Math.max(0, task.due - task.start);
  const range = { ...recurrence.range, first };
  return {
    ...task,
    start: task.start === null ? null : first,
    due: first + lasts,
    recurrence: { pattern: recurrence.pattern, range },
  };
}

/** The task on its next day; null when there is none, or when it depends on the completion of this one. */
export function nextTask(state: ItemState): ItemState | null {
  const task = taskOf(state);
  const { recurrence, due } = task;
  if (recurrence === null || due === null || recurrence.pattern.is === 'Regenerating') return null;
  const lasts = task.start === null ? 0 : due - task.start;
  for (const day of daysOf(recurrence)) {
    if (day + lasts > due) return withTask(state, { due: day + lasts, start: task.start === null ? null : day });
  }
  return null;
}
