/** Events of Exchange as iCalendar: the inverse of `event.ts`, for items that anybody may have changed since. */
import { type Instant, instant } from '../../base/clock.ts';
import { instantOf, wallTimeAt } from '../../content/calendar/zones.ts';
import type {
  Alarm,
  Attendee,
  CalendarAttachment,
  CalendarTime,
  ChangedOccurrence,
  EventDetails,
  EventSeries,
  Sensitivity,
  Zone,
} from '../../model/calendar.ts';
import { EwsProtocolError } from '../../wire/ews/answers.ts';
import { type EwsAttendee, type FoundEvent, readEvent } from '../../wire/ews/calendar-element.ts';
import { getAttachment, readAttachments } from '../../wire/ews/get-attachment.ts';
import { getElements } from '../../wire/ews/get-item.ts';
import { extendedValue } from '../../wire/ews/properties.ts';
import type { FoundTimedItem } from '../../wire/ews/timed-element.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { askAll } from './ask.ts';
import { bytesSink } from './bytes-sink.ts';
import type { Owner } from './event.ts';
import { responseOf } from './event-people.ts';
import { foundZone, ZONE } from './event-zones.ts';
import { textsOf } from './kept-body.ts';
import { OCCURRENCE_FIELDS } from './occurrence-fields.ts';
import { isOriginal, UNNAMED } from './original-file.ts';
import { recurrenceOf } from './pattern-rule.ts';
import type { ReadMore } from './shape.ts';

const OCCURRENCES_PER_REQUEST = 50;
const FILES_PER_REQUEST = 10;

/** Asks for the changed occurrences and the files. Throws what the protocol throws. */
export async function readSeries(element: XmlElement, more: ReadMore, owner: Owner): Promise<EventSeries> {
  const found = readEvent(element);
  const zone = foundZone(found.startZone, extendedValue(element, ZONE));
  const attachments = await readFiles(element, more);
  const place: Place = { zone, attachments, homeZone: owner.homeZone };
  const master = detailsOf(found, place);
  const isWholeDay = found.isAllDay;
  const timeOf = (text: string): CalendarTime => timeAt(parsed(text), zone, isWholeDay);
  return {
    kind: 'event',
    uid: found.uid,
    master,
    recurrence: {
      rules: found.recurrence === null ? [] : [recurrenceOf(found.recurrence, master.start, owner.homeZone)],
      exceptRules: [],
      dates: [],
      exceptDates: found.deletedOccurrences.map(timeOf),
    },
    changed: await readChanged(found, more, (changed) => ({
      at: timeOf(changed.originalStart ?? changed.start ?? ''),
      andFuture: false,
      details: detailsOf(changed, place),
    })),
  };
}

interface Place {
  readonly zone: Zone;
  readonly attachments: readonly CalendarAttachment[];
  /** An IANA name. */
  readonly homeZone: string;
}

async function readChanged(
  found: FoundEvent,
  { context, signal }: ReadMore,
  changedOf: (changed: FoundEvent) => ChangedOccurrence,
): Promise<readonly ChangedOccurrence[]> {
  const asked = found.changedOccurrences;
  const ids = asked.map(({ id }) => id);
  const answers = await askAll(context, ids, OCCURRENCES_PER_REQUEST, (some) =>
    getElements(context.session, { ids: some, fields: OCCURRENCE_FIELDS }, signal),
  );
  return answers.flatMap((answer, index) => {
    // One that is deleted since the series was read; the proof reads the series again when it differs.
    if (answer.is !== 'done') return [];
    const changed = readEvent(answer.value);
    return changedOf({ ...changed, originalStart: changed.originalStart ?? asked[index]?.originalStart ?? null });
  });
}

/** The files of an item, without the original that Godwit may have attached. */
export async function readFiles(
  element: XmlElement,
  { context, signal }: ReadMore,
): Promise<readonly CalendarAttachment[]> {
  const files = readAttachments(element).filter((file) => file.isFile && !isOriginal(file));
  const ids = files.map(({ id }) => id);
  const answers = await askAll(context, ids, FILES_PER_REQUEST, (some) =>
    getAttachment(context.session, { ids: some, openSink: bytesSink }, signal),
  );
  return files.flatMap((file, index): readonly CalendarAttachment[] => {
    const answer = answers[index];
    const bytes = answer?.is === 'done' ? answer.value : null;
    const name = file.name === UNNAMED ? '' : file.name;
    return bytes === null ? [] : [{ is: 'inline', bytes, name, mediaType: file.contentType }];
  });
}

/** An event without a start is none; throws `EwsProtocolError`. */
function detailsOf(found: FoundEvent, { zone, attachments, homeZone }: Place): EventDetails {
  const start = timeAt(parsed(found.start), zone, found.isAllDay);
  const end = timeAt(parsed(found.end), zone, found.isAllDay);
  const attendees = [
    ...found.required.map((attendee) => attendeeOf(attendee, 'required')),
    ...found.optional.map((attendee) => attendeeOf(attendee, 'optional')),
    ...found.resources.map((attendee) => attendeeOf(attendee, 'resource')),
  ];
  const isTentative = found.busy === 'Tentative';
  return {
    ...describedOf(found),
    location: found.location,
    alarms: alarmsOf(found),
    attachments,
    // Of an event without attendees the owner of the mailbox is said to be the organizer, which says nothing.
    organizer: found.organizer === null || attendees.length === 0 ? null : personOf(found.organizer),
    attendees,
    start,
    end: instantOf(end, homeZone) < instantOf(start, homeZone) ? start : end,
    status: found.isCancelled ? 'cancelled' : isTentative ? 'tentative' : 'confirmed',
    busy: BUSY[found.busy],
    conferences: [],
  };
}

const BUSY: Readonly<Record<FoundEvent['busy'], EventDetails['busy']>> = {
  Free: 'free',
  Tentative: 'tentative',
  Busy: 'busy',
  OOF: 'away',
  WorkingElsewhere: 'elsewhere',
  NoData: 'busy',
};

/** What events and tasks say in the same words. */
export function describedOf(
  found: FoundTimedItem,
): Pick<
  EventDetails,
  | 'summary'
  | 'description'
  | 'html'
  | 'url'
  | 'categories'
  | 'sensitivity'
  | 'priority'
  | 'created'
  | 'modified'
  | 'sequence'
  | 'others'
> {
  return {
    summary: found.subject,
    ...textsOf(found.body),
    url: '',
    categories: found.categories,
    sensitivity: SENSITIVITIES[found.sensitivity],
    priority: PRIORITIES[found.importance],
    created: instantIn(found.created),
    modified: instantIn(found.modified),
    sequence: 0,
    others: [],
  };
}

const SENSITIVITIES: Readonly<Record<FoundTimedItem['sensitivity'], Sensitivity>> = {
  Normal: 'normal',
  Personal: 'private',
  Private: 'private',
  Confidential: 'confidential',
};
const PRIORITIES: Readonly<Record<FoundTimedItem['importance'], number>> = { High: 1, Normal: 0, Low: 9 };

function alarmsOf({ isReminderSet, reminderMinutes }: FoundEvent): readonly Alarm[] {
  if (!isReminderSet || reminderMinutes === null) return [];
  const beforeSeconds = reminderMinutes * 60;
  return [{ beforeSeconds, anchor: 'start', at: null, action: 'display', description: '', repeats: 0 }];
}

function attendeeOf({ name, address, response }: EwsAttendee, role: Attendee['role']): Attendee {
  return { ...personOf({ name, address }), role, response: responseOf(response) };
}

function personOf({
  name,
  address,
}: {
  readonly name: string;
  readonly address: string;
}): Omit<Attendee, 'role' | 'response'> {
  // Exchange shows the address where nobody gave a name.
  return { name: name === address ? '' : name, address, uri: address === '' ? '' : `mailto:${address}` };
}

function timeAt(at: Instant, zone: Zone, isWholeDay: boolean): CalendarTime {
  const time = wallTimeAt(at, zone);
  return isWholeDay ? { date: time.date, time: null, zone: 'floating' } : time;
}

function parsed(text: string | null): Instant {
  const at = instantIn(text);
  if (at === null) throw new EwsProtocolError(`an event begins or ends at no time: ${JSON.stringify(text)}`);
  return at;
}

/** The request asks for UTC: a time that names no zone is in it. */
export function instantIn(text: string | null): Instant | null {
  if (text === null) return null;
  const trimmed = text.trim();
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(trimmed) ? trimmed : `${trimmed}Z`);
  return Number.isNaN(ms) ? null : instant(ms);
}
