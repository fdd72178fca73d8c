/**
 * Saves items in a folder without sending anything to anybody.
 * https://learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation
 */

import type { BodyBuilder, Bytes } from '../request-body.ts';
import { escapeXml } from '../xml-text.ts';
import { type Answer, readAnswers } from './answers.ts';
import { type NewAttachment, writeAttachments } from './create-attachment.ts';
import { readItemId } from './items.ts';
import type { ExtendedField, FolderRef, ItemId } from './names.ts';
import { extendedPropertyXml, folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** A message by its MIME, or by its parts where the server does not take the MIME. */
export interface NewMessage {
  readonly mime: Bytes | null;
  /** Null leaves the choice to the server, which makes it from the MIME. */
  readonly itemClass: string | null;
  readonly subject: string | null;
  /** Plain text. */
  readonly body: string | null;
  readonly attachments: readonly NewAttachment[];
  readonly categories: readonly string[];
  /** Null leaves what the MIME says. */
  readonly importance: 'Low' | 'High' | null;
  readonly extended: readonly { readonly field: ExtendedField; readonly value: string }[];
  readonly isFlagged: boolean;
  readonly from: { readonly name: string; readonly address: string } | null;
  readonly isRead: boolean;
}

/**
 * One answer a message, in the order given. Not repeatable: throws `OutcomeUnknown` when no answer came. No receipt is
 * ever asked for, whatever the MIME says.
 */
export async function createItem(
  session: EwsSession,
  request: { readonly folder: FolderRef; readonly messages: readonly NewMessage[] },
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const response = await session.call(
    { name: 'CreateItem', repeatable: false, write: (into) => writeMessages(into, request) },
    signal,
  );
  return readAnswers(response, request.messages.length, readItemId);
}

/**
 * Saves items of other kinds: each is one element, `<t:CalendarItem>…`, in the order of the schema. One answer an item, in the
 * order given; mails nobody. Not repeatable: throws `OutcomeUnknown` when no answer came.
 */
export async function createElements(
  session: EwsSession,
  request: { readonly folder: FolderRef; readonly elements: readonly string[] },
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const folder = `<m:SavedItemFolderId>${folderRefXml(request.folder)}</m:SavedItemFolderId>`;
  const response = await session.call(
    {
      name: 'CreateItem',
      repeatable: false,
      write: (into) => into.text(`${folder}<m:Items>${request.elements.join('')}</m:Items>`),
    },
    signal,
  );
  return readAnswers(response, request.elements.length, readItemId);
}

function writeMessages(
  into: BodyBuilder,
  request: { readonly folder: FolderRef; readonly messages: readonly NewMessage[] },
): void {
  into.text(`<m:SavedItemFolderId>${folderRefXml(request.folder)}</m:SavedItemFolderId><m:Items>`);
  for (const message of request.messages) writeMessage(into, message);
  into.text('</m:Items>');
}

/** The order is that of the schema (types.xsd, ItemType and MessageType): another one is refused. */
function writeMessage(into: BodyBuilder, message: NewMessage): void {
  into.text('<t:Message>');
  if (message.mime !== null) {
    into.text('<t:MimeContent CharacterSet="UTF-8">').base64(message.mime).text('</t:MimeContent>');
  }
  if (message.itemClass !== null) into.text(`<t:ItemClass>${escapeXml(message.itemClass)}</t:ItemClass>`);
  if (message.subject !== null) into.text(`<t:Subject>${escapeXml(message.subject)}</t:Subject>`);
  if (message.body !== null) into.text(`<t:Body BodyType="Text">${escapeXml(message.body)}</t:Body>`);
  writeAttachments(into, 't:Attachments', message.attachments);
  if (message.categories.length > 0) into.text(categoriesXml(message.categories));
  if (message.importance !== null) into.text(`<t:Importance>${message.importance}</t:Importance>`);
  for (const { field, value } of message.extended) into.text(extendedPropertyXml(field, value));
  if (message.isFlagged) into.text(flagXml(true));
  into.text(
    '<t:IsReadReceiptRequested>false</t:IsReadReceiptRequested>' +
      '<t:IsDeliveryReceiptRequested>false</t:IsDeliveryReceiptRequested>',
  );
  if (message.from !== null) {
    const { name, address } = message.from;
    const named = name === '' ? '' : `<t:Name>${escapeXml(name)}</t:Name>`;
    into.text(`<t:From><t:Mailbox>${named}<t:EmailAddress>${escapeXml(address)}</t:EmailAddress></t:Mailbox></t:From>`);
  }
  into.text(`<t:IsRead>${message.isRead}</t:IsRead></t:Message>`);
}

export function categoriesXml(categories: readonly string[]): string {
  const all = categories.map((category) => `<t:String>${escapeXml(category)}</t:String>`).join('');
  return `<t:Categories>${all}</t:Categories>`;
}

/** No dates: they may only come in certain pairs ([MS-OXWSCORE] 2.2.4.18), and the source knows none. */
export function flagXml(isFlagged: boolean): string {
  return `<t:Flag><t:FlagStatus>${isFlagged ? 'Flagged' : 'NotFlagged'}</t:FlagStatus></t:Flag>`;
}
