/** Attendees of a meeting: reading and writing their elements, and the answers that they gave. */
import { ItemRefusal } from '../errors.ts';
import { readTime } from '../extended-property.ts';
import { mailboxElement } from '../kinds/message.ts';
import { isoTime } from '../known-properties.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { type Attendee, RESPONSES } from './event.ts';

/** `keepsResponses` says whether answers that a client gives are believed. */
export function readAttendees(element: XmlElement, keepsResponses: boolean): readonly Attendee[] {
  return element.children.map((attendee) => {
    const mailbox = childOf(attendee, 'Mailbox');
    const email = (mailbox === null ? null : childOf(mailbox, 'EmailAddress'))?.text ?? '';
    if (email === '') throw new ItemRefusal('ErrorMissingInformationEmailAddress', 'An attendee has no address.');
    const name = (mailbox === null ? null : childOf(mailbox, 'Name'))?.text ?? email;
    if (!keepsResponses) return { name, email, response: 'Unknown', responded: null };
    const asked = childOf(attendee, 'ResponseType')?.text;
    const responded = childOf(attendee, 'LastResponseTime');
    return {
      name,
      email,
      response: RESPONSES.find((response) => response === asked) ?? 'Unknown',
      responded: responded === null ? null : readTime(responded.text),
    };
  });
}

export function attendeesElement(name: string, attendees: readonly Attendee[]): string {
  if (attendees.length === 0) return '';
  return xmlElement(`t:${name}`, {}, attendees.map(attendeeElement).join(''));
}

function attendeeElement({ name, email, response, responded }: Attendee): string {
  const time = responded === null ? '' : xmlText('t:LastResponseTime', isoTime(responded));
  return xmlElement('t:Attendee', {}, mailboxElement({ name, email }) + xmlText('t:ResponseType', response) + time);
}
