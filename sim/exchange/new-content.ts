/** The bytes that are kept for a message: its MIME content, or one composed of Body and Attachments elements. */
import { createHash } from 'node:crypto';
import { ItemRefusal } from './errors.ts';
import type { ItemView } from './item-view.ts';
import { type Anatomy, type Attachment, anatomyOf, type Body } from './mime/anatomy.ts';
import { composed } from './mime/compose.ts';
import { declaredUtf8 } from './mime/html.ts';
import { isNestedTooDeeply } from './mime/nesting.ts';
import { readPart } from './mime/part.ts';
import { spokenByHeaders } from './mime/spoken.ts';
import { isTrue } from './shape.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';

/** Refuses content that Exchange refuses; what is merely broken is up to the settings. */
export function refuseMime(mime: Uint8Array, brokenMime: 'convert' | 'refuse'): void {
  if (isNestedTooDeeply(mime)) {
    throw new ItemRefusal('ErrorAttachmentNestLevelLimitExceeded', 'Messages are nested too deeply.');
  }
  const broken = brokenMime === 'refuse' ? readPart(mime).broken : null;
  if (broken !== null) throw new ItemRefusal('ErrorMimeContentInvalid', `The MIME content is invalid: ${broken}.`);
}

export type TakenApart = Extract<Anatomy, { is: 'taken-apart' }>;

/** Content of which nothing is known yet. */
export const NOTHING: TakenApart = {
  is: 'taken-apart',
  headers: [],
  body: { is: 'Text', text: '' },
  attachments: [],
  calendar: null,
  broken: null,
};

/** Elements override what the MIME content says; `mime` is null for a message made by properties alone. */
export function contentOf(element: XmlElement, mime: Uint8Array | null): Uint8Array {
  const body = childOf(element, 'Body');
  const attachments = childOf(element, 'Attachments')?.children ?? [];
  if (mime !== null && body === null && attachments.length === 0) return mime;
  const anatomy = mime === null ? NOTHING : takenApart(mime);
  return recomposed({
    ...anatomy,
    body: body === null ? anatomy.body : readBody(body),
    attachments: [...anatomy.attachments, ...attachments.map(readAttachment)],
  });
}

/** The bytes of an item with one attachment more. */
export function contentWith(view: ItemView, attachment: XmlElement): Uint8Array {
  const anatomy = takenApart(view.mime);
  return recomposed({ ...anatomy, attachments: [...anatomy.attachments, readAttachment(attachment)] });
}

/** The bytes of an item without the attachment at that place. */
export function contentWithout(view: ItemView, place: number): Uint8Array {
  const anatomy = takenApart(view.mime);
  return recomposed({ ...anatomy, attachments: anatomy.attachments.filter((_, at) => at !== place) });
}

/** The bytes of an item with another body. */
export function contentWithBody(view: ItemView, body: Body): Uint8Array {
  return recomposed({ ...takenApart(view.mime), body });
}

/** Refuses with ErrorItemSave what is kept whole. */
export function takenApart(mime: Uint8Array): TakenApart {
  const anatomy = anatomyOf(mime);
  if (anatomy.is === 'taken-apart') return anatomy;
  throw new ItemRefusal('ErrorItemSave', 'The content of signed and encrypted messages cannot be changed.');
}

/** The bytes of content that was changed. */
export function recomposed(anatomy: TakenApart): Uint8Array {
  const seed = createHash('sha256').update(anatomy.body.text).digest('hex').slice(0, 24);
  return composed(anatomy, spokenByHeaders(anatomy.headers), seed);
}

/** A Body element as content. */
export function readBody(element: XmlElement): Body {
  const text = element.text.replace(/\r\n|\r|\n/g, '\r\n');
  return attributeOf(element, 'BodyType') === 'HTML' ? { is: 'HTML', text: declaredUtf8(text) } : { is: 'Text', text };
}

function readAttachment(element: XmlElement): Attachment {
  if (element.local !== 'FileAttachment') {
    throw new ItemRefusal('ErrorInvalidOperation', 'This simulator attaches files only.');
  }
  const text = (local: string): string | null => childOf(element, local)?.text ?? null;
  const content = childOf(element, 'Content');
  if (content === null) throw new ItemRefusal('ErrorInvalidPropertySet', 'An attachment needs its Content.');
  return {
    name: text('Name'),
    type: text('ContentType')?.toLowerCase() ?? 'application/octet-stream',
    parameters: new Map(),
    contentId: text('ContentId'),
    contentLocation: text('ContentLocation'),
    isInline: isTrue(text('IsInline')),
    content: Buffer.from(content.text, 'base64'),
  };
}
