/** UpdateItem: changes of properties, with the conflict rules of change keys. */
import { type Call, isStale, itemNamed, readingOf } from '../call.ts';
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

export function updateItem(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'ItemChanges')?.children ?? [];
  const work = (change: XmlElement): string => changed(change, request, call);
  return answerBatch({ operation: 'UpdateItem', parts, emptyPayload: '<m:Items/>', work }, call);
}

function changed(change: XmlElement, request: XmlElement, call: Call): string {
  const [id, updates] = change.children;
  const { mailbox, entry } = itemNamed(id ?? change, call);
  if (entry.kind === 'Message') countSend(attributeOf(request, 'MessageDisposition'), call);
  refuseConflict(id ?? change, entry, attributeOf(request, 'ConflictResolution'));
  const before = mailbox.stateOf(entry);
  const { state: after, body } = withChanges(before, updates?.children ?? [], readingOf(call, mailbox));
  const isContent = JSON.stringify({ ...before, isRead: true }) !== JSON.stringify({ ...after, isRead: true });
  const tellsSender = !before.isRead && after.isRead && before.readReceipt && after.readReceipt;
  if (tellsSender && !isTrue(attributeOf(request, 'SuppressReadReceipts'))) call.counters.sentMail += 1;
  if (body !== null) {
    const mime = contentWithBody(new ItemView(mailbox, entry), body);
    mailbox.changeMime(entry, mime, { ...after, modified: call.clock.now() });
  } else if (isContent || before.isRead !== after.isRead) {
    mailbox.changeItem(entry, { ...after, modified: call.clock.now() }, isContent);
  }
  const item = writtenItem(new ItemView(mailbox, entry));
  return xmlElement('m:Items', {}, item) + xmlElement('m:ConflictResults', {}, xmlText('t:Count', 0));
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
