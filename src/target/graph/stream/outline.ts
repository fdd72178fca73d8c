/**
 * What a message consists of, found in one walk over its bytes: headers, texts that may be shown, and how long everything
 * else is. Nothing large is held. A second walk (`fill.ts`) meets the same parts under the same numbers.
 */
import { type Field, HeaderReader } from '../../../content/mime-header.ts';
import { type MessageVisitor, type PartHead, readMessage } from '../../../content/mime-reader.ts';
import { bothSinks, type DecodedSink, type Sink } from '../../../content/transfer-encoding.ts';
import type { Content } from '../../../model/item.ts';

/** A text part longer than this becomes a file: decoding it would cost six times its size in memory. */
const TEXT_BYTES_MAX = 8 * 1024 * 1024;
/** The header of a message as text. Exchange itself keeps 64 KB of it. */
const HEADER_BYTES_MAX = 256 * 1024;
/** Messages inside each other that stay messages. Exchange refuses more than ten; what is deeper stays a file. */
const EMBEDDED_DEPTH_MAX = 8;

/** One message: the item itself, or one that is attached. */
export interface Outline {
  /** The wanted fields of its header, in order. */
  readonly fields: readonly Field[];
  /** Its header as it was written, one byte a character. */
  readonly header: string;
  /** What comes behind the header, as it was written. */
  readonly bodyBytes: number;
  readonly parts: readonly OutlinePart[];
}

export interface OutlinePart {
  /** Counts the parts of the whole item, those of attached messages included. */
  readonly number: number;
  readonly head: PartHead;
  /** Decoded. */
  readonly sizeBytes: number;
  /** Decoded bytes of a text that may be shown; null for everything else. */
  readonly text: Buffer | null;
  /** What it is when it is a message that stays one. */
  readonly message: Outline | null;
}

/** Where the bytes of one part go in the second walk. */
export interface PartSinks {
  leaf(number: number): DecodedSink;
  /** Gets the decoded bytes of an attached message, its header included. */
  message(number: number): DecodedSink;
}

const FIELDS = new Set(
  [
    'subject from sender reply-to to cc bcc date message-id in-reply-to references thread-index thread-topic',
    'importance priority x-priority x-msmail-priority sensitivity',
    'content-type content-transfer-encoding content-disposition content-id content-location content-description',
    'list-id list-unsubscribe list-post list-archive list-help list-subscribe auto-submitted precedence',
    'x-mailer user-agent x-originating-ip return-path delivered-to resent-from resent-date organization',
  ].flatMap((names) => names.split(' ')),
);

export async function outlineOf(content: Content): Promise<Outline> {
  const builder = new OutlineBuilder({ parts: 0 }, 0);
  const whole = new WholeSink();
  await walk(content, bothSinks(readMessage(builder, wantsField), whole));
  return builder.outline(whole);
}

/** Walks once more; `sinks` gets every part under its number. */
export function partReader(sinks: PartSinks): Sink {
  return readMessage(new NumberedVisitor(sinks, { parts: 0 }, 0), wantsField);
}

export async function walk(content: Content, sink: Sink): Promise<void> {
  if (content.is === 'held') sink.write(content.bytes);
  else for await (const bytes of content.open()) sink.write(bytes);
  sink.end();
}

function wantsField(name: string): boolean {
  return FIELDS.has(name);
}

/** True for a part that is taken for a message of its own. */
function isEmbedded({ type }: PartHead, depth: number): boolean {
  return /^message\/(rfc822|global)$/.test(type) && depth < EMBEDDED_DEPTH_MAX;
}

interface Count {
  parts: number;
}

class OutlineBuilder implements MessageVisitor {
  readonly #count: Count;
  readonly #depth: number;
  readonly #parts: OutlinePart[] = [];
  #fields: readonly Field[] = [];

  constructor(count: Count, depth: number) {
    this.#count = count;
    this.#depth = depth;
  }

  head(fields: readonly Field[]): void {
    this.#fields = fields;
  }

  leaf(head: PartHead): DecodedSink {
    const number = this.#count.parts++;
    // Kept in the order of their beginnings: a part ends before the next one begins.
    return new TextSink(isText(head), (sizeBytes, text) =>
      this.#parts.push({ number, head, sizeBytes, text, message: null }),
    );
  }

  message(head: PartHead): { readonly visitor: MessageVisitor; readonly bytes: DecodedSink } | null {
    if (!isEmbedded(head, this.#depth)) return null;
    const number = this.#count.parts++;
    const inner = new OutlineBuilder(this.#count, this.#depth + 1);
    const bytes = new WholeSink((whole) => {
      const { sizeBytes } = whole;
      this.#parts.push({ number, head, sizeBytes, text: null, message: inner.outline(whole) });
    });
    return { visitor: inner, bytes };
  }

  signed(): Sink {
    return NOWHERE;
  }

  irregular(): void {
    // However readers disagree: this one has taken it as it has, and nothing is left out.
  }

  outline({ header, bodyBytes }: WholeSink): Outline {
    return { fields: this.#fields, header, bodyBytes, parts: this.#parts };
  }
}

class NumberedVisitor implements MessageVisitor {
  readonly #sinks: PartSinks;
  readonly #count: Count;
  readonly #depth: number;

  constructor(sinks: PartSinks, count: Count, depth: number) {
    this.#sinks = sinks;
    this.#count = count;
    this.#depth = depth;
  }

  head(): void {
    // Known from the first walk.
  }

  leaf(): DecodedSink {
    return this.#sinks.leaf(this.#count.parts++);
  }

  message(head: PartHead): { readonly visitor: MessageVisitor; readonly bytes: DecodedSink } | null {
    if (!isEmbedded(head, this.#depth)) return null;
    const bytes = this.#sinks.message(this.#count.parts++);
    return { visitor: new NumberedVisitor(this.#sinks, this.#count, this.#depth + 1), bytes };
  }

  signed(): Sink {
    return NOWHERE;
  }

  irregular(): void {
    // As in the first walk.
  }
}

export const NOWHERE: DecodedSink = { write: () => undefined, end: () => undefined, broken: () => undefined };

function isText({ type, disposition }: PartHead): boolean {
  return /^text\/(plain|html)$/.test(type) && disposition !== 'attachment';
}

/** Keeps a text while it is not too long; counts everything. */
class TextSink implements DecodedSink {
  readonly #done: (sizeBytes: number, text: Buffer | null) => void;
  #pieces: Buffer[] | null;
  #sizeBytes = 0;

  constructor(isKept: boolean, done: (sizeBytes: number, text: Buffer | null) => void) {
    this.#pieces = isKept ? [] : null;
    this.#done = done;
  }

  write(bytes: Buffer): void {
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > TEXT_BYTES_MAX) this.#pieces = null;
    // A copy: the reader may use its buffer again.
    this.#pieces?.push(Buffer.from(bytes));
  }

  broken(): void {
    // Taken as the decoder gave it.
  }

  end(): void {
    this.#done(this.#sizeBytes, this.#pieces === null ? null : Buffer.concat(this.#pieces));
  }
}

/** Sees a message as it is written: its header as text, and how long the rest is. */
class WholeSink implements DecodedSink {
  readonly #done: ((whole: WholeSink) => void) | null;
  readonly #header = new BodyFinder();
  #headerBytes: Buffer[] = [];
  #kept = 0;
  #sizeBytes = 0;
  #bodyBytes = 0;

  constructor(done: ((whole: WholeSink) => void) | null = null) {
    this.#done = done;
  }

  get header(): string {
    return Buffer.concat(this.#headerBytes).toString('latin1').trim();
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  write(bytes: Buffer): void {
    this.#sizeBytes += bytes.length;
    const from = this.#header.bodyStart(bytes);
    this.#bodyBytes += bytes.length - from;
    const head = bytes.subarray(0, Math.min(from, HEADER_BYTES_MAX - this.#kept));
    if (head.length > 0) this.#headerBytes.push(Buffer.from(head));
    this.#kept += head.length;
  }

  broken(): void {
    // As for every part.
  }

  end(): void {
    this.#done?.(this);
  }
}

/** Finds where the header of a message ends, over pieces. */
export class BodyFinder {
  readonly #reader = new HeaderReader(() => false, true);
  #isInBody = false;

  /** Where in these bytes the body begins; their length when it does not yet. */
  bodyStart(bytes: Buffer): number {
    if (this.#isInBody) return 0;
    const length = this.#reader.take(bytes);
    if (length === null) return bytes.length;
    this.#isInBody = true;
    return length;
  }
}
