/** What a JSON body makes of a message: new or changed. */
import type { Message, Recipient } from '@microsoft/microsoft-graph-types';
import { TAG } from '../../exchange/extended-property.ts';
import type { Address, Flag, Importance, ItemState, Overrides } from '../../exchange/item.ts';
import type { Attachment, Body } from '../../exchange/mime/anatomy.ts';
import type { Header } from '../../exchange/mime/head.ts';
import { declaredUtf8 } from '../../exchange/mime/html.ts';
import { setKnownProperty } from '../../exchange/set-property.ts';
import { choice, FLAG, list, object, READONLY, type Rules, TEXT, TIME, texts } from '../body/rule.ts';
import { type Call, instantOf } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { badRequest } from '../refusal.ts';
import { ATTACHMENT_RULES, readAttachment } from './attachments.ts';

const ADDRESS = object({ emailAddress: object({ name: TEXT, address: TEXT }) });
const MOMENT = object({ dateTime: TEXT, timeZone: TEXT });
export const BODY = object({ contentType: choice('text html'), content: TEXT });
export const EXTENDED_RULES: Rules = {
  singleValueExtendedProperties: list(object({ id: TEXT, value: TEXT })),
  multiValueExtendedProperties: list(object({ id: TEXT, value: texts })),
};

const RULES: Readonly<Partial<Record<keyof Message, Rules[string]>>> = {
  subject: TEXT,
  body: BODY,
  from: ADDRESS,
  sender: ADDRESS,
  toRecipients: list(ADDRESS),
  ccRecipients: list(ADDRESS),
  bccRecipients: list(ADDRESS),
  replyTo: list(ADDRESS),
  importance: choice('low normal high'),
  inferenceClassification: choice('focused other'),
  internetMessageId: TEXT,
  internetMessageHeaders: list(object({ name: TEXT, value: TEXT })),
  isDeliveryReceiptRequested: FLAG,
  isReadReceiptRequested: FLAG,
  isRead: FLAG,
  categories: texts,
  flag: object({
    flagStatus: choice('notFlagged complete flagged'),
    startDateTime: MOMENT,
    dueDateTime: MOMENT,
    completedDateTime: MOMENT,
  }),
  attachments: list(object(ATTACHMENT_RULES)),
  receivedDateTime: TIME,
  sentDateTime: TIME,
  isDraft: READONLY,
  id: READONLY,
  changeKey: READONLY,
  createdDateTime: READONLY,
  lastModifiedDateTime: READONLY,
  hasAttachments: READONLY,
  bodyPreview: READONLY,
  parentFolderId: READONLY,
  conversationId: READONLY,
  conversationIndex: READONLY,
  webLink: READONLY,
  uniqueBody: READONLY,
};
export const MESSAGE_RULES: Rules = { ...RULES, ...EXTENDED_RULES };

/** What of a message only a draft lets be changed. */
const FROZEN: readonly (keyof Message)[] = [
  'subject',
  'body',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'internetMessageId',
];

/** Refuses what a message that is no draft keeps as it is. */
export function refuseFrozen(body: Message, state: ItemState): void {
  const [name] = state.isDraft ? [] : FROZEN.filter((one) => body[one] !== undefined);
  if (name !== undefined) {
    throw badRequest(
      `Update operation is invalid for property of a sent message: ${name}.`,
      'ErrorInvalidPropertyUpdateSentMessage',
    );
  }
}

/** The state with everything that a body says. `isNew` before the first save, which fixes the message flags. */
export function withMessageBody(state: ItemState, body: Message, isNew: boolean, call: Call): ItemState {
  const { settings } = call.world;
  let after: ItemState = {
    ...state,
    ...plainPart(body),
    overrides: { ...state.overrides, ...overridesOf(body) },
  };
  if (isNew && settings.bodyDates === 'keep') {
    if (body.receivedDateTime != null) after = { ...after, received: instantOf(body.receivedDateTime) };
    if (body.sentDateTime != null) after = { ...after, sent: instantOf(body.sentDateTime) };
  }
  for (const { key, property } of readExtendedProperties(body)) {
    if (key === TAG.messageFlags && !isNew) {
      if (settings.flagsPatch === 'ignore') continue;
      throw badRequest('Set action is invalid for property PidTagMessageFlags.', 'ErrorInvalidPropertySet');
    }
    if (property === null) {
      const { [key]: _, ...extended } = after.extended;
      after = { ...after, extended };
    } else after = setKnownProperty(after, key, property);
  }
  return after;
}

function plainPart(body: Message): Partial<ItemState> {
  return {
    ...(body.isRead == null ? {} : { isRead: body.isRead }),
    ...(body.isReadReceiptRequested == null ? {} : { readReceipt: body.isReadReceiptRequested }),
    ...(body.isDeliveryReceiptRequested == null ? {} : { deliveryReceipt: body.isDeliveryReceiptRequested }),
    ...(body.importance == null ? {} : { importance: IMPORTANCE[body.importance] }),
    ...(body.categories == null ? {} : { categories: readCategories(body.categories) }),
    ...(body.flag == null ? {} : { flag: readFlag(body.flag) }),
  };
}

const IMPORTANCE: Readonly<Record<NonNullable<Message['importance']>, Importance>> = {
  low: 'Low',
  normal: 'Normal',
  high: 'High',
};
/** PidNameKeywords: one value has at most so many characters. */
const CATEGORY_MAX = 255;

export function readCategories(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (name === '' || name.length > CATEGORY_MAX) {
      throw badRequest('A category has no name, or one that is too long.', 'ErrorInvalidPropertySet');
    }
  }
  return [...new Set(names)];
}

function readFlag({ flagStatus, startDateTime, dueDateTime, completedDateTime }: NonNullable<Message['flag']>): Flag {
  const at = (moment: typeof dueDateTime): number | null => {
    return moment?.dateTime == null ? null : instantOf(moment.dateTime.replace(/(\.\d+)?$/, 'Z'));
  };
  if (dueDateTime != null && startDateTime == null) {
    // "If you specify a value for dueDateTime, you must also specify startDateTime" (followupFlag resource).
    throw badRequest('A flag with dueDateTime needs startDateTime.', 'ErrorInvalidPropertySet');
  }
  const status = flagStatus === 'flagged' ? 'Flagged' : flagStatus === 'complete' ? 'Complete' : 'NotFlagged';
  return { status, start: at(startDateTime), due: at(dueDateTime), complete: at(completedDateTime) };
}

function overridesOf(body: Message): Overrides {
  const one = (recipient: Recipient | null | undefined): readonly Address[] => {
    return recipient == null ? [] : addressesIn([recipient]);
  };
  return {
    ...(body.subject == null ? {} : { subject: body.subject }),
    ...(body.from === undefined ? {} : { from: one(body.from) }),
    ...(body.sender === undefined ? {} : { sender: one(body.sender) }),
    ...(body.toRecipients == null ? {} : { to: addressesIn(body.toRecipients) }),
    ...(body.ccRecipients == null ? {} : { cc: addressesIn(body.ccRecipients) }),
    ...(body.bccRecipients == null ? {} : { bcc: addressesIn(body.bccRecipients) }),
    ...(body.replyTo == null ? {} : { replyTo: addressesIn(body.replyTo) }),
    ...(body.internetMessageId == null ? {} : { messageId: body.internetMessageId }),
  };
}

export function addressesIn(recipients: readonly Recipient[]): readonly Address[] {
  return recipients.map(({ emailAddress }) => {
    const email = emailAddress?.address ?? '';
    if (email === '') throw badRequest('A recipient has no address.', 'ErrorInvalidRecipients');
    return { name: emailAddress?.name ?? email, email };
  });
}

export function readBody({ contentType, content }: NonNullable<Message['body']>): Body {
  const text = (content ?? '').replace(/\r\n|\r|\n/g, '\r\n');
  return contentType === 'html' ? { is: 'HTML', text: declaredUtf8(text) } : { is: 'Text', text };
}

export function readAttachments(body: Message): readonly Attachment[] {
  return (body.attachments ?? []).map((one) => readAttachment({ ...one }));
}

/** "custom headers … begin with x-", and no more than five of them. */
const CUSTOM_HEADERS_MAX = 5;

export function readHeaders(body: Message): readonly Header[] {
  const headers = body.internetMessageHeaders ?? [];
  if (headers.length > CUSTOM_HEADERS_MAX) {
    throw badRequest(
      'Maximum number of headers in one message should be less than or equal to 5.',
      'InvalidInternetMessageHeaderCollection',
    );
  }
  return headers.map(({ name, value }) => {
    if (!/^x-[!-9;-~]+$/i.test(name ?? '')) {
      throw badRequest(
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
        'InvalidInternetMessageHeader',
      );
    }
    return { name: name ?? '', raw: Buffer.from((value ?? '').replace(/[\r\n]/g, ' ')).toString('latin1') };
  });
}
