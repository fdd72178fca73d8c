/** UpdateItem: changes of properties, with the conflict rules of change keys. */
import { meetingMails } from '../calendar/meeting-mail.ts';
import { type Call, type FoundItem, isStale, itemNamed, readingOf } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import type { ItemEntry } from '../item.ts';
import { writtenItem } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import { contentWithBody } from '../new-content.ts';
import { answerBatch } from '../response-message.ts';
import { isTrue } from '../shape.ts';
import { withChanges } from '../update-field.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { changedOccurrence } from './update-occurrence.ts';

export function updateItem(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'ItemChanges')?.children ?? [];
  const work = (change: XmlElement): string => changed(change, request, call);
  return answerBatch({ operation: 'UpdateItem', parts, emptyPayload: '<m:Items/>', work }, call);
}

function changed(change: XmlElement, request: XmlElement, call: Call): string {
  const [id, updates] = change.children;
  const found = itemNamed(id ?? change, call);
  const { entry, occurrence } = found;
  if (entry.kind === 'Message') countSend(attributeOf(request, 'MessageDisposition'), call);
  refuseConflict(id ?? change, entry, attributeOf(request, 'ConflictResolution'));
  const changes = updates?.children ?? [];
  const view =
    occurrence === null
      ? changedItem(found, changes, request, call)
      : changedOccurrence(found, occurrence, changes, request, call);
  return xmlElement('m:Items', {}, writtenItem(view)) + xmlElement('m:ConflictResults', {}, xmlText('t:Count', 0));
}

function changedItem(
  { mailbox, entry }: FoundItem,
  changes: readonly XmlElement[],
  request: XmlElement,
  call: Call,
): ItemView {
  const before = mailbox.stateOf(entry);
  const { state: after, body } = withChanges(before, changes, readingOf(call, mailbox));
  call.counters.sentMail += meetingMails('UpdateItem', request, before, after);
  const isContent = JSON.stringify({ ...before, isRead: true }) !== JSON.stringify({ ...after, isRead: true });
  const tellsSender = !before.isRead && after.isRead && before.readReceipt && after.readReceipt;
  if (tellsSender && !isTrue(attributeOf(request, 'SuppressReadReceipts'))) call.counters.sentMail += 1;
  if (body !== null) {
    const mime = contentWithBody(new ItemView(mailbox, entry), body);
    mailbox.changeMime(entry, mime, { ...after, modified: call.clock.now() });
  } else if (isContent || before.isRead !== after.isRead) {
    mailbox.changeItem(entry, { ...after, modified: call.clock.now() }, isContent);
  }
  return new ItemView(mailbox, entry);
}

/** Only messages are sent by their disposition. */
function countSend(disposition: string | null, call: Call): void {
  if (disposition === null) {
    throw new ItemRefusal('ErrorMessageDispositionRequired', 'The MessageDisposition is missing.');
  }
  if (disposition !== 'SaveOnly') call.counters.sentMail += 1;
}

function refuseConflict(id: XmlElement, entry: ItemEntry, resolution: string | null): void {
  if (resolution === 'AlwaysOverwrite') return;
  if (attributeOf(id, 'ChangeKey') === null) {
    throw new ItemRefusal('ErrorChangeKeyRequiredForWriteOperations', 'The change key is missing.');
  }
  if (isStale(id, entry)) {
    const text = 'The send or update operation could not be performed because the change key is out of date.';
    throw new ItemRefusal('ErrorIrresolvableConflict', text);
  }
}
