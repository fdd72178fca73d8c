/** The properties of a message that an answer can hold, each made of what the store has. */
import { createHash } from 'node:crypto';
import type { Message, Recipient } from '@microsoft/microsoft-graph-types';
import { writeChangeKey } from '../../exchange/ids.ts';
import type { Address } from '../../exchange/item.ts';
import type { ItemView } from '../../exchange/item-view.ts';
import { headerText } from '../../exchange/mime/words.ts';
import { timeOf } from '../call.ts';
import { folderId, itemId } from '../ids.ts';
import type { Shown } from '../odata/shown.ts';

type Field = (view: ItemView, shown: Shown) => Message[keyof Message];

/** What is given unasked. */
export const MESSAGE_FIELDS: Readonly<Partial<Record<keyof Message, Field>>> = {
  createdDateTime: ({ state }) => timeOf(state.created),
  lastModifiedDateTime: ({ state }) => timeOf(state.modified),
  changeKey: ({ entry }) => writeChangeKey(entry.changed),
  categories: ({ state }) => [...state.categories],
  receivedDateTime: ({ state }) => timeOf(state.received),
  sentDateTime: ({ state }) => timeOf(state.sent ?? state.received),
  hasAttachments: (view) => view.hasAttachments,
  internetMessageId: (view) => view.messageId,
  subject: (view) => view.subject,
  bodyPreview: (view) => view.body('Text').text.slice(0, PREVIEW_MAX),
  importance: ({ state }) => IMPORTANCE[state.importance],
  parentFolderId: ({ mailbox, entry }) => folderId(mailbox, entry.folder),
  conversationId: (view) => conversationOf(view),
  conversationIndex: (view) => Buffer.from(conversationOf(view)).subarray(0, 22).toString('base64'),
  isDeliveryReceiptRequested: ({ state }) => state.deliveryReceipt,
  isReadReceiptRequested: ({ state }) => state.readReceipt,
  isRead: ({ state }) => state.isRead,
  isDraft: ({ state }) => state.isDraft,
  webLink: (view, shown) => `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(idOf(view, shown))}`,
  inferenceClassification: () => 'focused',
  body: (view, { bodyType }) => {
    const { is, text } = view.body(bodyType);
    return { contentType: is === 'HTML' ? 'html' : 'text', content: text };
  },
  sender: (view) => firstOf(view.senders),
  from: (view) => firstOf(view.addresses('from')),
  toRecipients: (view) => view.addresses('to').map(recipientOf),
  ccRecipients: (view) => view.addresses('cc').map(recipientOf),
  bccRecipients: (view) => view.addresses('bcc').map(recipientOf),
  replyTo: (view) => view.addresses('replyTo').map(recipientOf),
  flag: (view) => flagOf(view),
};

/** Only given when `$select` names them. */
export const RARE_MESSAGE_FIELDS: Readonly<Partial<Record<keyof Message, Field>>> = {
  internetMessageHeaders: (view) => {
    // Graph gives the header of what came through transport, and none of a draft.
    if (view.state.isDraft) return [];
    return view.headers.map(({ name, raw }) => ({ name, value: headerText(raw).trim() }));
  },
  uniqueBody: (view, shown) => MESSAGE_FIELDS.body?.(view, shown) ?? null,
};

const PREVIEW_MAX = 255;
const IMPORTANCE = { Low: 'low', Normal: 'normal', High: 'high' } as const;

export function idOf(view: ItemView, { isImmutable }: Shown): string {
  return itemId(view.mailbox, view.entry, isImmutable);
}

export function recipientOf({ name, email }: Address): Recipient {
  return { emailAddress: { name, address: email } };
}

/** Undefined where there is none: the property is left out then. */
function firstOf([first]: readonly Address[]): Recipient | undefined {
  return first === undefined ? undefined : recipientOf(first);
}

function conversationOf(view: ItemView): string {
  const topic = view.subject.replace(/^(?:\w{1,3}:\s*)+/, '');
  return `AAQk${createHash('sha256').update(topic).digest('base64url')}`;
}

function flagOf({ state: { flag } }: ItemView): Message['flag'] {
  const date = (ms: number | null, name: string): object =>
    ms === null ? {} : { [name]: { dateTime: new Date(ms).toISOString().replace('Z', '0000'), timeZone: 'UTC' } };
  return {
    flagStatus: flag.status === 'NotFlagged' ? 'notFlagged' : flag.status === 'Flagged' ? 'flagged' : 'complete',
    ...date(flag.start, 'startDateTime'),
    ...date(flag.due, 'dueDateTime'),
    ...date(flag.complete, 'completedDateTime'),
  };
}
