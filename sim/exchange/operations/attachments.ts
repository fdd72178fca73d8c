/** CreateAttachment adds files to a saved item; GetAttachment reads them. */
import { attachmentIdElement, attachmentsOf, fullAttachmentElement } from '../attachment-fields.ts';
import { type Call, itemNamed } from '../call.ts';
import { withPhoto } from '../contacts/photo.ts';
import { ItemRefusal } from '../errors.ts';
import { readId } from '../ids.ts';
import { ItemView } from '../item-view.ts';
import type { Mailbox } from '../mailbox.ts';
import { contentWith } from '../new-content.ts';
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
    const place = attachmentsOf(view).length;
    const mime = contentWith(view, element);
    refuseTooLarge(mailbox, mime.length, mime.length - view.mime.length, call);
    const isPhoto = isTrue(childOf(element, 'IsContactPhoto')?.text);
    const state = { ...(isPhoto ? withPhoto(view.state, place) : view.state), modified: call.clock.now() };
    mailbox.changeMime(entry, mime, state);
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
    const { mailbox: number, number: item, index } = readId('attachment', attributeOf(element, 'Id') ?? '');
    const mailbox = call.mailboxes.byNumber(number);
    if (mailbox !== call.mailbox) {
      throw new ItemRefusal('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    }
    const view = new ItemView(mailbox, mailbox.item(item));
    return xmlElement('m:Attachments', {}, fullAttachmentElement(view, index, includesMime));
  };
  return answerBatch({ operation: 'GetAttachment', parts, emptyPayload: '<m:Attachments/>', work }, call);
}
