/** Attachments of messages and events: shown, added, taken away. Large ones come by upload sessions. */
import type { FileAttachment, ItemAttachment } from '@microsoft/microsoft-graph-types';
import { numbersOf, placeOf } from '../../exchange/attachment-fields.ts';
import { ItemView } from '../../exchange/item-view.ts';
import type { Attachment } from '../../exchange/mime/anatomy.ts';
import { nameOfAttachment } from '../../exchange/mime/attachment-name.ts';
import { recomposed, takenApart } from '../../exchange/new-content.ts';
import { BASE64, FLAG, READONLY, type Rules, TEXT } from '../body/rule.ts';
import { type Call, jsonBody, parameter, refuseTooLarge, timeOf, wantsImmutableIds } from '../call.ts';
import { partId, readItemId } from '../ids.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { badRequest, GraphRefusal, notFound } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';

/** Larger ones need an upload session. */
const INLINE_BYTES_MAX = 3 * 1024 * 1024;

export function attachmentsOf({ anatomy }: ItemView): readonly Attachment[] {
  return anatomy.is === 'taken-apart' ? anatomy.attachments : [];
}

export function shownAttachments(view: ItemView, isImmutable: boolean): readonly object[] {
  const numbers = numbersOf(view);
  return attachmentsOf(view).map((one, place) => shownAttachment(view, one, numbers[place] ?? place, isImmutable));
}

function shownAttachment(view: ItemView, one: Attachment, number: number, isImmutable: boolean): object {
  const shared = {
    id: partId('attachment', view.mailbox, view.entry, number, isImmutable),
    lastModifiedDateTime: timeOf(view.state.modified),
    name: nameOfAttachment(one, number),
    contentType: one.type,
    size: one.content.length,
    isInline: one.isInline,
  };
  if (one.type === 'message/rfc822') {
    const item: ItemAttachment = shared;
    return { '@odata.type': '#microsoft.graph.itemAttachment', ...item };
  }
  const file: FileAttachment = {
    ...shared,
    contentId: one.contentId,
    contentLocation: one.contentLocation,
    contentBytes: one.content.toString('base64'),
  };
  return { '@odata.type': '#microsoft.graph.fileAttachment', ...file };
}

export function listAttachments(call: Call): Reply {
  const view = parentOf(call);
  const all = shownAttachments(view, wantsImmutableIds(call));
  return { status: 200, body: pageOf(all, (one) => one, call.request, readQuery(call.request), all.length) };
}

export function getAttachment(call: Call): Reply {
  const { view, place, number } = attachmentNamed(call);
  const one = attachmentsOf(view)[place];
  if (one === undefined) throw notFound();
  const shown = shownAttachment(view, one, number, wantsImmutableIds(call));
  return { status: 200, body: { '@odata.context': contextOf(call.request), ...shown } };
}

/** The bytes alone: of a file as they are, of a message its MIME content. */
export function getAttachmentContent(call: Call): Reply {
  const { view, place } = attachmentNamed(call);
  const one = attachmentsOf(view)[place];
  if (one === undefined) throw notFound();
  return { status: 200, headers: { 'Content-Type': one.type }, body: one.content };
}

export const ATTACHMENT_RULES: Rules = {
  name: TEXT,
  contentType: TEXT,
  contentBytes: BASE64,
  contentId: TEXT,
  contentLocation: TEXT,
  isInline: FLAG,
  size: READONLY,
  id: READONLY,
  lastModifiedDateTime: READONLY,
};

/** One attachment of a body. Refuses those that are no files, and those that are too large to come so. */
export function readAttachment(body: Readonly<Record<string, unknown>>): Attachment {
  const file = body as FileAttachment & { readonly '@odata.type'?: string }; // its shape was checked
  if (file['@odata.type'] !== '#microsoft.graph.fileAttachment') {
    throw badRequest('An attachment needs its @odata.type, and this simulator takes #microsoft.graph.fileAttachment.');
  }
  if (file.name == null || file.contentBytes == null) {
    throw badRequest('Required property is missing: name and contentBytes.', 'ErrorInvalidProperty');
  }
  const content = Buffer.from(file.contentBytes, 'base64');
  if (content.length > INLINE_BYTES_MAX) {
    throw new GraphRefusal(413, 'ErrorMessageSizeExceeded', 'The attachment is too large; use an upload session.');
  }
  return {
    name: file.name,
    type: file.contentType?.toLowerCase() ?? 'application/octet-stream',
    parameters: new Map(),
    contentId: file.contentId ?? null,
    contentLocation: file.contentLocation ?? null,
    isInline: file.isInline === true,
    content,
  };
}

export function addAttachment(call: Call): Reply {
  const view = parentOf(call);
  const number = attach(call, view, readAttachment(jsonBody(call, 'fileAttachment', ATTACHMENT_RULES)));
  const after = new ItemView(view.mailbox, view.entry);
  const one = attachmentsOf(after)[placeOf(after, number)];
  if (one === undefined) throw notFound();
  const shown = shownAttachment(after, one, number, wantsImmutableIds(call));
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...shown } };
}

/** The number of the new attachment. */
export function attach(call: Call, view: ItemView, attachment: Attachment): number {
  const { mailbox, entry } = view;
  const numbers = numbersOf(view);
  const number = Math.max(-1, ...numbers) + 1;
  const anatomy = takenApart(view.mime);
  const mime = recomposed({ ...anatomy, attachments: [...anatomy.attachments, attachment] });
  refuseTooLarge(call, mime.length - view.mime.length);
  const state = { ...view.state, attachmentNumbers: [...numbers, number], modified: call.world.clock.now() };
  mailbox.changeMime(entry, mime, state);
  return number;
}

export function removeAttachment(call: Call): Reply {
  const { view, place, number } = attachmentNamed(call);
  const anatomy = takenApart(view.mime);
  const mime = recomposed({ ...anatomy, attachments: anatomy.attachments.filter((_, at) => at !== place) });
  const attachmentNumbers = numbersOf(view).filter((one) => one !== number);
  view.mailbox.changeMime(view.entry, mime, { ...view.state, attachmentNumbers, modified: call.world.clock.now() });
  return NO_CONTENT;
}

function parentOf(call: Call): ItemView {
  return new ItemView(call.mailbox, readItemId(call.mailbox, parameter(call, 0)).entry);
}

function attachmentNamed(call: Call): {
  readonly view: ItemView;
  readonly place: number;
  readonly number: number;
} {
  const view = parentOf(call);
  const { entry, index } = readItemId(call.mailbox, parameter(call, 1), 'attachment');
  if (entry !== view.entry) throw notFound();
  return { view, place: placeOf(view, index), number: index };
}
