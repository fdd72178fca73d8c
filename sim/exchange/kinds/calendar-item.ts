/** Calendar items: what their elements mean one by one; what they mean together is in `calendar/settle-event.ts`. */
import { readAttendees } from '../calendar/attendees.ts';
import { type EventState, eventOf, FREE_BUSY, withEvent } from '../calendar/event.ts';
import { CALENDAR_FIELDS } from '../calendar/event-fields.ts';
import { readRecurrence } from '../calendar/read-recurrence.ts';
import { settledEvent } from '../calendar/settle-event.ts';
import { PLACE_OF_ZONE } from '../calendar/windows-zones.ts';
import { knownZone, timeText, UTC } from '../calendar/zones.ts';
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import { isTrue } from '../shape.ts';
import { attributeOf, type XmlElement } from '../xml-read.ts';
import { fieldName, type Kind, type Reading, words } from './kind.ts';

export const CALENDAR_ITEM: Kind = {
  name: 'CalendarItem',
  home: 'calendar',
  folderNeeded: { startsWith: 'IPF.Appointment', refusal: 'ErrorCannotCreateCalendarItemInNonCalendarFolder' },
  // Whether iCalendar is converted differs from one server to the next; clients must not count on it.
  mimeRefusal: 'ErrorMimeContentConversionFailed',
  readOnly: words(
    `RecurrenceId DateTimeStamp OriginalStart IsMeeting IsCancelled IsRecurring MeetingRequestWasSent CalendarItemType
    MyResponseType Organizer ConflictingMeetingCount AdjacentMeetingCount ConflictingMeetings AdjacentMeetings Duration
    TimeZone AppointmentReplyTime AppointmentSequenceNumber AppointmentState FirstOccurrence LastOccurrence
    ModifiedOccurrences DeletedOccurrences IsOnlineMeeting StartWallClock EndWallClock StartTimeZoneId EndTimeZoneId
    IntendedFreeBusyStatus JoinOnlineMeetingUrl OnlineMeetingSettings IsOrganizer CalendarActivityData`,
  ),
  fields: CALENDAR_FIELDS,
  searchable: new Map([
    ['calendar:Start', (state) => ofEvent(state, ({ start }) => timeText(start, null))],
    ['calendar:End', (state) => ofEvent(state, ({ end }) => timeText(end, null))],
    ['calendar:Location', (state) => ofEvent(state, ({ location }) => location)],
    ['calendar:IsAllDayEvent', (state) => ofEvent(state, ({ isAllDay }) => String(isAllDay))],
    ['calendar:IsRecurring', (state) => ofEvent(state, ({ recurrence }) => String(recurrence !== null))],
  ]),
  begin: ({ zone }) => ({ itemClass: 'IPM.Appointment', own: newEvent(zone ?? UTC) }),
  withElement,
  withoutField,
  settled: settledEvent,
};

function ofEvent(state: ItemState, value: (event: EventState) => string): string | null {
  return state.own.is === 'CalendarItem' ? value(state.own) : null;
}

/** An event of which nothing is known yet. */
export function newEvent(zone: string): EventState {
  return {
    is: 'CalendarItem',
    uid: '',
    start: 0,
    end: 0,
    startZone: zone,
    endZone: zone,
    isAllDay: false,
    freeBusy: 'Busy',
    location: '',
    when: null,
    isResponseRequested: true,
    allowsNewTimes: true,
    conferenceType: 0,
    workspaceUrl: null,
    netShowUrl: null,
    attendees: { RequiredAttendees: [], OptionalAttendees: [], Resources: [] },
    wasSent: false,
    recurrence: null,
    exceptions: {},
    deleted: [],
  };
}

function withElement(state: ItemState, element: XmlElement, reading: Reading): ItemState | null {
  const set = (event: Partial<EventState>): ItemState => withEvent(state, event);
  const { text } = element;
  switch (element.local) {
    case 'UID':
      return set({ uid: text });
    case 'Start':
      return set({ unread: { ...eventOf(state).unread, start: text } });
    case 'End':
      return set({ unread: { ...eventOf(state).unread, end: text } });
    case 'IsAllDayEvent':
      return set({ isAllDay: isTrue(text) });
    case 'LegacyFreeBusyStatus':
      return set({ freeBusy: FREE_BUSY.find((one) => one === text) ?? 'Busy' });
    case 'Location':
      return set({ location: shortText('Location', text) });
    case 'When':
      return set({ when: text });
    case 'IsResponseRequested':
      return set({ isResponseRequested: isTrue(text) });
    case 'RequiredAttendees':
    case 'OptionalAttendees':
    case 'Resources': {
      const { attendees } = eventOf(state);
      const keepsResponses = reading.settings.attendeeResponses === 'keep';
      return set({ attendees: { ...attendees, [element.local]: readAttendees(element, keepsResponses) } });
    }
    default:
      return withRareElement(state, element);
  }
}

function withRareElement(state: ItemState, element: XmlElement): ItemState | null {
  const set = (event: Partial<EventState>): ItemState => withEvent(state, event);
  const { text } = element;
  switch (element.local) {
    case 'Recurrence':
      return set({ recurrence: readRecurrence(element) });
    case 'MeetingTimeZone':
      return set({ startZone: oldZoneOf(element) });
    case 'StartTimeZone':
      return set({ startZone: zoneOf(element) });
    case 'EndTimeZone':
      return set({ endZone: zoneOf(element) });
    case 'ConferenceType':
      return set({ conferenceType: Number(text) });
    case 'AllowNewTimeProposal':
      return set({ allowsNewTimes: isTrue(text) });
    case 'MeetingWorkspaceUrl':
      return set({ workspaceUrl: text });
    case 'NetShowUrl':
      return set({ netShowUrl: text });
    default:
      return null;
  }
}

/** PidLidLocation and other texts of one line. */
const LINE_MAX = 255;

function shortText(name: string, text: string): string {
  if (text.length > LINE_MAX) throw new ItemRefusal('ErrorInvalidPropertySet', `The ${name} is too long.`);
  return text;
}

/** Definitions of zones by rules are refused: a zone has the name of one that the server knows. */
function zoneOf(element: XmlElement): string {
  return knownZone(attributeOf(element, 'Id') ?? '');
}

/** How Exchange 2007 named the zone of a meeting. */
function oldZoneOf(element: XmlElement): string {
  const name = attributeOf(element, 'TimeZoneName') ?? '';
  if (!PLACE_OF_ZONE.has(name)) {
    throw new ItemRefusal('ErrorCalendarInvalidTimeZone', `The time zone "${name}" is not known.`);
  }
  return name;
}

function withoutField(state: ItemState, path: XmlElement): ItemState | null {
  const set = (event: Partial<EventState>): ItemState => withEvent(state, event);
  const name = fieldName(attributeOf(path, 'FieldURI') ?? '');
  switch (name) {
    case 'Location':
      return set({ location: '' });
    case 'Recurrence':
      return set({ recurrence: null });
    case 'RequiredAttendees':
    case 'OptionalAttendees':
    case 'Resources':
      return set({ attendees: { ...eventOf(state).attendees, [name]: [] } });
    case 'When':
      return set({ when: null });
    case 'MeetingWorkspaceUrl':
      return set({ workspaceUrl: null });
    case 'NetShowUrl':
      return set({ netShowUrl: null });
    default:
      return null;
  }
}
