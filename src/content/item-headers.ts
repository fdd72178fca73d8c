/** By what a person recognises an item of any kind: for lists of exceptions. */
import type { Content, ItemKind } from '../model/item.ts';
import { headersOf, type MessageHeaders } from './mail-headers.ts';

/** The summary or name stands near the beginning; behind it come pictures and attachments. */
const LOOKED_AT_BYTES = 64 * 1024;
const SHOWN_CHARS_MAX = 300;
const UNKNOWN: MessageHeaders = { from: '', subject: '', date: null, messageId: '' };

/**
 * Of what is no message the subject is its summary or name, as far as a glance at its text finds one: what is listed here may
 * be too broken to be read. Never fails on what the content is. Spooled content is not dropped.
 */
export async function itemHeaders(kind: ItemKind, content: Content): Promise<MessageHeaders> {
  if (kind === 'message') return headersOf(content);
  const text = (await beginningOf(content)).toString('utf8').replace(/\r?\n[ \t]/g, '');
  const isCard = kind === 'contact' || kind === 'contact-group';
  const line = isCard ? /^(?:\w+\.)?(?:FN|N|ORG|EMAIL)\b[^:\n]*:(.*)/im : /^SUMMARY\b[^:\n]*:(.*)/im;
  const begins = /^DTSTART\b[^:\n]*:(\d{8})/im.exec(text)?.[1];
  const subject = [shown(line.exec(text)?.[1] ?? ''), isCard || begins === undefined ? '' : `(${dayOf(begins)})`];
  return { ...UNKNOWN, subject: subject.filter((part) => part !== '').join(' ') };
}

async function beginningOf(content: Content): Promise<Buffer> {
  if (content.is === 'held') return content.bytes.subarray(0, LOOKED_AT_BYTES);
  for await (const bytes of content.open()) return bytes.subarray(0, LOOKED_AT_BYTES);
  return Buffer.alloc(0);
}

/** One line without escapes, control and direction characters. */
function shown(value: string): string {
  return value
    .replace(/\\n/gi, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s;]+/gu, ' ')
    .trim()
    .slice(0, SHOWN_CHARS_MAX);
}

function dayOf(digits: string): string {
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}
