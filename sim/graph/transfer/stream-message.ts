/**
 * A message in a transfer stream (`messageContent`, MS-OXCFXICS §2.2.4.2): properties, then recipients, then attachments, each
 * between its markers. Read strictly: what real servers may take or not is not taken.
 */
import { readFrames, writeFrames } from './frames.ts';
import { StreamRefusal } from './refuse-stream.ts';
import { bytesIn, numberIn, type Row, readRow, textIn, writeRow } from './row.ts';
import { StreamReader, u32 } from './values.ts';

export interface StreamMessage {
  readonly properties: Row;
  readonly recipients: readonly Row[];
  readonly attachments: readonly StreamAttachment[];
}
export interface StreamAttachment {
  readonly properties: Row;
  readonly embedded: StreamMessage | null;
}

const MARK = {
  startRecip: 0x40030003,
  endRecip: 0x40040003,
  newAttach: 0x40000003,
  endAttach: 0x400e0003,
  startEmbed: 0x40010003,
  endEmbed: 0x40020003,
} as const;
/** Markers of folders and of incremental changes, which no message holds. */
const FOREIGN_MARKS = new Set([0x40090003, 0x400a0003, 0x400b0003, 0x400c0003, 0x400d0003, 0x40100003, 0x40120003]);
const MARKS: ReadonlySet<number> = new Set([...Object.values(MARK), ...FOREIGN_MARKS]);
/** MetaTagFXDelProp: what follows of that kind replaces what was there. */
const DELETE_TAG = 0x40160003;
/** MetaTagDnPrefix, as either kind of text, and MetaTagEcWarning. */
const SKIPPED_TAGS = new Set([0x4008001e, 0x4008001f, 0x400f0003]);
const RECIPIENTS = 0x0e12000d;
const ATTACHMENTS = 0x0e13000d;

const RECIPIENTS_MAX = 5000;
/** "250 attachments" is what Exchange takes in one message. */
const ATTACHMENTS_MAX = 250;
const DEPTH_MAX = 30;

const MESSAGE_CLASS = 'tag:26';
const ROW_ID = 'tag:12288';
const RECIPIENT_TYPE = 'tag:3093';
const DISPLAY_NAME = 'tag:12289';
const ATTACH_NUMBER = 'tag:3617';
const ATTACH_METHOD = 'tag:14085';
const ATTACH_DATA = 'tag:14081';
const METHOD_BY_VALUE = 1;
const METHOD_EMBEDDED = 5;

/** The message of an item stream. Throws `StreamRefusal`. */
export function readStream(stream: Buffer): StreamMessage {
  const reader = new StreamReader(readFrames(stream));
  const message = readMessage(reader, 0);
  if (!reader.isDone) throw new StreamRefusal(`a marker stands where the message was over, at ${reader.at}`);
  return message;
}

function isMark(tag: number): boolean {
  return MARKS.has(tag) || tag === DELETE_TAG || SKIPPED_TAGS.has(tag);
}

function readMessage(reader: StreamReader, depth: number): StreamMessage {
  if (depth > DEPTH_MAX) throw new StreamRefusal('messages are nested too deeply');
  skipMetaTags(reader);
  const properties = readRow(reader, isMark);
  if (textIn(properties, MESSAGE_CLASS) === null) throw new StreamRefusal('the message has no class');
  const deleted = new Set<number>();
  const recipients: Row[] = [];
  const attachments: StreamAttachment[] = [];
  readDeletions(reader, deleted);
  while (reader.peekU32() === MARK.startRecip) {
    recipients.push(readRecipient(reader));
    if (recipients.length > RECIPIENTS_MAX) throw new StreamRefusal('there are too many recipients');
  }
  readDeletions(reader, deleted);
  while (reader.peekU32() === MARK.newAttach) {
    attachments.push(readAttachment(reader, depth));
    if (attachments.length > ATTACHMENTS_MAX) throw new StreamRefusal('there are too many attachments');
  }
  return { properties, recipients, attachments };
}

function skipMetaTags(reader: StreamReader): void {
  for (let tag = reader.peekU32(); tag !== null && SKIPPED_TAGS.has(tag); tag = reader.peekU32()) {
    reader.take(4);
    reader.take(tag === 0x400f0003 ? 4 : reader.u32());
  }
}

function readDeletions(reader: StreamReader, deleted: Set<number>): void {
  while (reader.peekU32() === DELETE_TAG) {
    reader.take(4);
    const what = reader.u32();
    if (what !== RECIPIENTS && what !== ATTACHMENTS) throw new StreamRefusal('something unknown is to be deleted');
    if (deleted.has(what)) throw new StreamRefusal('the same is to be deleted twice');
    deleted.add(what);
  }
}

function expectMark(reader: StreamReader, mark: number, text: string): void {
  if (reader.isDone || reader.peekU32() !== mark) throw new StreamRefusal(text);
  reader.take(4);
}

function readRecipient(reader: StreamReader): Row {
  expectMark(reader, MARK.startRecip, 'a recipient does not begin');
  const row = readRow(reader, isMark);
  expectMark(reader, MARK.endRecip, 'a recipient does not end');
  if (row.keys().next().value !== ROW_ID) throw new StreamRefusal('a recipient does not begin with its row');
  const type = numberIn(row, RECIPIENT_TYPE);
  // The upper bits say how far a message was sent (MS-OXCMSG §2.2.3.1.2).
  if (type === null || (type & 0x0f) > 3) throw new StreamRefusal('a recipient is of no known type');
  if (textIn(row, DISPLAY_NAME) === null) throw new StreamRefusal('a recipient has no name');
  return row;
}

function readAttachment(reader: StreamReader, depth: number): StreamAttachment {
  expectMark(reader, MARK.newAttach, 'an attachment does not begin');
  const properties = readRow(reader, isMark);
  if (properties.keys().next().value !== ATTACH_NUMBER) {
    throw new StreamRefusal('an attachment does not begin with its number');
  }
  const method = numberIn(properties, ATTACH_METHOD);
  if (method === null) throw new StreamRefusal('an attachment does not say how it is attached');
  let embedded: StreamMessage | null = null;
  if (reader.peekU32() === MARK.startEmbed) {
    reader.take(4);
    embedded = readMessage(reader, depth + 1);
    expectMark(reader, MARK.endEmbed, 'an embedded message does not end');
  }
  expectMark(reader, MARK.endAttach, 'an attachment does not end');
  if ((method === METHOD_EMBEDDED) !== (embedded !== null)) {
    throw new StreamRefusal('an attachment is of another method than its content');
  }
  if (method === METHOD_BY_VALUE && bytesIn(properties, ATTACH_DATA) === null) {
    throw new StreamRefusal('an attachment has no content');
  }
  return { properties, embedded };
}

/** The item stream of a message, as an export gives it. */
export function writeStream(message: StreamMessage): Buffer {
  return writeFrames(Buffer.concat(messageParts(message)));
}

function messageParts({ properties, recipients, attachments }: StreamMessage): readonly Buffer[] {
  return [
    writeRow(properties),
    u32(DELETE_TAG),
    u32(RECIPIENTS),
    ...recipients.flatMap((row) => [u32(MARK.startRecip), writeRow(row), u32(MARK.endRecip)]),
    u32(DELETE_TAG),
    u32(ATTACHMENTS),
    ...attachments.flatMap(attachmentParts),
  ];
}

function attachmentParts({ properties, embedded }: StreamAttachment): readonly Buffer[] {
  const inner = embedded === null ? [] : [u32(MARK.startEmbed), ...messageParts(embedded), u32(MARK.endEmbed)];
  return [u32(MARK.newAttach), writeRow(properties), ...inner, u32(MARK.endAttach)];
}
