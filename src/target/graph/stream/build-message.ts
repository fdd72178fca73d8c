/** A message of the source as an item stream: what Exchange would make of its MIME, with the state that it had. */
import type { Field } from '../../../content/mime-header.ts';
import type { Content, Loss } from '../../../model/item.ts';
import type { AttachmentTree, MessageTree, Property } from '../../../wire/fast-transfer/property.ts';
import { attachmentOf, embeddedAttachment, type FileOf } from './attachments.ts';
import { bodyPlan, bodyProperties } from './body-properties.ts';
import { ITSELF, PartFiller } from './fill.ts';
import { headProperties, wordsOf } from './head-properties.ts';
import { type Outline, type OutlinePart, outlineOf } from './outline.ts';
import { integer, TAG, text } from './tags.ts';

export interface BuiltMessage {
  readonly tree: MessageTree;
  /** When it was sent; null where its header does not tell. */
  readonly sentAt: number | null;
  readonly losses: readonly Loss[];
}

/**
 * Reads the content once to learn what it consists of; every sending of the item reads it again. `state` is what the message
 * itself gets besides what its header and body say. Never fails on what the message is, only if it cannot be read.
 */
export async function buildMessage(content: Content, state: readonly Property[]): Promise<BuiltMessage> {
  const outline = await outlineOf(content);
  const filler = new PartFiller(content);
  const { tree, sentAt, losses } = built(outline, ITSELF, filler);
  return { tree: { ...tree, properties: [...tree.properties, ...state] }, sentAt, losses };
}

function built(outline: Outline, number: number, filler: PartFiller): BuiltMessage {
  const head = headProperties(outline);
  const kind = kindOf(outline);
  const { shown, spare } = bodyPlan(outline.parts);
  const properties = [text(TAG.messageClass, CLASSES[kind]), ...head.properties, ...bodyProperties(shown)];
  const files =
    kind === 'signed'
      ? [signedWhole(outline, number, filler)]
      : outline.parts
          .filter((part) => !shown.includes(part) && !spare.has(part))
          .map((part) => attachment(part, outline, filler));
  const losses: Loss[] = head.isSubjectCut
    ? [{ field: 'subject', how: 'shortened', why: 'Exchange keeps 255 characters of it' }]
    : [];
  return { tree: { properties, recipients: head.recipients, attachments: files }, sentAt: head.sentAt, losses };
}

type Kind = 'plain' | 'signed' | 'sealed';

/** Outlook shows a seal, and opens what is encrypted, by these classes (MS-OXOSMIME §2.2.2). */
const CLASSES: Readonly<Record<Kind, string>> = {
  plain: 'IPM.Note',
  signed: 'IPM.Note.SMIME.MultipartSigned',
  sealed: 'IPM.Note.SMIME',
};

function kindOf({ fields, bodyBytes }: Outline): Kind {
  const type = (fields.find(({ name }) => name === 'content-type')?.value ?? '').trim().toLowerCase();
  if (/^multipart\/signed\b/.test(type) && bodyBytes > 0) return 'signed';
  return /^application\/(x-)?pkcs7-mime\b/.test(type) ? 'sealed' : 'plain';
}

function attachment(part: OutlinePart, outline: Outline, filler: PartFiller): AttachmentTree {
  const { message, number } = part;
  if (message === null) {
    const file: FileOf = { part, siblings: outline.parts, content: filler.part(number, 'whole', part.sizeBytes) };
    return attachmentOf(file);
  }
  const { tree } = built(message, number, filler);
  const state = [integer(TAG.messageFlags, READ)];
  const embedded = { ...tree, properties: [...tree.properties, ...state] };
  return embeddedAttachment(embedded, subjectOf(message.fields) || part.head.name || '', part);
}

/** A message that was sent to somebody has been read by who attached it. */
const READ = 1;

/** The signed part and its signature in one file, byte by byte: so the signature stays valid (MS-OXOSMIME §2.1.2). */
function signedWhole(outline: Outline, number: number, filler: PartFiller): AttachmentTree {
  const head = outline.fields
    .filter(({ name }) => name.startsWith('content-'))
    .map(({ name, value }) => `${properCase(name)}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`)
    .join('');
  const before = Buffer.from(`${head}\r\n`, 'latin1');
  const content = filler.part(number, 'body', outline.bodyBytes, before);
  return attachmentOf({ part: null, siblings: [], content });
}

function properCase(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

function subjectOf(fields: readonly Field[]): string {
  return wordsOf(fields.find(({ name }) => name === 'subject')?.value ?? '');
}
