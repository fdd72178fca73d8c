/**
 * What a message means, as a few kilobytes of digests: equal for the original and for what a server such as Exchange
 * rebuilds of it, different when something a person would miss is missing. `compare-fingerprints.ts` does the comparing.
 * A fingerprint holds no text of the mail but the names of its attachments.
 */
import type { Instant } from '../base/clock.ts';
import type { Content } from '../model/item.ts';
import type { CalendarPrint } from './calendar-print.ts';
import { MessagePrinter, wantsField } from './message-printer.ts';
import { readMessage } from './mime-reader.ts';
import type { SetPrint, TextPrint } from './text-print.ts';

export const ADDRESS_FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];

export interface Fingerprint {
  /** One for each Subject field, and one more for each way in which it may be read. Nearly all mail has one. */
  readonly subjects: readonly TextPrint[];
  /** The ids of the Message-ID field and of those where servers keep the original one. */
  readonly messageIds: SetPrint;
  readonly keptMessageIds: SetPrint;
  readonly addresses: Readonly<Record<AddressField, AddressPrint>>;
  readonly dates: readonly DatePrint[];
  readonly inReplyTo: SetPrint;
  readonly references: SetPrint;
  /** Null when no field says any. */
  readonly importance: { readonly level: Importance; readonly sure: boolean } | null;
  /** True when the message is put together in a way that its readers disagree on (see `MessageVisitor.irregular`). */
  readonly isIrregular: boolean;
  readonly links: SetPrint;
  /** Pictures that the text shows and no part brings. */
  readonly missingPictures: number;
  /** Digest of each signed part, whatever its line ends. */
  readonly signed: readonly string[];
  /** Parts without parts, in order. */
  readonly parts: readonly PartPrint[];
}

export type Importance = 'low' | 'normal' | 'high';

export interface AddressPrint extends SetPrint {
  /** How many fields of the name the message has. */
  readonly fields: number;
}

export interface DatePrint {
  readonly at: Instant;
  /** True when it is written as RFC 5322 §3.3 wants, so that every reader understands it alike. */
  readonly sure: boolean;
}

export type PartKind = 'text' | 'calendar' | 'report' | 'message' | 'tnef' | 'opaque';

export interface PartPrint {
  readonly kind: PartKind;
  /** 'spare': another form of a text that is there in a better one. 'attached': to be saved, not shown. */
  readonly role: 'shown' | 'spare' | 'attached';
  /** Number of the outermost multipart/alternative around it. */
  readonly alternative: number | null;
  /** As the sender named it, cut to 120 characters. The only text of the mail in a fingerprint. */
  readonly name: string | null;
  readonly sizeBytes: number;
  /** SHA-256 of the decoded bytes, and the same without white space. */
  readonly bytes: string;
  readonly loose: string | null;
  /** False when decoders disagree on these bytes, or when they are text that was too long to look at. */
  readonly sure: boolean;
  readonly text: TextPrint | null;
  readonly calendar: CalendarPrint | null;
  readonly message: Fingerprint | null;
}

/**
 * Reads the content once, from the first byte to the last. Memory: the headers, one text part of at most 8 MB at a time,
 * and pieces of a stream. Never fails on what the content is, only if it cannot be read. Spooled content is not dropped.
 */
export async function fingerprint(content: Content): Promise<Fingerprint> {
  const printer = new MessagePrinter();
  const sink = readMessage(printer, wantsField);
  if (content.is === 'held') sink.write(content.bytes);
  else for await (const bytes of content.open()) sink.write(bytes);
  sink.end();
  return printer.print();
}
