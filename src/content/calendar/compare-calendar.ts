/** Whether two events, tasks or notes mean the same, however each is written down. */
import type { CalendarTime, EventSeries, NoteDetails, Recurrence, TaskDetails } from '../../model/calendar.ts';
import type { Difference } from '../difference.ts';
import { type CalendarField, calendarLevel } from './calendar-fields.ts';
import type { AlarmFrame } from './compare-belongings.ts';
import { compareDescribed, compareWord } from './compare-details.ts';
import { compareSeries, type SeriesFinding } from './compare-series.ts';
import { type CalendarFinding, compareLine } from './compare-texts.ts';
import { DAY_MS, wallMsOf } from './wall-time.ts';
import { instantOf } from './zones.ts';

/** Differences of one item that are listed. */
const DIFFERENCES_MAX = 50;

export type ComparedItem = EventSeries | TaskDetails | NoteDetails;

/**
 * Empty when both mean the same. `lostFields` are the fields of `CALENDAR_FIELDS` that the copy is known to lack: what differs
 * in them is a 'may'. Events are compared by their occurrences over at least three years (`windowsOf`), and each occurrence by
 * all that it says. What servers write anew never counts: SEQUENCE, DTSTAMP, CREATED, LAST-MODIFIED, the order and
 * the spelling of properties, the names of zones whose clocks agree, and properties that have no place in the meaning.
 */
export function compareCalendarItems(
  source: ComparedItem,
  copy: ComparedItem,
  lostFields: ReadonlySet<string>,
): readonly Difference[] {
  return compareKinds(source, copy)
    .map((finding) => differenceOf(finding, lostFields))
    .toSorted((a, b) => Number(b.level === 'must') - Number(a.level === 'must'))
    .slice(0, DIFFERENCES_MAX);
}

function differenceOf({ field, how, name, within }: SeriesFinding, lostFields: ReadonlySet<string>): Difference {
  const isLost = lostFields.has(field) || (within !== undefined && lostFields.has(within));
  const levels = [field, ...(within === undefined ? [] : [within])].map((one) => calendarLevel(one, how));
  const level = isLost || levels.includes('may') ? 'may' : 'must';
  return { field, how, level, name: name ?? null };
}

function compareKinds(source: ComparedItem, copy: ComparedItem): readonly SeriesFinding[] {
  const identity = compareLine('identity', source.uid, copy.uid);
  if (source.kind === 'event' && copy.kind === 'event') return [...identity, ...compareSeries(source, copy)];
  if (source.kind === 'task' && copy.kind === 'task') return [...identity, ...compareTasks(source, copy)];
  if (source.kind === 'note' && copy.kind === 'note') return [...identity, ...compareNotes(source, copy)];
  return [{ field: 'kind', how: 'changed' }];
}

function compareNotes(source: NoteDetails, copy: NoteDetails): readonly CalendarFinding[] {
  const frames = [taskFrame(source.start, null), taskFrame(copy.start, null)] as const;
  return [...compareDescribed(source, copy, frames), ...compareDays('start date', source.start, copy.start)];
}

function compareTasks(source: TaskDetails, copy: TaskDetails): readonly SeriesFinding[] {
  const frames = [taskFrame(source.start, source.due), taskFrame(copy.start, copy.due)] as const;
  return [
    ...compareDescribed(source, copy, frames),
    ...compareDays('start date', source.start, copy.start),
    ...compareDays('due date', source.due, copy.due),
    ...compareWord('status', source.status, copy.status),
    ...compareProgress(source, copy),
    ...compareCompletion(source, copy),
    ...compareTaskSeries(source, copy),
    ...compareLine('parent task', source.parentUid, copy.parentUid),
    ...compareChangedTasks(source, copy),
  ];
}

function taskFrame(start: CalendarTime | null, due: CalendarTime | null): AlarmFrame {
  const [begin, end] = [start ?? due, due ?? start].map((time) => (time === null ? null : instantOf(time, 'UTC')));
  if (begin === null || begin === undefined || end === null || end === undefined) return { start: null, lasts: 0 };
  return { start: begin, lasts: end - begin };
}

/** The day on the wall where it was set; the hour counts for itself, since most programs know only days. */
function compareDays(
  field: CalendarField,
  source: CalendarTime | null,
  copy: CalendarTime | null,
): readonly CalendarFinding[] {
  if (source === null) return copy === null ? [] : [{ field, how: 'added' }];
  if (copy === null) return [{ field, how: 'missing' }];
  if (source.time !== null && copy.time !== null)
    return instantOf(source, 'UTC') === instantOf(copy, 'UTC') ? [] : [{ field, how: 'changed' }];
  const isHourLost = source.time !== null && copy.time === null;
  const hour: readonly CalendarFinding[] = isHourLost ? [{ field: 'time of day', how: 'missing' }] : [];
  const apart = Math.abs(wallMsOf({ ...source, time: null }) - wallMsOf({ ...copy, time: null }));
  if (apart === 0) return hour;
  // An hour in UTC is on another day somewhere, and nobody knows where the task was set.
  const isUnclear = apart === DAY_MS && [source, copy].some(({ time, zone }) => time !== null && zone === 'UTC');
  return [...hour, { field, how: isUnclear ? 'unclear' : 'changed' }];
}

function compareProgress(source: TaskDetails, copy: TaskDetails): readonly CalendarFinding[] {
  const [original, copied] = [source, copy].map(({ percent, status }) => percent ?? (status === 'done' ? 100 : 0));
  if (original === copied) return [];
  return [{ field: 'progress', how: source.percent === null && source.status !== 'done' ? 'added' : 'changed' }];
}

function compareCompletion(
  { completed: source }: TaskDetails,
  { completed: copy }: TaskDetails,
): readonly CalendarFinding[] {
  const field = 'completion date';
  if (source === null) return copy === null ? [] : [{ field, how: 'added' }];
  if (copy === null) return [{ field, how: 'missing' }];
  // A day: the same moment is on two days in different zones, and servers keep its midnight.
  return Math.abs(source - copy) <= 1.5 * DAY_MS ? [] : [{ field, how: 'changed' }];
}

function compareTaskSeries(source: TaskDetails, copy: TaskDetails): readonly SeriesFinding[] {
  const repeats = ({ rules, dates }: Recurrence): boolean => rules.length + dates.length > 0;
  if (!repeats(source.recurrence) && !repeats(copy.recurrence)) return [];
  const field = 'recurrence';
  if (!repeats(copy.recurrence)) return [{ field, how: 'missing' }];
  if (!repeats(source.recurrence)) return [{ field, how: 'added' }];
  const [original, copied] = [seriesOfTask(source), seriesOfTask(copy)];
  // Whatever else of the task differs is said already; here it is about its days.
  const differs =
    original === null || copied === null
      ? JSON.stringify(source.recurrence) !== JSON.stringify(copy.recurrence)
      : compareSeries(original, copied).some((finding) => finding.field !== 'time zone');
  return differs ? [{ field, how: 'changed' }] : [];
}

/** Its days as a series of bare events: rules begin with the start or, without one, with the day on which it is due. */
function seriesOfTask({ start, due, recurrence }: TaskDetails): EventSeries | null {
  const first = start ?? due;
  if (first === null) return null;
  const day: CalendarTime = { date: first.date, time: null, zone: 'floating' };
  const bare = { summary: '', description: '', html: '', location: '', url: '', categories: [], others: [] } as const;
  const unset = { alarms: [], attachments: [], organizer: null, attendees: [], conferences: [] } as const;
  const usual = { sensitivity: 'normal', priority: 0, sequence: 0, created: null, modified: null } as const;
  const master = { ...bare, ...unset, ...usual, start: day, end: day, status: 'confirmed', busy: 'free' } as const;
  return { kind: 'event', uid: '', master, recurrence, changed: [] };
}

function compareChangedTasks(source: TaskDetails, copy: TaskDetails): readonly CalendarFinding[] {
  const field = 'changed occurrences';
  if (source.changedOccurrences === copy.changedOccurrences) return [];
  if (source.changedOccurrences < copy.changedOccurrences) return [{ field, how: 'added' }];
  return [{ field, how: copy.changedOccurrences === 0 ? 'missing' : 'partial' }];
}
