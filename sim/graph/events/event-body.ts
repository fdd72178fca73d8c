/** What a JSON body makes of an event: new or changed. */
import type { Attendee as AttendeeJson, Event } from '@microsoft/microsoft-graph-types';
import {
  type Attendee,
  type AttendeeList,
  type EventState,
  eventOf,
  type FreeBusy,
  type Response,
  withEvent,
} from '../../exchange/calendar/event.ts';
import { settledEvent } from '../../exchange/calendar/settle-event.ts';
import { DAY_MS, wallAt } from '../../exchange/calendar/zones.ts';
import type { Importance, ItemState, Sensitivity } from '../../exchange/item.ts';
import { settingsOf } from '../../exchange/options.ts';
import { setKnownProperty } from '../../exchange/set-property.ts';
import { choice, FLAG, list, object, READONLY, type Rules, TEXT, TIME, texts, WHOLE } from '../body/rule.ts';
import type { Call } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { BODY, EXTENDED_RULES, readCategories } from '../mail/message-body.ts';
import { badRequest } from '../refusal.ts';
import { readMoment, zoneNamed } from './moments.ts';
import { RECURRENCE, readRecurrence } from './recurrence-json.ts';

const MOMENT = object({ dateTime: TEXT, timeZone: TEXT });
const LOCATION = object({
  displayName: TEXT,
  locationEmailAddress: TEXT,
  locationUri: TEXT,
  locationType: TEXT,
  uniqueId: TEXT,
  uniqueIdType: TEXT,
  address: object({ street: TEXT, city: TEXT, state: TEXT, countryOrRegion: TEXT, postalCode: TEXT }),
  coordinates: READONLY,
});
const RULES: Readonly<Partial<Record<keyof Event, Rules[string]>>> = {
  subject: TEXT,
  body: BODY,
  start: MOMENT,
  end: MOMENT,
  isAllDay: FLAG,
  isDraft: FLAG,
  location: LOCATION,
  locations: list(LOCATION),
  attendees: list(
    object({
      type: choice('required optional resource'),
      emailAddress: object({ name: TEXT, address: TEXT }),
      status: object({
        response: choice('none organizer tentativelyAccepted accepted declined notResponded'),
        time: TIME,
      }),
      proposedNewTime: READONLY,
    }),
  ),
  recurrence: RECURRENCE,
  isReminderOn: FLAG,
  reminderMinutesBeforeStart: WHOLE,
  sensitivity: choice('normal personal private confidential'),
  showAs: choice('free tentative busy oof workingElsewhere unknown'),
  importance: choice('low normal high'),
  categories: texts,
  responseRequested: FLAG,
  allowNewTimeProposals: FLAG,
  hideAttendees: FLAG,
  isOnlineMeeting: FLAG,
  onlineMeetingProvider: TEXT,
  transactionId: TEXT,
  originalStartTimeZone: READONLY,
  originalEndTimeZone: READONLY,
  iCalUId: READONLY,
  id: READONLY,
  changeKey: READONLY,
  createdDateTime: READONLY,
  lastModifiedDateTime: READONLY,
  organizer: READONLY,
  isOrganizer: READONLY,
  isCancelled: READONLY,
  responseStatus: READONLY,
  type: READONLY,
  seriesMasterId: READONLY,
  webLink: READONLY,
  bodyPreview: READONLY,
  hasAttachments: READONLY,
};
export const EVENT_RULES: Rules = { ...RULES, ...EXTENDED_RULES };

const APPOINTMENT_SET = 'set:00062002-0000-0000-c000-000000000046';
/** The properties by which Outlook tells a meeting that was saved and not sent. */
export const EVENT_DRAFT = `${APPOINTMENT_SET}/name:EventDraft:Boolean`;
/** PidLidFInvited: whether attendees know of the meeting. */
export const INVITED = `${APPOINTMENT_SET}/id:33321:Boolean`;

/** "The maximum number of attendees included in an event is 500." */
const ATTENDEES_MAX = 500;

/** The state with everything that the body says; `before` is null for a new event. Throws `GraphRefusal`. */
export function withEventBody(state: ItemState, before: ItemState | null, body: Event, call: Call): ItemState {
  const touched = new Set<string>();
  let after = withTimes(state, before, body, touched);
  after = withEvent(after, ownPart(body));
  if (body.recurrence !== undefined) {
    touched.add('Recurrence');
    const recurrence = body.recurrence === null ? null : readRecurrence(body.recurrence);
    const zone = body.recurrence?.range?.recurrenceTimeZone;
    if (zone != null && zone !== '') zoneNamed(zone);
    after = withEvent(after, { recurrence });
  }
  after = withReminder({ ...after, ...plainPart(body) }, body, touched);
  if (body.subject != null) after = { ...after, overrides: { ...after.overrides, subject: body.subject } };
  for (const { key, property } of readExtendedProperties(body)) {
    if (property === null) {
      const { [key]: _, ...extended } = after.extended;
      after = { ...after, extended };
    } else after = setKnownProperty(after, key, property);
  }
  const { mailbox, world } = call;
  const { startZone } = eventOf(after);
  const settings = settingsOf({ folder: '', accounts: [], mailboxes: [] });
  const reading = { now: world.clock.now(), zone: startZone, owner: mailbox.address, mailbox, settings };
  return settledEvent(after, before, touched, reading);
}

function withTimes(state: ItemState, before: ItemState | null, body: Event, touched: Set<string>): ItemState {
  const { start, end, isAllDay } = body;
  if (before === null && (start == null || end == null)) {
    throw badRequest('An event needs its start and its end.', 'ErrorPropertyValidationFailure');
  }
  const old = eventOf(state);
  const from = start == null ? null : readMoment(start, 'start');
  const until = end == null ? null : readMoment(end, 'end');
  const isWhole = isAllDay ?? old.isAllDay;
  if (isWhole && (from?.isMidnight === false || until?.isMidnight === false)) {
    const text = 'The Event.Start and Event.End properties for an all-day event need to be set to midnight.';
    throw badRequest(text, 'ErrorPropertyValidationFailure');
  }
  if (from !== null) touched.add('Start').add('StartTimeZone');
  if (until !== null) touched.add('End').add('EndTimeZone');
  const times: Partial<EventState> = {
    isAllDay: isWhole,
    startZone: from?.zone ?? old.startZone,
    endZone: until?.zone ?? old.endZone,
    unread: {
      ...(from === null ? {} : { start: new Date(from.at).toISOString() }),
      ...(until === null ? {} : { end: new Date(until.at).toISOString() }),
    },
  };
  refuseShortDay(isWhole, from?.at ?? old.start, until?.at ?? old.end, times.startZone ?? 'UTC');
  return withEvent(state, times);
}

function refuseShortDay(isWhole: boolean, start: number, end: number, zone: string): void {
  if (!isWhole || wallAt(end, zone) - wallAt(start, zone) >= DAY_MS) return;
  const text = 'The duration of an event marked as All day must be at least 24 hours.';
  throw badRequest(text, 'ErrorPropertyValidationFailure');
}

const SHOW_AS: Readonly<Record<string, FreeBusy>> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'OOF',
  workingElsewhere: 'WorkingElsewhere',
  unknown: 'NoData',
};

function ownPart(body: Event): Partial<EventState> {
  const location = body.location ?? body.locations?.[0];
  return {
    ...(body.showAs == null ? {} : { freeBusy: SHOW_AS[body.showAs] ?? 'Busy' }),
    ...(location === undefined ? {} : { location: location.displayName ?? '' }),
    ...(body.responseRequested == null ? {} : { isResponseRequested: body.responseRequested }),
    ...(body.allowNewTimeProposals == null ? {} : { allowsNewTimes: body.allowNewTimeProposals }),
    ...(body.attendees == null ? {} : { attendees: attendeesIn(body.attendees) }),
  };
}

const RESPONSE: Readonly<Record<string, Response>> = {
  none: 'Unknown',
  organizer: 'Organizer',
  tentativelyAccepted: 'Tentative',
  accepted: 'Accept',
  declined: 'Decline',
  notResponded: 'NoResponseReceived',
};

function attendeesIn(attendees: readonly AttendeeJson[]): EventState['attendees'] {
  if (attendees.length > ATTENDEES_MAX) {
    throw badRequest(`An event has at most ${ATTENDEES_MAX} attendees.`, 'ErrorInvalidRequest');
  }
  const lists: Record<AttendeeList, Attendee[]> = { RequiredAttendees: [], OptionalAttendees: [], Resources: [] };
  for (const { type, emailAddress, status } of attendees) {
    const email = emailAddress?.address ?? '';
    if (email === '') throw badRequest('An attendee has no address.', 'ErrorInvalidRecipients');
    const which = type === 'optional' ? 'OptionalAttendees' : type === 'resource' ? 'Resources' : 'RequiredAttendees';
    lists[which].push({
      name: emailAddress?.name ?? email,
      email,
      response: RESPONSE[status?.response ?? 'none'] ?? 'Unknown',
      responded: null,
    });
  }
  return lists;
}

const IMPORTANCE: Readonly<Record<string, Importance>> = { low: 'Low', normal: 'Normal', high: 'High' };
const SENSITIVITY: Readonly<Record<string, Sensitivity>> = {
  normal: 'Normal',
  personal: 'Personal',
  private: 'Private',
  confidential: 'Confidential',
};

function plainPart(body: Event): Partial<ItemState> {
  return {
    ...(body.importance == null ? {} : { importance: IMPORTANCE[body.importance] ?? 'Normal' }),
    ...(body.sensitivity == null ? {} : { sensitivity: SENSITIVITY[body.sensitivity] ?? 'Normal' }),
    ...(body.categories == null ? {} : { categories: readCategories(body.categories) }),
  };
}

function withReminder(state: ItemState, body: Event, touched: Set<string>): ItemState {
  const { isReminderOn, reminderMinutesBeforeStart } = body;
  const before = state.reminder ?? { isSet: true, minutesBefore: 15, dueBy: null };
  if (isReminderOn != null) touched.add('ReminderIsSet');
  if (reminderMinutesBeforeStart != null) touched.add('ReminderMinutesBeforeStart');
  const minutesBefore = reminderMinutesBeforeStart ?? before.minutesBefore;
  return { ...state, reminder: { ...before, isSet: isReminderOn ?? before.isSet, minutesBefore } };
}
