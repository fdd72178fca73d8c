/** An item as an export gives it: all that the store has of it, in one stream. */
import type { Address, ItemState } from '../../exchange/item.ts';
import type { ItemView } from '../../exchange/item-view.ts';
import { IMPORTANCES, SENSITIVITIES } from '../../exchange/known-properties.ts';
import { type Anatomy, type Attachment, anatomyOf, type Body } from '../../exchange/mime/anatomy.ts';
import { nameOfAttachment } from '../../exchange/mime/attachment-name.ts';
import type { Header } from '../../exchange/mime/head.ts';
import { stateOfHeaders } from '../../exchange/mime/header-state.ts';
import { bodyOf as decodedBody } from '../../exchange/mime/part.ts';
import { type Spoken, spokenByHeaders } from '../../exchange/mime/spoken.ts';
import { headerText } from '../../exchange/mime/words.ts';
import { streamPropertyOf } from './extended-values.ts';
import type { Row, StreamProperty } from './row.ts';
import type { StreamAttachment, StreamMessage } from './stream-message.ts';
import { HAS_ATTACHMENTS, P, READ, RENDERED_IN_BODY, UNSENT } from './tags.ts';
import { fileTime, TYPE } from './values.ts';

type MutableRow = Map<string, StreamProperty>;

export function streamOfItem(view: ItemView): StreamMessage {
  const { state, anatomy } = view;
  const spoken: Spoken = {
    ...spokenByHeaders(view.headers),
    from: view.addresses('from'),
    sender: view.senders,
    to: view.addresses('to'),
    cc: view.addresses('cc'),
    bcc: view.addresses('bcc'),
    replyTo: view.addresses('replyTo'),
    subject: view.subject,
    messageId: view.messageId,
    references: view.references,
    inReplyTo: view.inReplyTo,
    sent: state.sent,
  };
  const row = rowOf(spoken, view.headers, anatomy);
  putState(row, state, view.hasAttachments);
  return { properties: row, ...childrenOf(spoken, anatomy) };
}

function rowOf(spoken: Spoken, headers: readonly Header[], anatomy: Anatomy): MutableRow {
  const row: MutableRow = new Map();
  const text = (name: string, value: string | null): void => {
    if (value !== null && value !== '') row.set(name, { type: TYPE.text, value });
  };
  row.set(P.subject, { type: TYPE.text, value: spoken.subject });
  putAddress(row, spoken.from[0], [P.fromName, P.fromType, P.fromEmail, P.fromSmtp]);
  putAddress(row, spoken.sender[0], [P.senderName, P.senderType, P.senderEmail, P.senderSmtp]);
  text(P.headers, headers.map(({ name, raw }) => `${name}: ${headerText(raw)}\r\n`).join(''));
  text(P.messageId, spoken.messageId);
  text(P.references, spoken.references);
  text(P.inReplyTo, spoken.inReplyTo);
  if (anatomy.is === 'taken-apart') {
    putBody(row, anatomy.body);
    text(P.calendar, anatomy.calendar?.text ?? null);
    text(P.calendarMethod, anatomy.calendar?.method ?? null);
  }
  return row;
}

function putAddress(
  row: MutableRow,
  address: Address | undefined,
  [name, type, email, smtp]: readonly [string, string, string, string],
): void {
  if (address === undefined) return;
  row.set(name, { type: TYPE.text, value: address.name });
  row.set(type, { type: TYPE.text, value: 'SMTP' });
  row.set(email, { type: TYPE.text, value: address.email });
  row.set(smtp, { type: TYPE.text, value: address.email });
}

function putBody(row: MutableRow, body: Body): void {
  if (body.is === 'Text') row.set(P.body, { type: TYPE.text, value: body.text });
  else row.set(P.html, { type: TYPE.binary, value: Buffer.from(body.text) });
  row.set(P.codePage, { type: TYPE.integer, value: 65001 });
}

function putState(row: MutableRow, state: ItemState, hasAttachments: boolean): void {
  const integer = (name: string, value: number): unknown => row.set(name, { type: TYPE.integer, value });
  const flag = (name: string, value: boolean): unknown => row.set(name, { type: TYPE.boolean, value });
  const time = (name: string, value: number | null): unknown =>
    value !== null && row.set(name, { type: TYPE.time, value: fileTime(value) });
  row.set(P.messageClass, { type: TYPE.text, value: state.itemClass });
  integer(P.importance, IMPORTANCES.indexOf(state.importance));
  integer(P.sensitivity, SENSITIVITIES.indexOf(state.sensitivity));
  flag(P.readReceipt, state.readReceipt);
  flag(P.deliveryReport, state.deliveryReceipt);
  integer(P.flags, (state.isRead ? READ : 0) | (state.isDraft ? UNSENT : 0) | (hasAttachments ? HAS_ATTACHMENTS : 0));
  time(P.deliveryTime, state.received);
  time(P.submitTime, state.sent);
  time(P.created, state.created);
  time(P.modified, state.modified);
  if (state.flag.status !== 'NotFlagged') {
    integer(P.flagStatus, state.flag.status === 'Flagged' ? 2 : 1);
    time(P.flagStart, state.flag.start);
    time(P.flagDue, state.flag.due);
    time(P.flagComplete, state.flag.complete);
  }
  if (state.categories.length > 0) row.set(P.keywords, { type: TYPE.text | 0x1000, value: state.categories });
  for (const [key, property] of Object.entries(state.extended)) {
    const found = streamPropertyOf(key, property);
    if (found !== null) row.set(found.name, found.property);
  }
}

function childrenOf(spoken: Spoken, anatomy: Anatomy): Pick<StreamMessage, 'recipients' | 'attachments'> {
  const typed = [
    ...spoken.to.map((address) => [1, address] as const),
    ...spoken.cc.map((address) => [2, address] as const),
    ...spoken.bcc.map((address) => [3, address] as const),
  ];
  const attachments =
    anatomy.is === 'whole' ? [wholeAttachment(anatomy)] : anatomy.attachments.map((one, at) => attachmentRow(one, at));
  return { recipients: typed.map(([type, address], at) => recipientRow(type, address, at)), attachments };
}

function recipientRow(type: number, { name, email }: Address, at: number): Row {
  return new Map<string, StreamProperty>([
    [P.rowId, { type: TYPE.integer, value: at }],
    [P.recipientType, { type: TYPE.integer, value: type }],
    [P.displayName, { type: TYPE.text, value: name }],
    [P.addressType, { type: TYPE.text, value: 'SMTP' }],
    [P.email, { type: TYPE.text, value: email }],
    [P.smtp, { type: TYPE.text, value: email }],
  ]);
}

function attachmentRow(attachment: Attachment, at: number): StreamAttachment {
  const { type, contentId, contentLocation, isInline, content } = attachment;
  const row: MutableRow = new Map();
  const isMessage = type === 'message/rfc822';
  row.set(P.attachNumber, { type: TYPE.integer, value: at });
  row.set(P.attachMethod, { type: TYPE.integer, value: isMessage ? 5 : 1 });
  row.set(P.attachPosition, { type: TYPE.integer, value: -1 });
  row.set(P.attachName, { type: TYPE.text, value: nameOfAttachment(attachment, at) });
  row.set(P.attachType, { type: TYPE.text, value: type });
  const charset = attachment.parameters.get('charset');
  if (charset !== undefined) row.set(P.attachCharset, { type: TYPE.text, value: charset });
  if (contentId !== null) row.set(P.contentId, { type: TYPE.text, value: contentId });
  if (contentLocation !== null) row.set(P.contentLocation, { type: TYPE.text, value: contentLocation });
  row.set(P.attachFlags, { type: TYPE.integer, value: isInline ? RENDERED_IN_BODY : 0 });
  if (isMessage) return { properties: row, embedded: embeddedOf(content) };
  row.set(P.attachData, { type: TYPE.binary, value: content });
  return { properties: row, embedded: null };
}

function embeddedOf(mime: Buffer): StreamMessage {
  const anatomy = anatomyOf(mime);
  const spoken = spokenByHeaders(anatomy.headers);
  const row = rowOf(spoken, anatomy.headers, anatomy);
  const { itemClass, sent, importance, sensitivity, readReceipt } = stateOfHeaders(anatomy.headers);
  row.set(P.messageClass, { type: TYPE.text, value: itemClass });
  row.set(P.flags, { type: TYPE.integer, value: READ });
  if (sent !== null) row.set(P.submitTime, { type: TYPE.time, value: fileTime(sent) });
  row.set(P.importance, { type: TYPE.integer, value: IMPORTANCES.indexOf(importance) });
  row.set(P.sensitivity, { type: TYPE.integer, value: SENSITIVITIES.indexOf(sensitivity) });
  row.set(P.readReceipt, { type: TYPE.boolean, value: readReceipt });
  return { properties: row, ...childrenOf(spoken, anatomy) };
}

/** What is signed is kept with its Content-Type in front; what is encrypted, as its own bytes (MS-OXOSMIME §2.1.3). */
function wholeAttachment({ top }: Extract<Anatomy, { is: 'whole' }>): StreamAttachment {
  const isMultipart = top.type.startsWith('multipart/');
  const kept = top.headers.filter(({ name }) => /^content-/i.test(name));
  const head = kept.map(({ name, raw }) => `${name}: ${raw}\r\n`).join('');
  const data = isMultipart ? Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), top.raw]) : decodedBody(top);
  const row: MutableRow = new Map();
  row.set(P.attachNumber, { type: TYPE.integer, value: 0 });
  row.set(P.attachMethod, { type: TYPE.integer, value: 1 });
  row.set(P.attachName, { type: TYPE.text, value: 'smime.p7m' });
  row.set(P.attachType, { type: TYPE.text, value: isMultipart ? top.type : typeWithParameters(top) });
  row.set(P.attachData, { type: TYPE.binary, value: data });
  return { properties: row, embedded: null };
}

function typeWithParameters({
  type,
  parameters,
}: {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}): string {
  return [type, ...[...parameters].map(([name, value]) => `${name}="${value}"`)].join('; ');
}
