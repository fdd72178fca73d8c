/**
 * Organizer and attendees. Exchange makes the owner of the mailbox the organizer of every meeting that is created in it, and lets
 * its programs mail the attendees when the owner changes or deletes it. So attendees are attendees only in meetings of the owner;
 * in those of others they are named in the text (docs/decisions/0012-nobody-is-mailed.md).
 */
import { unreachable } from '../../base/assert.ts';
import type { Attendee, Described, Person, Response } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import type { EwsAttendee, EwsResponse } from '../../wire/ews/calendar-element.ts';
import { eventLoss } from './event-losses.ts';

export interface EventPeople {
  readonly required: readonly EwsAttendee[];
  readonly optional: readonly EwsAttendee[];
  readonly resources: readonly EwsAttendee[];
  readonly losses: readonly Loss[];
  /** Lines for the text. */
  readonly kept: readonly string[];
}

/** Attendees of one meeting; Exchange Online takes 500 in one request. */
const ATTENDEES_MAX = 500;

/** `own`: the addresses of the mailbox's owner in lower case, that of the mailbox first. */
export function peopleOf({ organizer, attendees }: Described, own: ReadonlySet<string>): EventPeople {
  if (organizer !== null && !isOwn(organizer, own)) return named(organizer, attendees, own);
  const others = attendees.filter((attendee) => !isOwn(attendee, own));
  const invited = others.filter(({ address }) => isMailable(address)).slice(0, ATTENDEES_MAX);
  const left = others.filter((attendee) => !invited.includes(attendee));
  const withRole = (...roles: readonly Attendee['role'][]): readonly EwsAttendee[] =>
    invited.filter(({ role }) => roles.includes(role)).map(ewsAttendee);
  const delegated = invited.filter(({ response }) => response === 'delegated');
  return {
    required: withRole('required'),
    optional: withRole('optional', 'informed'),
    resources: withRole('resource'),
    losses: [
      ...(invited.some(({ role }) => role === 'informed') ? [eventLoss('informed')] : []),
      ...(left.length > 0 ? [eventLoss('unmailable')] : []),
      ...(delegated.length > 0 ? [eventLoss('delegated')] : []),
      ...ownOrganizerLosses(organizer, invited.length > 0, own),
    ],
    kept: [...left, ...delegated].map(attendeeLine),
  };
}

function ownOrganizerLosses(organizer: Person | null, isMeeting: boolean, own: ReadonlySet<string>): readonly Loss[] {
  if (organizer === null) return [];
  if (!isMeeting) return [eventLoss('ownOrganizer')];
  const [mailbox] = own;
  return organizer.address.trim().toLowerCase() === mailbox ? [] : [eventLoss('organizerAddress')];
}

/** A meeting of somebody else: everybody is named, and nobody is an attendee. */
function named(organizer: Person, attendees: readonly Attendee[], own: ReadonlySet<string>): EventPeople {
  const self = attendees.find((attendee) => isOwn(attendee, own));
  return {
    required: [],
    optional: [],
    resources: [],
    losses: [
      eventLoss('otherOrganizer'),
      ...(attendees.length > 0 ? [eventLoss('othersAttendees'), eventLoss('othersResponses')] : []),
    ],
    kept: [
      ...(self === undefined ? [] : [`Your answer: ${ANSWERS[self.response]}`]),
      ...namedLines(organizer, attendees),
    ],
  };
}

/** Everybody by name, for the text. */
export function namedLines(organizer: Person | null, attendees: readonly Attendee[]): readonly string[] {
  return [...(organizer === null ? [] : [`Organizer: ${personText(organizer)}`]), ...attendees.map(attendeeLine)];
}

function isOwn({ address }: Person, own: ReadonlySet<string>): boolean {
  return own.has(address.trim().toLowerCase());
}

/** An address that Exchange takes for one: it refuses the whole item for an empty or broken one. */
function isMailable(address: string): boolean {
  return /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/.test(address);
}

const RESPONSES: Readonly<Record<Response, EwsResponse>> = {
  none: 'Unknown',
  accepted: 'Accept',
  declined: 'Decline',
  tentative: 'Tentative',
  delegated: 'Unknown',
};

function ewsAttendee({ name, address, response }: Attendee): EwsAttendee {
  return { name, address, response: RESPONSES[response] };
}

/** The inverse, for what an item of Exchange says. */
export function responseOf(response: EwsResponse): Response {
  switch (response) {
    case 'Accept':
    case 'Organizer':
      return 'accepted';
    case 'Decline':
      return 'declined';
    case 'Tentative':
      return 'tentative';
    case 'Unknown':
    case 'NoResponseReceived':
      return 'none';
    default:
      return unreachable(response);
  }
}

const ANSWERS: Readonly<Record<Response, string>> = {
  none: 'no answer',
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
  delegated: 'sent somebody else',
};
const ROLES: Readonly<Record<Attendee['role'], string>> = {
  required: 'Attendee',
  optional: 'Optional attendee',
  informed: 'For information',
  resource: 'Resource',
};

function attendeeLine(attendee: Attendee): string {
  return `${ROLES[attendee.role]}: ${personText(attendee)}, ${ANSWERS[attendee.response]}`;
}

function personText({ name, address, uri }: Person): string {
  const where = address === '' ? uri : address;
  if (name === '' || name === where) return where;
  return where === '' ? name : `${name} <${where}>`;
}
