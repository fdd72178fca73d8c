/** The properties of a calendar item that an answer can hold, in the order of the schema. */
import { createHash } from 'node:crypto';
import { writeChangeKey, writeId } from '../ids.ts';
import type { ItemView } from '../item-view.ts';
import { type Field, field, optionalText } from '../kinds/field.ts';
import { mailboxElement } from '../kinds/message.ts';
import type { BaseShape, Shape } from '../shape.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { attendeesElement } from './attendees.ts';
import { attendeesOf, type EventState, eventOf, type Response } from './event.ts';
import { originalStartOf, outerSlots, type Slot, slotOf } from './occurrences.ts';
import { recurrenceElement } from './write-recurrence.ts';
import { DAY_MS, timeText, zoneTitle } from './zones.ts';

type Write = (event: EventState, view: ItemView, shape: Shape) => string;

const own = (name: string, from: BaseShape | null, write: Write): Field =>
  field(`calendar:${name}`, from, (view, shape) => write(eventOf(view.state), view, shape));
/** An element with the text that `value` gives, or none for null. */
const text = (
  name: string,
  from: BaseShape | null,
  value: (event: EventState, view: ItemView, shape: Shape) => string | number | boolean | null,
): Field => own(name, from, (event, view, shape) => optionalText(`t:${name}`, value(event, view, shape)));

export const CALENDAR_FIELDS: readonly Field[] = [
  text('UID', 'AllProperties', (event, view) => (event.uid === '' ? ownUid(view) : event.uid)),
  text('RecurrenceId', 'AllProperties', (_, view, shape) => originalStart(view, shape)),
  text('DateTimeStamp', 'AllProperties', (_, { state }, shape) => timeText(state.modified, shape.zone)),
  text('Start', 'Default', ({ start }, _, shape) => timeText(start, shape.zone)),
  text('End', 'Default', ({ end }, _, shape) => timeText(end, shape.zone)),
  text('OriginalStart', 'AllProperties', (_, view, shape) => originalStart(view, shape)),
  text('IsAllDayEvent', 'AllProperties', ({ isAllDay }) => isAllDay),
  text('LegacyFreeBusyStatus', 'Default', ({ freeBusy }) => freeBusy),
  text('Location', 'Default', ({ location }) => location),
  text('When', 'AllProperties', ({ when }) => when),
  text('IsMeeting', 'AllProperties', (_, view) => (appointmentState(view) & IS_MEETING) !== 0),
  text('IsCancelled', 'AllProperties', (_, view) => (appointmentState(view) & IS_CANCELLED) !== 0),
  // False for the master of a series that is one's own: documented by Microsoft as incorrect, and so for good.
  text('IsRecurring', 'AllProperties', ({ recurrence }, view) => {
    return view.occurrence !== null || (recurrence !== null && (appointmentState(view) & IS_RECEIVED) !== 0);
  }),
  text('MeetingRequestWasSent', 'AllProperties', ({ wasSent }) => wasSent),
  text('IsResponseRequested', 'AllProperties', ({ isResponseRequested }) => isResponseRequested),
  text('CalendarItemType', 'Default', (event, view) => typeOf(event, view)),
  text('MyResponseType', 'AllProperties', (_, view) => myResponse(view)),
  own('Organizer', 'Default', (_, { mailbox }) => {
    const organizer = mailboxElement({ name: mailbox.address, email: mailbox.address });
    return xmlElement('t:Organizer', {}, organizer);
  }),
  own('RequiredAttendees', 'AllProperties', ({ attendees }) => {
    return attendeesElement('RequiredAttendees', attendees.RequiredAttendees);
  }),
  own('OptionalAttendees', 'AllProperties', ({ attendees }) => {
    return attendeesElement('OptionalAttendees', attendees.OptionalAttendees);
  }),
  own('Resources', 'AllProperties', ({ attendees }) => attendeesElement('Resources', attendees.Resources)),
  text('Duration', 'AllProperties', ({ start, end }) => durationText(end - start)),
  text('TimeZone', 'AllProperties', ({ startZone }) => zoneTitle(startZone)),
  text('AppointmentSequenceNumber', 'AllProperties', () => 0),
  text('AppointmentState', 'AllProperties', (_, view) => appointmentState(view)),
  own('Recurrence', 'AllProperties', ({ recurrence }, _, shape) => {
    return recurrence === null ? '' : recurrenceElement(recurrence, shape.zone);
  }),
  own('FirstOccurrence', 'AllProperties', (event, view, shape) => {
    const { first } = outerSlots(event);
    return first === null ? '' : xmlElement('t:FirstOccurrence', {}, slotContent(first, view, shape));
  }),
  own('LastOccurrence', 'AllProperties', (event, view, shape) => {
    const { last } = outerSlots(event);
    return last === null ? '' : xmlElement('t:LastOccurrence', {}, slotContent(last, view, shape));
  }),
  own('ModifiedOccurrences', 'AllProperties', (event, view, shape) => {
    const slots = Object.keys(event.exceptions).map((index) => slotOf(event, Number(index)));
    const content = slots.map((slot) => xmlElement('t:Occurrence', {}, slotContent(slot, view, shape))).join('');
    return content === '' ? '' : xmlElement('t:ModifiedOccurrences', {}, content);
  }),
  own('DeletedOccurrences', 'AllProperties', (event, _, shape) => {
    const content = event.deleted.map((index) => {
      const start = timeText(originalStartOf(event, index), shape.zone);
      return xmlElement('t:DeletedOccurrence', {}, xmlText('t:Start', start));
    });
    return content.length === 0 ? '' : xmlElement('t:DeletedOccurrences', {}, content.join(''));
  }),
  own('StartTimeZone', 'AllProperties', ({ startZone }) => zoneElement('t:StartTimeZone', startZone)),
  own('EndTimeZone', 'AllProperties', ({ endZone }) => zoneElement('t:EndTimeZone', endZone)),
  text('ConferenceType', 'AllProperties', ({ conferenceType }) => conferenceType),
  text('AllowNewTimeProposal', 'AllProperties', ({ allowsNewTimes }) => allowsNewTimes),
  text('IsOnlineMeeting', 'AllProperties', () => false),
  text('MeetingWorkspaceUrl', 'AllProperties', ({ workspaceUrl }) => workspaceUrl),
  text('NetShowUrl', 'AllProperties', ({ netShowUrl }) => netShowUrl),
  text('StartWallClock', 'AllProperties', ({ start, startZone }) => timeText(start, startZone)),
  text('EndWallClock', 'AllProperties', ({ end, endZone }) => timeText(end, endZone)),
  text('StartTimeZoneId', 'AllProperties', ({ startZone }) => startZone),
  text('EndTimeZoneId', 'AllProperties', ({ endZone }) => endZone),
  text('IsOrganizer', 'AllProperties', (_, view) => (appointmentState(view) & IS_RECEIVED) === 0),
];

/** Bits of PidLidAppointmentStateFlags (MS-OXOCAL 2.2.1.10). */
const IS_MEETING = 1;
const IS_RECEIVED = 2;
const IS_CANCELLED = 4;
const APPOINTMENT_SET = 'set:00062002-0000-0000-c000-000000000046';
/** PidLidAppointmentStateFlags (0x8217) and PidLidResponseStatus (0x8218). */
const STATE_FLAGS = `${APPOINTMENT_SET}/id:33303:Integer`;
const RESPONSE_STATUS = `${APPOINTMENT_SET}/id:33304:Integer`;
/** By PidLidResponseStatus (MS-OXOCAL 2.2.1.11). */
const RESPONSES: readonly Response[] = ['Unknown', 'Organizer', 'Tentative', 'Accept', 'Decline', 'NoResponseReceived'];

/** What a client set as a property, or else what follows from the attendees. */
function appointmentState({ state }: ItemView): number {
  const set = state.extended[STATE_FLAGS]?.value;
  if (typeof set === 'string') return Number(set);
  return attendeesOf(eventOf(state)).length > 0 ? IS_MEETING : 0;
}

function myResponse({ state }: ItemView): Response {
  const set = state.extended[RESPONSE_STATUS]?.value;
  return typeof set === 'string' ? (RESPONSES[Number(set)] ?? 'Unknown') : 'Organizer';
}

function typeOf({ recurrence }: EventState, { occurrence }: ItemView): string {
  if (occurrence !== null) return occurrence.isException ? 'Exception' : 'Occurrence';
  return recurrence === null ? 'Single' : 'RecurringMaster';
}

function originalStart({ occurrence }: ItemView, shape: Shape): string | null {
  return occurrence === null ? null : timeText(occurrence.originalStart, shape.zone);
}

/**
 * The id that the server gives an event of which nobody says one: the bytes of PidLidGlobalObjectId (MS-OXOCAL 2.2.1.27), with a
 * time and a GUID that are made of the item's place.
 */
function ownUid({ mailbox, entry }: ItemView): string {
  const digest = createHash('sha256').update(`${mailbox.number}/${entry.id}`).digest('hex').toUpperCase();
  const noDay = '00000000';
  const reserved = '0000000000000000';
  const guidBytes = '10000000';
  return `040000008200E00074C5B7101A82E008${noDay}${digest.slice(0, 16)}${reserved}${guidBytes}${digest.slice(16, 48)}`;
}

function slotContent({ index, start, end, originalStart: original }: Slot, view: ItemView, shape: Shape): string {
  const { mailbox, entry } = view;
  const id = { Id: writeId('occurrence', mailbox.number, entry.id, index), ChangeKey: writeChangeKey(entry.changed) };
  const time = (name: string, at: number): string => xmlText(name, timeText(at, shape.zone));
  return (
    xmlElement('t:ItemId', id, '') + time('t:Start', start) + time('t:End', end) + time('t:OriginalStart', original)
  );
}

function zoneElement(element: string, zone: string): string {
  return xmlElement(element, { Name: zoneTitle(zone), Id: zone }, '');
}

/** An xs:duration: `P1DT30M`. */
function durationText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms % DAY_MS) / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const time = parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
  if (days === 0) return time === '' ? 'PT0S' : `PT${time}`;
  return `P${days}D${time === '' ? '' : `T${time}`}`;
}
