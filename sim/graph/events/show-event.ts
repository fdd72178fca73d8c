/** An event as an answer holds it: a single one, a series, or one occurrence. */
import type { Attendee as AttendeeJson, Event } from '@microsoft/microsoft-graph-types';
import type { Response } from '../../exchange/calendar/event.ts';
import { type Attendee, attendeesOf, eventOf } from '../../exchange/calendar/event.ts';
import { writeChangeKey } from '../../exchange/ids.ts';
import type { ItemView } from '../../exchange/item-view.ts';
import { timeOf } from '../call.ts';
import { itemId, partId } from '../ids.ts';
import { etagOf, shownWithExtended } from '../mail/show-message.ts';
import { fieldsOf, type Shown } from '../odata/shown.ts';
import { EVENT_DRAFT } from './event-body.ts';
import { momentJson } from './moments.ts';
import { recurrenceJson } from './recurrence-json.ts';

type Field = (view: ItemView, shown: Shown) => Event[keyof Event];

const FIELDS: Readonly<Partial<Record<keyof Event, Field>>> = {
  createdDateTime: ({ state }) => timeOf(state.created),
  lastModifiedDateTime: ({ state }) => timeOf(state.modified),
  changeKey: ({ entry }) => writeChangeKey(entry.changed),
  categories: ({ state }) => [...state.categories],
  transactionId: ({ state }) => textIn(state.extended[TRANSACTION]?.value),
  originalStartTimeZone: ({ state }) => eventOf(state).startZone,
  originalEndTimeZone: ({ state }) => eventOf(state).endZone,
  iCalUId: ({ state, entry }) => eventOf(state).uid || `sim-${entry.birth}`,
  reminderMinutesBeforeStart: ({ state }) => state.reminder?.minutesBefore ?? 0,
  isReminderOn: ({ state }) => state.reminder?.isSet ?? false,
  hasAttachments: (view) => view.hasAttachments,
  subject: (view) => view.subject,
  bodyPreview: (view) => view.body('Text').text.slice(0, 255),
  importance: ({ state }) => LOWER[state.importance],
  sensitivity: ({ state }) => LOWER[state.sensitivity],
  isAllDay: ({ state }) => eventOf(state).isAllDay,
  isCancelled: () => false,
  isOrganizer: () => true,
  responseRequested: ({ state }) => eventOf(state).isResponseRequested,
  seriesMasterId: (view, { isImmutable }) =>
    view.occurrence === null ? null : itemId(view.mailbox, view.entry, isImmutable),
  showAs: ({ state }) => SHOW_AS[eventOf(state).freeBusy],
  type: ({ state, occurrence }) => {
    if (occurrence !== null) return occurrence.isException ? 'exception' : 'occurrence';
    return eventOf(state).recurrence === null ? 'singleInstance' : 'seriesMaster';
  },
  webLink: (view, shown) => `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(eventId(view, shown))}`,
  allowNewTimeProposals: ({ state }) => eventOf(state).allowsNewTimes,
  isDraft: ({ state }) => state.extended[EVENT_DRAFT]?.value === 'true',
  hideAttendees: () => false,
  isOnlineMeeting: () => false,
  onlineMeeting: () => null,
  responseStatus: () => ({ response: 'organizer', time: '0001-01-01T00:00:00Z' }),
  body: (view, { bodyType }) => {
    const { is, text } = view.body(bodyType);
    return { contentType: is === 'HTML' ? 'html' : 'text', content: text };
  },
  start: ({ state }, { zone }) => momentJson(eventOf(state).start, zone),
  end: ({ state }, { zone }) => momentJson(eventOf(state).end, zone),
  originalStart: ({ occurrence }) => (occurrence === null ? undefined : timeOf(occurrence.originalStart)),
  location: ({ state }) => ({ displayName: eventOf(state).location, locationType: 'default' }),
  locations: ({ state }) => {
    const { location } = eventOf(state);
    return location === '' ? [] : [{ displayName: location, locationType: 'default' }];
  },
  recurrence: ({ state }) => {
    const { recurrence, startZone } = eventOf(state);
    return recurrence === null ? null : recurrenceJson(recurrence, startZone);
  },
  attendees: ({ state }) => {
    const { attendees } = eventOf(state);
    const shown = (type: NonNullable<AttendeeJson['type']>, some: readonly Attendee[]): readonly AttendeeJson[] =>
      some.map((one) => ({
        type,
        status: { response: RESPONSE[one.response], time: '0001-01-01T00:00:00Z' },
        emailAddress: { name: one.name, address: one.email },
      }));
    return [
      ...shown('required', attendees.RequiredAttendees),
      ...shown('optional', attendees.OptionalAttendees),
      ...shown('resource', attendees.Resources),
    ];
  },
  organizer: ({ mailbox }) => ({ emailAddress: { name: mailbox.address, address: mailbox.address } }),
};

/** Where the id lies by which a client makes a POST again without making two events. */
export const TRANSACTION = 'set:00062002-0000-0000-c000-000000000046/name:TransactionId:String';

const LOWER = {
  Low: 'low',
  Normal: 'normal',
  High: 'high',
  Personal: 'personal',
  Private: 'private',
  Confidential: 'confidential',
} as const;
const SHOW_AS = {
  Free: 'free',
  Tentative: 'tentative',
  Busy: 'busy',
  OOF: 'oof',
  WorkingElsewhere: 'workingElsewhere',
  NoData: 'unknown',
} as const;
const RESPONSE: Readonly<
  Record<Response, 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded'>
> = {
  Unknown: 'none',
  Organizer: 'organizer',
  Tentative: 'tentativelyAccepted',
  Accept: 'accepted',
  Decline: 'declined',
  NoResponseReceived: 'notResponded',
};

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function eventId({ mailbox, entry, occurrence }: ItemView, { isImmutable }: Shown): string {
  return occurrence === null
    ? itemId(mailbox, entry, isImmutable)
    : partId('occurrence', mailbox, entry, occurrence.index, isImmutable);
}

export function shownEvent(view: ItemView, shown: Shown): Record<string, unknown> {
  return shownWithExtended(view, shown, 'event', {
    '@odata.etag': etagOf(view.entry.changed),
    id: eventId(view, shown),
    ...fieldsOf(view, shown, 'event', FIELDS),
  });
}

/** How many people a meeting has beside its owner. */
export function guests({ state }: ItemView): number {
  return attendeesOf(eventOf(state)).length;
}
