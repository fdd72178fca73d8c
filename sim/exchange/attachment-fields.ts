/** Attachments as answers hold them. */
import { photoOf } from './contacts/own.ts';
import { ItemRefusal } from './errors.ts';
import { writeChangeKey, writeId } from './ids.ts';
import type { ItemView } from './item-view.ts';
import type { Attachment } from './mime/anatomy.ts';
import { anatomyOf } from './mime/anatomy.ts';
import { nameOfAttachment } from './mime/attachment-name.ts';
import { composed } from './mime/compose.ts';
import { spokenByHeaders } from './mime/spoken.ts';
import { xmlElement, xmlText } from './xml-write.ts';

/** The Attachments element of an item without their content; '' when it has none. */
export function attachmentsElement(view: ItemView): string {
  const written = attachmentsOf(view).map((attachment, place) => attachmentElement(view, attachment, place, ''));
  return written.length === 0 ? '' : xmlElement('t:Attachments', {}, written.join(''));
}

/** One attachment with its content. */
export function fullAttachmentElement(view: ItemView, number: number, includesMime: boolean): string {
  const place = placeOf(view, number);
  const attachment = attachmentsOf(view)[place];
  if (attachment === undefined) throw missingAttachment();
  if (attachment.type !== 'message/rfc822') {
    return attachmentElement(view, attachment, place, xmlText('t:Content', attachment.content.toString('base64')));
  }
  const anatomy = anatomyOf(attachment.content);
  const mime = composed(anatomy, spokenByHeaders(anatomy.headers), `00att${place}`);
  const content = includesMime ? xmlText('t:MimeContent', mime.toString('base64'), { CharacterSet: 'UTF-8' }) : '';
  const subject = xmlText('t:Subject', spokenByHeaders(anatomy.headers).subject);
  return attachmentElement(view, attachment, place, xmlElement('t:Message', {}, content + subject));
}

export function attachmentIdElement(view: ItemView, place: number, isNew: boolean): string {
  const { mailbox, entry } = view;
  const root = {
    RootItemId: writeId('item', mailbox.number, entry.id),
    RootItemChangeKey: writeChangeKey(entry.changed),
  };
  const Id = writeId('attachment', mailbox.number, entry.id, numbersOf(view)[place]);
  return xmlElement('t:AttachmentId', { Id, ...(isNew ? root : {}) }, '');
}

function attachmentsOf({ anatomy }: ItemView): readonly Attachment[] {
  return anatomy.is === 'taken-apart' ? anatomy.attachments : [];
}

/** The numbers that name the attachments, in their order. They stay when another one is deleted. */
export function numbersOf(view: ItemView): readonly number[] {
  return view.state.attachmentNumbers ?? attachmentsOf(view).map((_, place) => place);
}

/** Refuses with ErrorItemNotFound. */
export function placeOf(view: ItemView, number: number): number {
  const place = numbersOf(view).indexOf(number);
  if (place < 0) throw missingAttachment();
  return place;
}

function missingAttachment(): ItemRefusal {
  return new ItemRefusal('ErrorItemNotFound', 'The specified attachment was not found in the store.');
}

function attachmentElement(view: ItemView, attachment: Attachment, place: number, content: string): string {
  const { type, contentId, contentLocation, isInline } = attachment;
  const isItem = type === 'message/rfc822';
  const written =
    attachmentIdElement(view, place, false) +
    xmlText('t:Name', nameOfAttachment(attachment, place)) +
    xmlText('t:ContentType', type) +
    (contentId === null ? '' : xmlText('t:ContentId', contentId)) +
    (contentLocation === null ? '' : xmlText('t:ContentLocation', contentLocation)) +
    xmlText('t:Size', attachment.content.length) +
    xmlText('t:IsInline', isInline) +
    (isItem ? '' : xmlText('t:IsContactPhoto', photoOf(view.state) === numbersOf(view)[place]));
  return xmlElement(isItem ? 't:ItemAttachment' : 't:FileAttachment', {}, written + content);
}
