/** Tasks: one VTODO is one task of Exchange. */
import { type Instant, instant, isoSeconds } from '../../base/clock.ts';
import { CALENDAR_FIELDS, type CalendarField } from '../../content/calendar/calendar-fields.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import { instantOf, wallTimeAt, zoneNamed } from '../../content/calendar/zones.ts';
import type { CalendarTime, EventSeries, RecurrenceRule, TaskDetails } from '../../model/calendar.ts';
import type { Loss, Marker } from '../../model/item.ts';
import type { EwsRecurrence } from '../../wire/ews/recurrence-element.ts';
import { type EwsTaskStatus, type NewTask, TASK_FIELDS, taskXml } from '../../wire/ews/task-element.ts';
import { BARE_EVENT } from './bare-event.ts';
import { type Owner, readItemOf, unreadable } from './event.ts';
import { type KeptLines, keptImportance, linksKept, SENSITIVITIES, textsKept } from './event-details.ts';
import { namedLines } from './event-people.ts';
import { bodyOf } from './kept-body.ts';
import { attach, fileOf, originalFile } from './original-file.ts';
import { type Reminder, reminderOf } from './reminder.ts';
import { planSeries } from './series-plan.ts';
import type { KindShape, PreparedItem } from './shape.ts';
import { distinctLosses, keptCategories, keptSubject, otherLines } from './shared-parts.ts';
import { MARKER, own } from './state.ts';
import { dayOfTime, dayText, hoursOf, REMINDER, reminderText, secondsBefore } from './task-days.ts';
import { taskLoss } from './task-losses.ts';
import { readTaskItem } from './task-read.ts';

/** On a task: its UID, which Exchange has no element for. */
export const TASK_UID = own('GodwitUid');

export function taskShape(owner: Owner): KindShape {
  return {
    prepare: async (item, marker) => {
      const { bytes, item: task } = await readItemOf(item);
      if (task.kind !== 'task') throw unreadable(`it is a ${task.kind} and lies among tasks`, null);
      return new TaskWriter(task, { owner, marker, bytes }).whole();
    },
    fields: [...TASK_FIELDS, TASK_UID, REMINDER],
    read: async (element, more) => writeCalendarItem(await readTaskItem(element, more)),
  };
}

interface Write {
  readonly owner: Owner;
  readonly marker: Marker;
  readonly bytes: Buffer;
}

/** The forms of one task: whole, and bare. */
class TaskWriter {
  readonly #task: TaskDetails;
  readonly #write: Write;

  constructor(task: TaskDetails, write: Write) {
    this.#task = task;
    this.#write = write;
  }

  whole(): PreparedItem {
    const task = this.#task;
    const series = this.#recurrence();
    const progress = progressOf(task, this.#write.owner);
    const changed = task.changedOccurrences > 0 ? [taskLoss('occurrences')] : [];
    const isOriginalKept = series.losses.length + changed.length > 0;
    const parts = this.#parts(isOriginalKept ? [INCOMPLETE, ...progress.kept] : progress.kept);
    const files = task.attachments.flatMap((attachment) => (attachment.is === 'inline' ? [fileOf(attachment)] : []));
    const attached = [...files, ...(isOriginalKept ? [originalFile(this.#write.bytes)] : [])];
    return {
      xml: taskXml({ ...parts.content, ...progress.fields, recurrence: series.recurrence }),
      steps: attached.length === 0 ? [] : [attachStep(attached)],
      losses: distinctLosses([...series.losses, ...changed, ...progress.losses, ...parts.losses]),
      simpler: (because) => this.#bare(because),
    };
  }

  /** For a server that stumbles over something: what it is and until when; everything is in the original. */
  #bare(because: string): PreparedItem {
    const { summary, due } = this.#task;
    const fields = CALENDAR_FIELDS.filter((field) => !KEPT_WHEN_BARE.has(field));
    return {
      xml: taskXml({
        ...NOTHING,
        subject: keptSubject(summary).text,
        body: bodyOf({ description: '', html: '' }, [REFUSED]),
        extended: this.#marks(),
        dueDate: due === null ? null : dayText(dayOfTime(due, this.#write.owner.homeZone)),
      }),
      steps: [attachStep([originalFile(this.#write.bytes)])],
      losses: fields.map((field): Loss => {
        return {
          field,
          how: 'dropped',
          why: `Exchange refused it (${because}); the original is attached as original.ics`,
        };
      }),
      simpler: () => null,
    };
  }

  #marks(): NewTask['extended'] {
    return [
      { field: MARKER, value: this.#write.marker },
      { field: TASK_UID, value: this.#task.uid },
    ];
  }

  /** Everything but how far it is and whether it repeats. */
  #parts(notes: readonly string[]): { readonly content: typeof NOTHING; readonly losses: readonly Loss[] } {
    const task = this.#task;
    const { homeZone } = this.#write.owner;
    const subject = keptSubject(task.summary);
    const categories = keptCategories(task.categories);
    const importance = keptImportance(task.priority);
    const ring = ringOf(task, homeZone);
    const lines = [
      hoursOf(task),
      placeOf(task),
      peopleLines(task),
      linksKept({ ...task, conferences: [] }),
      textsKept(task),
      otherLines(task.others),
    ];
    const kept = [...notes, ...subject.kept, ...ring.kept, ...lines.flatMap((line) => line.kept)];
    const dayIn = (time: CalendarTime | null): string | null =>
      time === null ? null : dayText(repeats(task) ? time.date : dayOfTime(time, homeZone));
    const content = {
      ...NOTHING,
      subject: subject.text,
      sensitivity: SENSITIVITIES[task.sensitivity],
      body: bodyOf(task, kept),
      categories: categories.names,
      importance: importance.step,
      reminderDueBy: ring.at === null ? null : isoSeconds(ring.at),
      extended: [...this.#marks(), ...ring.marks],
      startDate: dayIn(task.start),
      dueDate: dayIn(task.due),
    };
    const losses = [
      ...subject.losses,
      ...categories.losses,
      ...importance.losses,
      ...ring.losses,
      ...lines.flatMap((line) => line.losses),
    ];
    return { content, losses };
  }

  /** A task repeats by a pattern and nothing else: no day of it can be taken out. */
  #recurrence(): { readonly recurrence: EwsRecurrence | null; readonly losses: readonly Loss[] } {
    const { start, due, status } = this.#task;
    const { clock, homeZone } = this.#write.owner;
    if (!repeats(this.#task)) return { recurrence: null, losses: [] };
    if (status === 'done') return { recurrence: null, losses: [taskLoss('doneSeries')] };
    const first = start ?? due;
    if (first === null) return { recurrence: null, losses: [taskLoss('undated')] };
    const series = daySeries(first, this.#task);
    const plan = planSeries(series, { place: zoneNamed(homeZone), homeZone, now: clock.now() });
    if (plan === null) return { recurrence: null, losses: [taskLoss('rule')] };
    const isExact = plan.missing.length + plan.deleted.length + plan.changed.length === 0;
    // Exchange moves the task to the first day of its pattern.
    const isThere = plan.recurrence?.startDate === series.master?.start.date;
    const isDueKept = due !== null && (start === null || start.date <= due.date);
    return {
      recurrence: isThere ? plan.recurrence : null,
      losses: [...(isExact && isThere ? [] : [taskLoss('rule')]), ...(isDueKept || !isThere ? [] : [taskLoss('due')])],
    };
  }
}

/** What even a bare task has. */
const KEPT_WHEN_BARE: ReadonlySet<CalendarField> = new Set(['kind', 'identity', 'subject', 'due date']);

const INCOMPLETE = 'This task repeats in a way that Exchange cannot express. The original is attached as original.ics.';
const REFUSED = 'Exchange refused parts of this task. The original is attached as original.ics.';

const NOTHING: NewTask = {
  subject: '',
  sensitivity: 'Normal',
  body: { type: 'Text', text: '' },
  categories: [],
  importance: 'Normal',
  reminderDueBy: null,
  extended: [],
  completeDate: null,
  dueDate: null,
  startDate: null,
  percentComplete: null,
  status: 'NotStarted',
  recurrence: null,
};

function attachStep(files: Parameters<typeof attach>[1]): PreparedItem['steps'][number] {
  return async (made) => {
    await attach(made, files);
    return [];
  };
}

/** The days of the task as an event that lasts whole days. */
function daySeries(first: CalendarTime, { recurrence, uid }: TaskDetails): EventSeries {
  const start = wallDay(first);
  const untilDay = (rule: RecurrenceRule): RecurrenceRule => ({
    ...rule,
    until: rule.until === null ? null : wallDay(rule.until),
  });
  const rules = { rules: recurrence.rules.map(untilDay), exceptRules: recurrence.exceptRules.map(untilDay) };
  const days = { dates: recurrence.dates.map(wallDay), exceptDates: recurrence.exceptDates.map(wallDay) };
  const master = { ...BARE_EVENT, start, end: start };
  return { kind: 'event', uid, master, recurrence: { ...rules, ...days }, changed: [] };
}

/** Rules name weekdays and days of the month where the task was written: its days are those there too. */
function wallDay({ date }: CalendarTime): CalendarTime {
  return { date, time: null, zone: 'floating' };
}

function repeats({ recurrence: { rules, dates } }: TaskDetails): boolean {
  return rules.length + dates.length > 0;
}

function placeOf({ location, parentUid }: TaskDetails): KeptLines {
  return {
    kept: [...(location === '' ? [] : [`Place: ${location}`]), ...(parentUid === '' ? [] : [`Part of: ${parentUid}`])],
    losses: [...(location === '' ? [] : [taskLoss('location')]), ...(parentUid === '' ? [] : [taskLoss('parent')])],
  };
}

function peopleLines({ organizer, attendees }: TaskDetails): KeptLines {
  return {
    kept: namedLines(organizer, attendees),
    losses: [
      ...(organizer === null ? [] : [taskLoss('organizer')]),
      ...(attendees.length === 0 ? [] : [taskLoss('attendees'), taskLoss('responses')]),
    ],
  };
}

interface Ring extends Reminder {
  readonly marks: NewTask['extended'];
}

/** When it rings, and how much before the start that was. */
function ringOf(task: TaskDetails, homeZone: string): Ring {
  const at = (time: CalendarTime | null): Instant | null => (time === null ? null : instantOf(time, homeZone));
  const reminder = reminderOf(task.alarms, { start: at(task.start ?? task.due), end: at(task.due) });
  const seconds = reminder.alarm === null ? null : secondsBefore(reminder.alarm, task);
  const marks =
    reminder.at === null || seconds === null ? [] : [{ field: REMINDER, value: reminderText(reminder.at, seconds) }];
  return { ...reminder, marks };
}

type ProgressFields = Pick<NewTask, 'status' | 'percentComplete' | 'completeDate'>;

const STATUSES: Readonly<Record<TaskDetails['status'], EwsTaskStatus>> = {
  open: 'NotStarted',
  started: 'InProgress',
  done: 'Completed',
  cancelled: 'Deferred',
};

/** Exchange has one state where iCalendar has three properties that may contradict each other. */
function progressOf(task: TaskDetails, owner: Owner): KeptLines & { readonly fields: ProgressFields } {
  const { status, percent, completed } = task;
  const isBegun = status === 'open' && percent !== null && percent > 0 && percent < 100;
  const isOdd = percent !== null && (status === 'done' ? percent !== 100 : percent === 100);
  const date = completed === null ? null : completionDay(completed, owner);
  const isDateLost = completed !== null && (status !== 'done' || date === null);
  return {
    fields: {
      status: isBegun ? 'InProgress' : STATUSES[status],
      percentComplete: status === 'done' || isOdd ? null : percent,
      completeDate: status === 'done' ? date : null,
    },
    kept: [
      ...(status === 'cancelled' ? ['Status: cancelled'] : []),
      ...(isOdd ? [`Progress: ${percent} %`] : []),
      ...(isDateLost && completed !== null ? [`Completed: ${isoSeconds(completed)}`] : []),
    ],
    losses: [
      ...(status === 'cancelled' ? [taskLoss('cancelled')] : []),
      ...(isBegun ? [taskLoss('openAndBegun')] : []),
      ...(isOdd ? [taskLoss('progress')] : []),
      ...(isDateLost ? [taskLoss('completion')] : []),
    ],
  };
}

/** Null for a day to come, which Exchange refuses. */
function completionDay(completed: Instant, { clock, homeZone }: Owner): string | null {
  const today = isoSeconds(instant(clock.now())).slice(0, 10);
  const day = wallTimeAt(completed, homeZone).date;
  const inGreenwich = isoSeconds(completed).slice(0, 10);
  if (inGreenwich > today) return null;
  return dayText(day > today ? today : day);
}
