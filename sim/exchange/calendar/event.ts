/** What only calendar items have. All times are instants but where a name says otherwise. */
import { assert } from '../../../src/base/assert.ts';
import type { ItemState } from '../item.ts';
import type { Body } from '../mime/anatomy.ts';
import type { Recurrence } from './recurrence.ts';

export const FREE_BUSY = ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere', 'NoData'] as const;
export type FreeBusy = (typeof FREE_BUSY)[number];
export const RESPONSES = ['Unknown', 'Organizer', 'Tentative', 'Accept', 'Decline', 'NoResponseReceived'] as const;
export type Response = (typeof RESPONSES)[number];
const ATTENDEE_LISTS = ['RequiredAttendees', 'OptionalAttendees', 'Resources'] as const;
export type AttendeeList = (typeof ATTENDEE_LISTS)[number];

export interface Attendee {
  readonly name: string;
  readonly email: string;
  readonly response: Response;
  readonly responded: number | null;
}

/** One occurrence that differs from its series: only what differs. */
export interface Exception {
  readonly start: number;
  readonly end: number;
  readonly item: Partial<Omit<ItemState, 'own' | 'overrides' | 'extended' | 'modified'>>;
  readonly own: Partial<EventState>;
  readonly overrides: ItemState['overrides'];
  /** The properties of the occurrence as a whole; null when they are those of the series. */
  readonly extended: ItemState['extended'] | null;
  /** Null when it is that of the series. */
  readonly body: Body | null;
}

export interface EventState {
  readonly is: 'CalendarItem';
  readonly uid: string;
  readonly start: number;
  readonly end: number;
  /** Times as a request wrote them, until the zone is known in which to read them. */
  readonly unread?: { readonly start?: string; readonly end?: string };
  /** Windows names. The recurrence is counted in the first. */
  readonly startZone: string;
  readonly endZone: string;
  readonly isAllDay: boolean;
  readonly freeBusy: FreeBusy;
  readonly location: string;
  readonly when: string | null;
  readonly isResponseRequested: boolean;
  readonly allowsNewTimes: boolean;
  readonly conferenceType: number;
  readonly workspaceUrl: string | null;
  readonly netShowUrl: string | null;
  readonly attendees: Readonly<Record<AttendeeList, readonly Attendee[]>>;
  /** Somebody was mailed an invitation. */
  readonly wasSent: boolean;
  readonly recurrence: Recurrence | null;
  /** By the place of the occurrence in its series, from 1; deleted ones count. */
  readonly exceptions: Readonly<Record<number, Exception>>;
  readonly deleted: readonly number[];
}

export function attendeesOf({ attendees }: EventState): readonly Attendee[] {
  return ATTENDEE_LISTS.flatMap((list) => attendees[list]);
}

/** The state of a calendar item. Must be asked of no other kind. */
export function eventOf({ own }: ItemState): EventState {
  assert(own.is === 'CalendarItem', `a ${own.is} is no event`);
  return own;
}

export function withEvent(state: ItemState, event: Partial<EventState>): ItemState {
  return { ...state, own: { ...eventOf(state), ...event } };
}
