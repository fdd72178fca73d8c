/** DeleteItem: into Deleted Items, into the recoverable items, or for good; of a series also one occurrence alone. */
import { meetingMails } from '../calendar/meeting-mail.ts';
import { withoutOccurrence } from '../calendar/occurrences.ts';
import { type Call, type FoundItem, itemNamed } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { answerBatch } from '../response-message.ts';
import { isTrue } from '../shape.ts';
import { nextTask } from '../tasks/settle-task.ts';
import { taskOf } from '../tasks/task.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';

export function deleteItem(request: XmlElement, call: Call): string {
  const isQuiet = isTrue(attributeOf(request, 'SuppressReadReceipts'));
  const parts = childOf(request, 'ItemIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const found = itemNamed(element, call);
    const { entry } = found;
    // The sender would learn that the message was deleted without being read.
    if (!isQuiet && entry.readReceipt && !entry.isRead) call.counters.sentMail += 1;
    if (entry.kind === 'CalendarItem') removeEvent(found, request, call);
    else if (entry.kind === 'Task') removeTask(found, request, call);
    else remove(found, request);
    return '';
  };
  return answerBatch({ operation: 'DeleteItem', parts, emptyPayload: '', work }, call);
}

function remove({ mailbox, entry }: FoundItem, request: XmlElement): void {
  const deleteType = attributeOf(request, 'DeleteType');
  if (deleteType === 'MoveToDeletedItems') mailbox.moveItem(entry, mailbox.distinguished('deleteditems'));
  else if (deleteType === 'SoftDelete') mailbox.moveItem(entry, mailbox.distinguished('recoverableitemsdeletions'));
  else mailbox.removeItem(entry);
}

function removeEvent(found: FoundItem, request: XmlElement, call: Call): void {
  const { mailbox, entry, occurrence } = found;
  const state = occurrence?.state ?? mailbox.stateOf(entry);
  call.counters.sentMail += meetingMails('DeleteItem', request, state, null);
  if (occurrence === null) remove(found, request);
  else removeOccurrence(found, occurrence.index, request, call);
}

/** An occurrence leaves no item behind, wherever the request wants it to go; the last one takes its series with it. */
function removeOccurrence(found: FoundItem, index: number, request: XmlElement, call: Call): void {
  const { mailbox, entry } = found;
  const left = withoutOccurrence(mailbox.stateOf(entry), index);
  if (left === null) remove(found, request);
  else mailbox.changeItem(entry, { ...left, modified: call.clock.now() }, true);
}

function removeTask(found: FoundItem, request: XmlElement, call: Call): void {
  const { mailbox, entry } = found;
  const affected = attributeOf(request, 'AffectedTaskOccurrences');
  if (affected === null) {
    throw new ItemRefusal('ErrorAffectedTaskOccurrencesRequired', 'AffectedTaskOccurrences is required for tasks.');
  }
  const task = mailbox.stateOf(entry);
  if (affected === 'AllOccurrences' || taskOf(task).recurrence === null) return remove(found, request);
  const next = nextTask(task);
  if (next === null) throw new ItemRefusal('ErrorCannotDeleteTaskOccurrence', 'The task has no next occurrence.');
  return mailbox.changeItem(entry, { ...next, modified: call.clock.now() }, true);
}
