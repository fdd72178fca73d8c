/** The few header fields by which a person recognises a message: for lists of exceptions. */
import type { Instant } from '../base/clock.ts';
import type { Content } from '../model/item.ts';
import { parseMailDate } from './mail-date.ts';
import { decodeWords } from './mail-words.ts';
import { type Field, HeaderReader } from './mime-header.ts';

export interface MessageHeaders {
  /** As a person reads it, name and address; empty when there is none. Cut to 300 characters, as are the others. */
  readonly from: string;
  readonly subject: string;
  readonly date: Instant | null;
  readonly messageId: string;
}

const SHOWN_CHARS_MAX = 300;
const SHOWN: ReadonlySet<string> = new Set(['from', 'sender', 'subject', 'date', 'message-id']);

/** Reads no further than the header's end. Never fails on what the content is. Spooled content is not dropped. */
export async function headersOf(content: Content): Promise<MessageHeaders> {
  const reader = new HeaderReader((name) => SHOWN.has(name), true);
  if (content.is === 'held') reader.take(content.bytes);
  else for await (const bytes of content.open()) if (reader.take(bytes) !== null) break;
  reader.end();
  return shownHeaders(reader.fields);
}

function shownHeaders(fields: readonly Field[]): MessageHeaders {
  const valueOf = (name: string): string => fields.find((field) => field.name === name)?.value ?? '';
  return {
    from: shownText(valueOf('from') || valueOf('sender')),
    subject: shownText(valueOf('subject')),
    date: parseMailDate(valueOf('date')),
    messageId: shownText(valueOf('message-id')),
  };
}

/** One line of text without control and direction characters, which could make a report show something else. */
function shownText(raw: string): string {
  const { text } = decodeWords(raw.slice(0, SHOWN_CHARS_MAX * 10));
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_CHARS_MAX);
}
