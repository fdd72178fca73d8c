/** Notes that Apple's programs keep as messages in a mail folder: how to know one, and what it says. */
import type { Instant } from '../base/clock.ts';
import type { NoteDetails } from '../model/calendar.ts';
import { readText } from './charset.ts';
import { LeafSink } from './leaf-sink.ts';
import { parseMailDate } from './mail-date.ts';
import { decodeWords } from './mail-words.ts';
import type { Field } from './mime-header.ts';
import { type MessageVisitor, type PartHead, readMessage } from './mime-reader.ts';
import type { DecodedSink } from './transfer-encoding.ts';
import { visibleText } from './visible-text.ts';

const NOTE_TYPE = 'com.apple.mail-note';
const NOTE_FIELDS: ReadonlySet<string> = new Set([
  'x-uniform-type-identifier',
  'x-universally-unique-identifier',
  'x-mail-created-date',
  'message-id',
  'subject',
  'date',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
]);

/** True for the header of a message that is a note: names of fields are in lower case. */
export function isAppleNote(head: readonly Field[]): boolean {
  return head.some(
    ({ name, value }) => name === 'x-uniform-type-identifier' && value.trim().toLowerCase() === NOTE_TYPE,
  );
}

/**
 * What the note says: its title is the subject, its text the first text part; pictures and drawings, which such a
 * message does not hold, are not looked for. Never throws.
 */
export function noteOfMessage(bytes: Buffer): NoteDetails {
  const reader = new NoteReader();
  const sink = readMessage(reader, (name) => NOTE_FIELDS.has(name));
  sink.write(bytes);
  sink.end();
  const valueOf = (name: string): string => reader.fields.find((field) => field.name === name)?.value.trim() ?? '';
  const { html, plain } = reader;
  return noteOf({
    uid: valueOf('x-universally-unique-identifier') || valueOf('message-id').replace(/^<|>$/g, ''),
    summary: decodeWords(valueOf('subject')).text.trim(),
    description: plain ?? (html === null ? '' : plainTextOf(html)),
    html: html ?? '',
    created: parseMailDate(valueOf('x-mail-created-date')),
    modified: parseMailDate(valueOf('date')),
  });
}

/** A note that has nothing but a title and a text. */
export function noteOf(
  said: Pick<NoteDetails, 'uid' | 'summary' | 'description' | 'html'> & {
    readonly created: Instant | null;
    readonly modified: Instant | null;
  },
): NoteDetails {
  return {
    kind: 'note',
    start: null,
    location: '',
    url: '',
    categories: [],
    sensitivity: 'normal',
    priority: 0,
    alarms: [],
    attachments: [],
    organizer: null,
    attendees: [],
    sequence: 0,
    others: [],
    ...said,
  };
}

/** A page as plain text, its paragraphs and line breaks as lines. */
export function plainTextOf(html: string): string {
  const broken = html
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^>]*>|<\/(?:p|div|li|h[1-6]|tr|blockquote|title)>/gi, (tag) => `${tag}\n`);
  const lines = broken.split('\n').map((line) =>
    visibleText(line)
      .text.replace(/[ \t]+/g, ' ')
      .trim(),
  );
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

class NoteReader implements MessageVisitor {
  fields: readonly Field[] = [];
  html: string | null = null;
  plain: string | null = null;

  head(fields: readonly Field[]): void {
    this.fields = fields;
  }

  leaf(part: PartHead): DecodedSink {
    return new LeafSink(part.type.startsWith('text/'), ({ kept }) => {
      if (kept === null) return;
      const { text } = readText(kept, part.parameters.get('charset') ?? null);
      if (part.type === 'text/html') this.html ??= text;
      else this.plain ??= text.replace(/\r\n?/g, '\n').trimEnd();
    });
  }

  message(): null {
    return null;
  }

  signed(): { write(): void; end(): void } {
    return { write: () => undefined, end: () => undefined };
  }

  irregular(): void {
    // A note is read as well as it can be.
  }
}
