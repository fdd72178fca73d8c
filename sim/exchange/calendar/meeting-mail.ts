/** The mail that Exchange would send for meetings: what requests must say about it, and to how many it would go. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import { attributeOf, type XmlElement } from '../xml-read.ts';
import { type Attendee, attendeesOf, type EventState } from './event.ts';

/** What each operation must say for a calendar item, and the code when it does not. */
const SAID_BY = {
  CreateItem: ['SendMeetingInvitations', 'ErrorSendMeetingInvitationsRequired'],
  UpdateItem: ['SendMeetingInvitationsOrCancellations', 'ErrorSendMeetingInvitationsOrCancellationsRequired'],
  DeleteItem: ['SendMeetingCancellations', 'ErrorSendMeetingCancellationsRequired'],
} as const;

/** The number of mails; 0 for what is no calendar item. `before` and `after` are null where there is none. */
export function meetingMails(
  operation: keyof typeof SAID_BY,
  request: XmlElement,
  before: ItemState | null,
  after: ItemState | null,
): number {
  const [was, is] = [ownEvent(before), ownEvent(after)];
  if (was === null && is === null) return 0;
  const [attribute, code] = SAID_BY[operation];
  const said = attributeOf(request, attribute);
  if (said === null) throw new ItemRefusal(code, `${attribute} is required for calendar items.`);
  if (said === 'SendToNone') return 0;
  const told = said.includes('Changed') ? changedAttendees(was, is) : allAttendees(was, is);
  return told.size;
}

function ownEvent(state: ItemState | null): EventState | null {
  return state?.own.is === 'CalendarItem' ? state.own : null;
}

const addresses = (event: EventState | null): readonly string[] =>
  event === null ? [] : attendeesOf(event).map(({ email }: Attendee) => email.toLowerCase());

/** Those who left are told that the meeting is cancelled. */
function allAttendees(was: EventState | null, is: EventState | null): ReadonlySet<string> {
  return new Set([...addresses(was), ...addresses(is)]);
}

function changedAttendees(was: EventState | null, is: EventState | null): ReadonlySet<string> {
  const before = new Set(addresses(was));
  const after = new Set(addresses(is));
  return new Set([...before, ...after].filter((address) => before.has(address) !== after.has(address)));
}
