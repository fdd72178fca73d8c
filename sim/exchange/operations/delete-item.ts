/** DeleteItem: into Deleted Items, into the recoverable items, or for good. */
import { type Call, itemNamed } from '../call.ts';
import type { ItemEntry } from '../item.ts';
import type { Mailbox } from '../mailbox.ts';
import { answerBatch } from '../response-message.ts';
import { isTrue } from '../shape.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';

export function deleteItem(request: XmlElement, call: Call): string {
  const deleteType = attributeOf(request, 'DeleteType');
  const isQuiet = isTrue(attributeOf(request, 'SuppressReadReceipts'));
  const parts = childOf(request, 'ItemIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const { mailbox, entry } = itemNamed(element, call);
    // The sender would learn that the message was deleted without being read.
    if (!isQuiet && entry.readReceipt && !entry.isRead) call.counters.sentMail += 1;
    remove(mailbox, entry, deleteType);
    return '';
  };
  return answerBatch({ operation: 'DeleteItem', parts, emptyPayload: '', work }, call);
}

function remove(mailbox: Mailbox, entry: ItemEntry, deleteType: string | null): void {
  if (deleteType === 'MoveToDeletedItems') mailbox.moveItem(entry, mailbox.distinguished('deleteditems'));
  else if (deleteType === 'SoftDelete') mailbox.moveItem(entry, mailbox.distinguished('recoverableitemsdeletions'));
  else mailbox.removeItem(entry);
}
