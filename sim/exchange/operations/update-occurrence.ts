/** UpdateItem of one occurrence: it becomes an exception of its series. */

import { eventOf } from '../calendar/event.ts';
import { meetingMails } from '../calendar/meeting-mail.ts';
import { type Occurrence, occurrenceOf, slotOf, withException } from '../calendar/occurrences.ts';
import type { Call, FoundItem } from '../call.ts';
import { readingOf } from '../call.ts';
import { ItemView } from '../item-view.ts';
import { withChanges } from '../update-field.ts';
import type { XmlElement } from '../xml-read.ts';

/** The changed occurrence. Throws `ItemRefusal`. */
export function changedOccurrence(
  { mailbox, entry }: FoundItem,
  occurrence: Occurrence,
  updates: readonly XmlElement[],
  request: XmlElement,
  call: Call,
): ItemView {
  const master = mailbox.stateOf(entry);
  const { state, body } = withChanges(occurrence.state, updates, readingOf(call, mailbox));
  const mails = meetingMails('UpdateItem', request, occurrence.state, state);
  const changed = withException(master, occurrence, state, body);
  call.counters.sentMail += mails;
  mailbox.changeItem(entry, { ...changed, modified: call.clock.now() }, true);
  const event = eventOf(changed);
  return new ItemView(mailbox, entry, occurrenceOf(changed, slotOf(event, occurrence.index)));
}
