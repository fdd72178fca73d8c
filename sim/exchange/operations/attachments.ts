/** CreateAttachment adds files to a saved item; GetAttachment reads them, DeleteAttachment takes them away. */
import { attachmentIdElement, fullAttachmentElement, numbersOf, placeOf } from '../attachment-fields.ts';
import { type Call, itemNamed } from '../call.ts';
import { withoutPhoto, withPhoto } from '../contacts/photo.ts';
import { ItemRefusal } from '../errors.ts';
import { readId, writeChangeKey, writeId } from '../ids.ts';
import { ItemView } from '../item-view.ts';
import type { Mailbox } from '../mailbox.ts';
import { contentWith, contentWithout } from '../new-content.ts';
import { answerBatch } from '../response-message.ts';
import { isTrue } from '../shape.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function createAttachment(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'Attachments')?.children ?? [];
  const parent = childOf(request, 'ParentItemId');
  const work = (element: XmlElement): string => {
    const { mailbox, entry, occurrence } = itemNamed(parent ?? request, call);
    if (occurrence !== null) {
      throw new ItemRefusal('ErrorInvalidOperation', 'This simulator attaches nothing to single occurrences.');
    }
    const view = new ItemView(mailbox, entry);
    const numbers = numbersOf(view);
    const place = numbers.length;
    const number = Math.max(-1, ...numbers) + 1;
    const mime = contentWith(view, element);
    refuseTooLarge(mailbox, mime.length, mime.length - view.mime.length, call);
    const isPhoto = isTrue(childOf(element, 'IsContactPhoto')?.text);
    const state = isPhoto ? withPhoto(view.state, number) : view.state;
    mailbox.changeMime(entry, mime, { ...state, attachmentNumbers: [...numbers, number], modified: call.clock.now() });
    call.counters.attachmentsCreated += 1;
    const content = attachmentIdElement(new ItemView(mailbox, entry), place, true);
    return xmlElement('m:Attachments', {}, xmlElement(`t:${element.local}`, {}, content));
  };
  return answerBatch({ operation: 'CreateAttachment', parts, emptyPayload: '<m:Attachments/>', work }, call);
}

function refuseTooLarge(mailbox: Mailbox, bytes: number, added: number, call: Call): void {
  const limits = call.settings.mailboxes.get(mailbox.address.toLowerCase());
  if (bytes > (limits?.messageBytesMax ?? Infinity)) {
    const text = 'The attachment exceeds the maximum supported size.';
    throw new ItemRefusal('ErrorAttachmentSizeLimitExceeded', text);
  }
  if (mailbox.usedBytes + added > (limits?.quotaBytes ?? Infinity)) {
    throw new ItemRefusal('ErrorQuotaExceeded', 'The mailbox has reached its quota.');
  }
}

export function getAttachment(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'AttachmentIds')?.children ?? [];
  const shape = childOf(request, 'AttachmentShape');
  const includesMime = shape !== null && isTrue(childOf(shape, 'IncludeMimeContent')?.text);
  const work = (element: XmlElement): string => {
    const { view, number } = attachmentNamed(element, call);
    return xmlElement('m:Attachments', {}, fullAttachmentElement(view, number, includesMime));
  };
  return answerBatch({ operation: 'GetAttachment', parts, emptyPayload: '<m:Attachments/>', work }, call);
}

/** Takes attachments away for good and tells the new change key of their item. */
export function deleteAttachment(request: XmlElement, call: Call): string {
  const parts = childOf(request, 'AttachmentIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const { view, number } = attachmentNamed(element, call);
    const { mailbox, entry } = view;
    const mime = contentWithout(view, placeOf(view, number));
    const attachmentNumbers = numbersOf(view).filter((one) => one !== number);
    const state = { ...withoutPhoto(view.state, number), attachmentNumbers, modified: call.clock.now() };
    mailbox.changeMime(entry, mime, state);
    const RootItemId = writeId('item', mailbox.number, entry.id);
    return xmlElement('m:RootItemId', { RootItemId, RootItemChangeKey: writeChangeKey(entry.changed) }, '');
  };
  return answerBatch({ operation: 'DeleteAttachment', parts, emptyPayload: '', work }, call);
}

function attachmentNamed(element: XmlElement, call: Call): { readonly view: ItemView; readonly number: number } {
  const { mailbox: owner, number: item, index: number } = readId('attachment', attributeOf(element, 'Id') ?? '');
  const mailbox = call.mailboxes.byNumber(owner);
  if (mailbox !== call.mailbox) {
    throw new ItemRefusal('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  return { view: new ItemView(mailbox, mailbox.item(item)), number };
}
