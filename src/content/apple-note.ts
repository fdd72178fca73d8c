/** Notes that Apple's programs keep as messages in a mail folder: how to know one, and what it says. */
import { hash } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import type { CalendarAttachment, NoteDetails } from '../model/calendar.ts';
import { UNDESCRIBED } from './calendar/undescribed.ts';
import { readText } from './charset.ts';
import { parseMailDate } from './mail-date.ts';
import { decodeWords } from './mail-words.ts';
import { type Field, HeaderReader } from './mime-header.ts';
import { type MessageVisitor, type PartHead, readMessage } from './mime-reader.ts';
import type { DecodedSink } from './transfer-encoding.ts';
import { visibleText } from './visible-text.ts';

/** The header field that tells a note. */
export const NOTE_FIELD = 'X-Uniform-Type-Identifier';
const NOTE_TYPE = 'com.apple.mail-note';
const NOTE_FIELDS: ReadonlySet<string> = new Set([
  NOTE_FIELD.toLowerCase(),
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
  return head.some(({ name, value }) => name === NOTE_FIELD.toLowerCase() && value.trim().toLowerCase() === NOTE_TYPE);
}

/** The same for lines of a header as they came, one character a byte. */
export function isAppleNoteHeader(lines: string): boolean {
  const reader = new HeaderReader(() => true, false);
  reader.take(Buffer.from(lines, 'latin1'));
  reader.end();
  return isAppleNote(reader.fields);
}

/** Hex characters of a name made of content: 96 bits, so that nobody finds two texts with one name. */
const DIGEST_CHARS = 24;

/**
 * What the note says: its title is the subject, its text the text parts that are no files, and every other part is an
 * attachment. A note without a name of its own is named by its bytes. Never throws.
 */
export function noteOfMessage(bytes: Buffer): NoteDetails {
  const reader = new NoteReader();
  const sink = readMessage(reader, (name) => NOTE_FIELDS.has(name));
  sink.write(bytes);
  sink.end();
  const valueOf = (name: string): string => reader.fields.find((field) => field.name === name)?.value.trim() ?? '';
  const html = reader.html.join('\n');
  const plain = reader.plain.join('\n');
  const named = valueOf('x-universally-unique-identifier') || valueOf('message-id').replace(/^<|>$/g, '');
  const note = noteOf({
    uid: named || hash('sha256', bytes, 'hex').slice(0, DIGEST_CHARS),
    summary: decodeWords(valueOf('subject')).text.trim(),
    description: plain || plainTextOf(html),
    html: isFormatted(html) ? html : '',
    created: parseMailDate(valueOf('x-mail-created-date')),
    modified: parseMailDate(valueOf('date')),
  });
  return { ...note, attachments: reader.attachments };
}

/** What every page has, and paragraphs and lines, which plain text has as well. */
const PLAIN_TAGS = /<\/?(?:(?:html|head|body|meta)\b[^<>]*|(?:div|p|br|span)\s*\/?)>|<!doctype\b[^<>]*>/gi;

/** False for a page that says no more than its plain text does: most notes are only wrapped into one. */
function isFormatted(html: string): boolean {
  return /<[a-z!]/i.test(html.replace(PLAIN_TAGS, ''));
}

/** A note that has nothing but a title and a text. */
export function noteOf(
  said: Pick<NoteDetails, 'uid' | 'summary' | 'description' | 'html'> & {
    readonly created: Instant | null;
    readonly modified: Instant | null;
  },
): NoteDetails {
  return { ...UNDESCRIBED, kind: 'note', start: null, ...said };
}

/** A page as plain text, its paragraphs and line breaks as lines. */
export function plainTextOf(html: string): string {
  const broken = html
    .replace(/\s+/g, ' ')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|li|h[1-6]|tr|blockquote|title)>/gi, (tag) => `${tag}\n`);
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
  readonly html: string[] = [];
  readonly plain: string[] = [];
  readonly attachments: CalendarAttachment[] = [];

  head(fields: readonly Field[]): void {
    this.fields = fields;
  }

  leaf(part: PartHead): DecodedSink {
    const pieces: Buffer[] = [];
    return {
      // A copy: the reader may use its buffer again.
      write: (bytes) => void pieces.push(Buffer.from(bytes)),
      broken: () => undefined,
      end: () => this.#take(part, Buffer.concat(pieces)),
    };
  }

  #take(part: PartHead, bytes: Buffer): void {
    const { type, name, disposition, parameters } = part;
    const isText = (type === 'text/html' || type === 'text/plain') && name === null && disposition !== 'attachment';
    if (!isText) {
      this.attachments.push({ is: 'inline', bytes, name: name ?? '', mediaType: type });
      return;
    }
    const { text } = readText(bytes, parameters.get('charset') ?? null);
    if (type === 'text/html') this.html.push(text);
    else this.plain.push(text.replace(/\r\n?/g, '\n').trimEnd());
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
