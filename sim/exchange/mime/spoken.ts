/** What the header of a message says, as properties; for messages inside messages, which have no item of their own. */
import type { Address, Importance, Sensitivity } from '../item.ts';
import { readAddresses } from './addresses.ts';
import { type Header, rawHeader } from './head.ts';
import { stateOfHeaders } from './header-state.ts';
import { headerText } from './words.ts';

/** The properties that are written into the header of a message. */
export interface Spoken {
  readonly from: readonly Address[];
  readonly sender: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly subject: string;
  readonly messageId: string | null;
  readonly references: string | null;
  readonly inReplyTo: string | null;
  /** Milliseconds since 1970. */
  readonly sent: number | null;
  readonly importance: Importance;
  readonly sensitivity: Sensitivity;
  /** Whom to tell when it is read; empty for nobody. */
  readonly readReceiptTo: readonly Address[];
}

export type AddressKind = 'from' | 'sender' | 'to' | 'cc' | 'bcc' | 'replyTo';

const ADDRESS_HEADERS: Readonly<Record<AddressKind, string>> = {
  from: 'From',
  sender: 'Sender',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  replyTo: 'Reply-To',
};

/** Addresses of one kind; a second header of the name counts as well. */
export function addressesOf(headers: readonly Header[], kind: AddressKind): readonly Address[] {
  const wanted = ADDRESS_HEADERS[kind].toLowerCase();
  const found = headers.filter((header) => header.name.toLowerCase() === wanted);
  return readAddresses(found.map((header) => header.raw).join(', '));
}

/** Text of the first header of that name; null when there is none. */
export function textOfHeader(headers: readonly Header[], name: string): string | null {
  const raw = rawHeader(headers, name);
  return raw === null ? null : headerText(raw);
}

export function spokenByHeaders(headers: readonly Header[]): Spoken {
  const { sent, importance, sensitivity } = stateOfHeaders(headers);
  const from = addressesOf(headers, 'from');
  const sender = addressesOf(headers, 'sender');
  return {
    from,
    sender: sender.length === 0 ? from : sender,
    to: addressesOf(headers, 'to'),
    cc: addressesOf(headers, 'cc'),
    bcc: addressesOf(headers, 'bcc'),
    replyTo: addressesOf(headers, 'replyTo'),
    subject: textOfHeader(headers, 'Subject') ?? '',
    messageId: rawHeader(headers, 'Message-ID'),
    references: rawHeader(headers, 'References'),
    inReplyTo: rawHeader(headers, 'In-Reply-To'),
    sent,
    importance,
    sensitivity,
    readReceiptTo: readAddresses(rawHeader(headers, 'Disposition-Notification-To') ?? ''),
  };
}
