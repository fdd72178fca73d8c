/** An event as EWS writes and reads it (types.xsd, CalendarItemType). Times in UTC, so that no zone has to be guessed. */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import type { ExtendedField } from './names.ts';
import { isTrue } from './paging.ts';
import { itemIdOf } from './properties.ts';
import { type EwsRecurrence, readRecurrence, recurrenceXml } from './recurrence-element.ts';
import {
  type ElementPart,
  elementXml,
  extendedXml,
  type FoundTimedItem,
  oneOf,
  readTimedItem,
  TIMED_FIELDS,
  type TimedItem,
  timedParts,
} from './timed-element.ts';

export type BusyStatus = 'Free' | 'Tentative' | 'Busy' | 'OOF' | 'WorkingElsewhere';
export type EwsResponse = 'Unknown' | 'Organizer' | 'Tentative' | 'Accept' | 'Decline' | 'NoResponseReceived';

export interface EwsAttendee {
  /** '' when there is none. */
  readonly name: string;
  readonly address: string;
  readonly response: EwsResponse;
}

export interface NewEvent extends TimedItem {
  /** Null: no reminder, which has to be said: the server sets one of its own otherwise. */
  readonly reminderMinutes: number | null;
  readonly extended: readonly { readonly field: ExtendedField; readonly value: string }[];
  /** '' lets the server make one. */
  readonly uid: string;
  /** `2026-03-02T09:00:00Z`; of a whole day midnight in `timeZone`. */
  readonly start: string;
  readonly end: string;
  readonly isAllDay: boolean;
  readonly busy: BusyStatus;
  readonly location: string;
  readonly required: readonly EwsAttendee[];
  readonly optional: readonly EwsAttendee[];
  readonly resources: readonly EwsAttendee[];
  readonly recurrence: EwsRecurrence | null;
  /** The Windows name of the zone whose clock the start and the recurrence follow. */
  readonly timeZone: string;
  readonly endTimeZone: string;
}

/** What an occurrence may have of its own. */
export type OccurrenceContent = Omit<NewEvent, 'extended' | 'uid' | 'recurrence' | 'timeZone' | 'endTimeZone'>;

/** Everything of an event, in the order of the schema. */
export function eventXml(event: NewEvent): string {
  const uid = event.uid === '' ? '' : `<t:UID>${escapeXml(event.uid)}</t:UID>`;
  return elementXml('CalendarItem', [
    ...timedParts(event),
    ...reminderParts(event),
    { xml: `${extendedXml(event.extended)}${uid}` },
    ...eventParts(event),
    { xml: event.recurrence === null ? '' : recurrenceXml(event.recurrence) },
    { xml: zonesXml(event) },
  ]);
}

function zonesXml({ timeZone, endTimeZone }: NewEvent): string {
  return `<t:StartTimeZone Id="${escapeXml(timeZone)}"/><t:EndTimeZone Id="${escapeXml(endTimeZone)}"/>`;
}

/** What one occurrence of a series may have otherwise than the others, in the order of the schema. */
export function occurrenceParts(event: OccurrenceContent): readonly ElementPart[] {
  return [...timedParts(event), ...reminderParts(event), ...eventParts(event)];
}

function reminderParts({ reminderMinutes }: OccurrenceContent): readonly ElementPart[] {
  return [
    { field: 'item:ReminderIsSet', xml: `<t:ReminderIsSet>${reminderMinutes !== null}</t:ReminderIsSet>` },
    {
      field: 'item:ReminderMinutesBeforeStart',
      xml: `<t:ReminderMinutesBeforeStart>${reminderMinutes ?? 0}</t:ReminderMinutesBeforeStart>`,
    },
  ];
}

function eventParts(event: OccurrenceContent): readonly ElementPart[] {
  return [
    { field: 'calendar:Start', xml: `<t:Start>${event.start}</t:Start>` },
    { field: 'calendar:End', xml: `<t:End>${event.end}</t:End>` },
    { field: 'calendar:IsAllDayEvent', xml: `<t:IsAllDayEvent>${event.isAllDay}</t:IsAllDayEvent>` },
    {
      field: 'calendar:LegacyFreeBusyStatus',
      xml: `<t:LegacyFreeBusyStatus>${event.busy}</t:LegacyFreeBusyStatus>`,
    },
    { field: 'calendar:Location', xml: `<t:Location>${escapeXml(event.location)}</t:Location>` },
    attendeesPart('RequiredAttendees', event.required),
    attendeesPart('OptionalAttendees', event.optional),
    attendeesPart('Resources', event.resources),
  ];
}

function attendeesPart(name: string, attendees: readonly EwsAttendee[]): ElementPart {
  const all = attendees.map(attendeeXml).join('');
  return { field: `calendar:${name}`, xml: all === '' ? '' : `<t:${name}>${all}</t:${name}>` };
}

function attendeeXml({ name, address, response }: EwsAttendee): string {
  const named = name === '' ? '' : `<t:Name>${escapeXml(name)}</t:Name>`;
  return (
    `<t:Attendee><t:Mailbox>${named}<t:EmailAddress>${escapeXml(address)}</t:EmailAddress></t:Mailbox>` +
    `<t:ResponseType>${response}</t:ResponseType></t:Attendee>`
  );
}

/** What has to be asked for so that `readEvent` finds everything. */
export const EVENT_FIELDS: readonly string[] = [
  ...TIMED_FIELDS,
  'calendar:UID',
  'calendar:Start',
  'calendar:End',
  'calendar:OriginalStart',
  'calendar:IsAllDayEvent',
  'calendar:LegacyFreeBusyStatus',
  'calendar:Location',
  'calendar:IsCancelled',
  'calendar:CalendarItemType',
  'calendar:Organizer',
  'calendar:RequiredAttendees',
  'calendar:OptionalAttendees',
  'calendar:Resources',
  'calendar:Recurrence',
  'calendar:ModifiedOccurrences',
  'calendar:DeletedOccurrences',
  'calendar:StartTimeZone',
  'calendar:EndTimeZone',
];

export interface FoundEvent extends FoundTimedItem {
  readonly uid: string;
  /** Instants as written; null when the answer has none. */
  readonly start: string | null;
  readonly end: string | null;
  readonly originalStart: string | null;
  readonly isAllDay: boolean;
  readonly busy: BusyStatus | 'NoData';
  readonly location: string;
  readonly isCancelled: boolean;
  readonly organizer: { readonly name: string; readonly address: string } | null;
  readonly required: readonly EwsAttendee[];
  readonly optional: readonly EwsAttendee[];
  readonly resources: readonly EwsAttendee[];
  readonly recurrence: EwsRecurrence | null;
  /** The ids of the occurrences that are not like the rest. */
  readonly changedOccurrences: readonly { readonly id: string; readonly originalStart: string }[];
  /** When the deleted occurrences would have begun. */
  readonly deletedOccurrences: readonly string[];
  /** Windows names; null when the answer has none. */
  readonly startZone: string | null;
  readonly endZone: string | null;
}

export function readEvent(element: XmlElement): FoundEvent {
  return {
    ...readTimedItem(element),
    uid: textOf(element, 'UID') ?? '',
    start: textOf(element, 'Start'),
    end: textOf(element, 'End'),
    originalStart: textOf(element, 'OriginalStart'),
    isAllDay: isTrue(textOf(element, 'IsAllDayEvent')),
    busy: oneOf([...BUSY, 'NoData'], textOf(element, 'LegacyFreeBusyStatus'), 'NoData'),
    location: textOf(element, 'Location') ?? '',
    isCancelled: isTrue(textOf(element, 'IsCancelled')),
    organizer: personOf(childOf(element, 'Organizer')),
    required: attendeesOf(element, 'RequiredAttendees'),
    optional: attendeesOf(element, 'OptionalAttendees'),
    resources: attendeesOf(element, 'Resources'),
    recurrence: readRecurrence(element),
    changedOccurrences: (childOf(element, 'ModifiedOccurrences')?.children ?? []).flatMap((occurrence) => {
      const id = itemIdOf(occurrence)?.id;
      return id === undefined ? [] : [{ id, originalStart: textOf(occurrence, 'OriginalStart') ?? '' }];
    }),
    deletedOccurrences: (childOf(element, 'DeletedOccurrences')?.children ?? []).flatMap(
      (occurrence) => textOf(occurrence, 'Start') ?? [],
    ),
    startZone: childOf(element, 'StartTimeZone')?.attributes.get('Id') ?? null,
    endZone: childOf(element, 'EndTimeZone')?.attributes.get('Id') ?? null,
  };
}

const BUSY = ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere'] as const;
const RESPONSES = ['Unknown', 'Organizer', 'Tentative', 'Accept', 'Decline', 'NoResponseReceived'] as const;

function personOf(holder: XmlElement | null): { readonly name: string; readonly address: string } | null {
  const mailbox = childOf(holder, 'Mailbox');
  if (mailbox === null) return null;
  return { name: textOf(mailbox, 'Name') ?? '', address: textOf(mailbox, 'EmailAddress') ?? '' };
}

function attendeesOf(element: XmlElement, name: string): readonly EwsAttendee[] {
  return (childOf(element, name)?.children ?? []).flatMap((attendee) => {
    const person = personOf(attendee);
    if (person === null) return [];
    return [{ ...person, response: oneOf(RESPONSES, textOf(attendee, 'ResponseType'), 'Unknown') }];
  });
}
