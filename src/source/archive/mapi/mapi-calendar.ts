/** Appointments, tasks and notes of Outlook as meaning. */
import { type Instant, instant } from '../../../base/clock.ts';
import { noteOf } from '../../../content/apple-note.ts';
import { wallTimeAt, zoneOfWindows } from '../../../content/calendar/zones.ts';
import type {
  Alarm,
  Attendee,
  CalendarAttachment,
  CalendarTime,
  ChangedOccurrence,
  Described,
  EventDetails,
  EventSeries,
  NoteDetails,
  Person,
  Recurrence,
  Response,
  TaskDetails,
  Zone,
} from '../../../model/calendar.ts';
import { bodyOf, subjectOf } from './mapi-body.ts';
import type { MapiAttachment, MapiItem, MapiObject } from './mapi-object.ts';
import { type MapiException, type MapiSeries, readSeries, type WallMinutes } from './mapi-recurrence.ts';
import { APPOINTMENT, COMMON, MEETING, TAG, TASK } from './tags.ts';

const EPOCH_MINUTES = 194_074_560;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Files at an appointment; a larger one is left out of an item that is a text. */
const ATTACHMENT_BYTES_MAX = 32 * 1024 * 1024;
const NEVER: Recurrence = { rules: [], exceptRules: [], dates: [], exceptDates: [] };
const BUSY = ['free', 'tentative', 'busy', 'away', 'elsewhere'] as const;
const RESPONSES: readonly Response[] = ['none', 'none', 'tentative', 'accepted', 'declined', 'none'];

/** `uid` is for an appointment without an id of its own. */
export function eventOf(item: MapiItem, uid: string): EventSeries {
  const set = (id: number): number => item.named('appointment', id);
  const zone = zoneOf(item);
  const isWholeDay = item.number(set(APPOINTMENT.isWholeDay)) === 1;
  const startAt = item.time(set(APPOINTMENT.start)) ?? item.time(TAG.creationTime) ?? instant(0);
  const endAt = item.time(set(APPOINTMENT.end)) ?? startAt;
  const series = readSeries(item.bytes(set(APPOINTMENT.recurrence)) ?? Buffer.alloc(0));
  const start = timeOf(startAt, zone, isWholeDay);
  const end = timeOf(instant(Math.max(endAt, startAt)), zone, isWholeDay);
  const details: EventDetails = {
    ...describedOf(item),
    location: item.text(set(APPOINTMENT.location)),
    sequence: Math.max(0, item.number(set(APPOINTMENT.sequence)) ?? 0),
    start,
    end: isWholeDay && end.date <= start.date ? dayAfter(start) : end,
    status: (item.number(set(APPOINTMENT.state)) ?? 0) & 4 ? 'cancelled' : 'confirmed',
    busy: BUSY[item.number(set(APPOINTMENT.busy)) ?? 2] ?? 'busy',
    conferences: [],
  };
  const recurring = series === null ? { recurrence: NEVER, changed: [] } : recurringOf(series, details, isWholeDay);
  return { kind: 'event', uid: uidOf(item) || uid, master: details, ...recurring };
}

export function taskOf(item: MapiItem, uid: string): TaskDetails {
  const set = (id: number): number => item.named('task', id);
  const series = readSeries(item.bytes(set(TASK.recurrence)) ?? Buffer.alloc(0));
  const start = dayOf(item.time(set(TASK.start)));
  const due = dayOf(item.time(set(TASK.due)));
  const percent = item.number(set(TASK.percent));
  const status = item.number(set(TASK.status)) ?? 0;
  return {
    kind: 'task',
    uid,
    ...describedOf(item),
    start,
    due,
    status: status === 2 ? 'done' : status === 0 ? 'open' : 'started',
    completed: item.time(set(TASK.completed)),
    percent: percent === null ? null : Math.round(Math.min(1, Math.max(0, percent)) * 100),
    recurrence:
      series === null
        ? NEVER
        : { ...NEVER, rules: [{ ...series.rule, until: series.untilDay === null ? null : wholeDay(series.untilDay) }] },
    parentUid: '',
    changedOccurrences: 0,
  };
}

export function stickyNoteOf(item: MapiItem, uid: string): NoteDetails {
  const { plain, html } = bodyOf(item);
  const created = item.time(TAG.creationTime);
  const note = noteOf({
    uid,
    summary: subjectOf(item),
    description: plain,
    html,
    created,
    modified: item.time(TAG.lastModified),
  });
  return { ...note, categories: item.texts(item.namedByWord('Keywords')) };
}

function describedOf(item: MapiItem): Described {
  const { plain, html } = bodyOf(item);
  const people = item.recipients();
  const from = personOf(item, TAG.sentRepresentingName, TAG.sentRepresentingSmtpAddress, TAG.sentRepresentingAddress);
  const attendees = people.filter((one) => ((one.number(TAG.recipientFlags) ?? 0) & 2) === 0).map(attendeeOf);
  return {
    summary: subjectOf(item),
    description: plain,
    html,
    location: '',
    url: '',
    categories: item.texts(item.namedByWord('Keywords')),
    sensitivity:
      item.number(item.named('common', COMMON.isPrivate)) === 1
        ? 'private'
        : sensitivityOf(item.number(TAG.sensitivity)),
    priority: [9, 0, 1][item.number(TAG.importance) ?? 1] ?? 0,
    alarms: alarmsOf(item),
    attachments: item.attachments().flatMap(attachmentOf),
    // Outlook writes the owner as the sender of every appointment; only a meeting has somebody to organise it for.
    organizer: attendees.length === 0 ? null : from,
    attendees,
    created: item.time(TAG.creationTime),
    modified: item.time(TAG.lastModified),
    sequence: 0,
    others: [],
  };
}

function sensitivityOf(number: number | null): Described['sensitivity'] {
  return number === 3 ? 'confidential' : number === 1 || number === 2 ? 'private' : 'normal';
}

function alarmsOf(item: MapiObject): readonly Alarm[] {
  const minutes = item.number(item.named('common', COMMON.reminderMinutes)) ?? 0;
  if (item.number(item.named('common', COMMON.reminderSet)) !== 1 || minutes < 0 || minutes > 60 * DAY_MINUTES)
    return [];
  return [{ beforeSeconds: minutes * 60, anchor: 'start', at: null, action: 'display', description: '', repeats: 0 }];
}

function attachmentOf(one: MapiAttachment): readonly CalendarAttachment[] {
  const name = one.text(TAG.attachLongFilename) || one.text(TAG.attachFilename);
  // Changed occurrences lie among the attachments, hidden, as items of their own.
  if (one.number(TAG.attachHidden) === 1 || one.number(TAG.attachMethod) === 5 || one.sizeBytes > ATTACHMENT_BYTES_MAX)
    return [];
  const bytes = Buffer.concat([...one.chunks()]);
  return bytes.length === 0
    ? []
    : [{ is: 'inline', bytes, name, mediaType: one.text(TAG.attachMimeTag) || 'application/octet-stream' }];
}

function attendeeOf(one: MapiObject): Attendee {
  const role =
    (['required', 'required', 'optional', 'resource'] as const)[one.number(TAG.recipientType) ?? 1] ?? 'required';
  const response = RESPONSES[one.number(TAG.recipientTrackStatus) ?? 0] ?? 'none';
  return { ...personOf(one, TAG.displayName, TAG.smtpAddress, TAG.emailAddress), role, response };
}

function personOf(of: MapiObject, name: number, smtp: number, address: number): Person {
  const at = of.text(smtp) || of.text(address);
  const isMail = at.includes('@');
  return {
    name: of.text(name),
    address: isMail ? at : '',
    uri: isMail ? `mailto:${at}` : `invalid:${encodeURIComponent(at)}`,
  };
}

/** The id that all copies of a meeting share: that of iCalendar where it came from there (MS-OXCICAL §2.1.3.1.1.20.26). */
function uidOf(item: MapiObject): string {
  const id =
    item.bytes(item.named('meeting', MEETING.cleanGlobalId)) ?? item.bytes(item.named('meeting', MEETING.globalId));
  if (id === null || id.length < 40) return '';
  const at = id.indexOf('vCal-Uid\u0001\0\0\0', 0, 'latin1');
  return at < 0 ? id.toString('hex').toUpperCase() : id.toString('latin1', at + 12).replace(/\0.*$/s, '');
}

/** The zone that the owner chose; UTC for one that nobody knows. */
function zoneOf(item: MapiObject): Exclude<Zone, 'floating'> {
  for (const id of [APPOINTMENT.zoneOfRecurrence, APPOINTMENT.zoneOfStart]) {
    const definition = item.bytes(item.named('appointment', id));
    if (definition === null || definition.length < 8) continue;
    const zone = zoneOfWindows(
      definition.toString('utf16le', 8, Math.min(definition.length, 8 + definition.readUInt16LE(6) * 2)),
    );
    if (zone !== null && zone !== 'floating') return zone;
  }
  return 'UTC';
}

function timeOf(at: Instant, zone: Exclude<Zone, 'floating'>, isWholeDay: boolean): CalendarTime {
  const wall = zone === 'UTC' ? utcTime(at) : wallTimeAt(at, zone);
  return isWholeDay ? { date: wall.date, time: null, zone: 'floating' } : wall;
}

function utcTime(at: Instant): CalendarTime {
  const text = new Date(at).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 19), zone: 'UTC' };
}

function recurringOf(
  series: MapiSeries,
  details: EventDetails,
  isWholeDay: boolean,
): Pick<EventSeries, 'recurrence' | 'changed'> {
  const { zone } = details.start;
  const at = (minutes: WallMinutes): CalendarTime => (isWholeDay ? wholeDay(minutes) : wallTime(minutes, zone));
  const until = series.untilDay === null ? null : at(series.untilDay + series.startOffset);
  const exceptDates = series.deletedDays.map((day) => at(day + series.startOffset));
  const changed = series.exceptions.map((one) => changedOf(one, details, at));
  return { recurrence: { ...NEVER, rules: [{ ...series.rule, until }], exceptDates }, changed };
}

function changedOf(
  one: MapiException,
  master: EventDetails,
  at: (minutes: WallMinutes) => CalendarTime,
): ChangedOccurrence {
  const isReminded = one.isReminderSet ?? (master.alarms.length > 0 || one.reminderMinutes !== null);
  const [alarm] = master.alarms;
  const beforeSeconds = one.reminderMinutes === null ? (alarm?.beforeSeconds ?? 0) : one.reminderMinutes * 60;
  const alarms = isReminded
    ? [{ beforeSeconds, anchor: 'start', at: null, action: 'display', description: '', repeats: 0 } as const]
    : [];
  return {
    at: at(one.originalStart),
    andFuture: false,
    details: {
      ...master,
      summary: one.subject ?? master.summary,
      location: one.location ?? master.location,
      busy: one.busy === null ? master.busy : (BUSY[one.busy] ?? master.busy),
      alarms,
      start: at(one.start),
      end: at(Math.max(one.end, one.start)),
    },
  };
}

function wallTime(minutes: WallMinutes, zone: Zone): CalendarTime {
  const text = wallText(minutes);
  return { date: text.slice(0, 10), time: text.slice(11, 19), zone };
}

function wholeDay(minutes: WallMinutes): CalendarTime {
  return { date: wallText(minutes).slice(0, 10), time: null, zone: 'floating' };
}

function wallText(minutes: WallMinutes): string {
  return new Date((minutes - EPOCH_MINUTES) * MINUTE_MS).toISOString();
}

function dayAfter({ date }: CalendarTime): CalendarTime {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);
  return { date: next, time: null, zone: 'floating' };
}

/** Days of tasks are midnights, whose zone nobody asks for (MS-OXOTASK §2.2.2.2.4). */
function dayOf(at: Instant | null): CalendarTime | null {
  return at === null ? null : { date: new Date(at).toISOString().slice(0, 10), time: null, zone: 'floating' };
}
