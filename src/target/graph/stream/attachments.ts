/** Attachments of a message as an item stream holds them (MS-OXCMSG §2.2.2). */
import { extname } from 'node:path';
import {
  type AttachmentTree,
  heldBytes,
  type MessageTree,
  type Property,
} from '../../../wire/fast-transfer/property.ts';
import type { Bytes } from '../../../wire/request-body.ts';
import { cut } from './head-properties.ts';
import type { OutlinePart } from './outline.ts';
import { boolean, integer, TAG, text } from './tags.ts';

const BY_VALUE = 1;
const EMBEDDED = 5;
/** It stands nowhere in the text. */
const NOWHERE_IN_TEXT = -1;
/** The body shows it. */
const SHOWN_IN_BODY = 4;
/** Of a name that every file system takes. */
const NAME_CHARS_MAX = 255;

export interface FileOf {
  /** Null for the whole of a signed message. */
  readonly part: OutlinePart | null;
  /** All parts of the message, for telling whether a text shows it. */
  readonly siblings: readonly OutlinePart[];
  readonly content: Bytes;
}

export function attachmentOf({ part, siblings, content }: FileOf): AttachmentTree {
  const name = part === null ? 'smime.p7m' : nameOf(part);
  return {
    properties: [
      integer(TAG.attachMethod, BY_VALUE),
      integer(TAG.renderingPosition, NOWHERE_IN_TEXT),
      ...names(name),
      text(TAG.attachType, part === null ? 'multipart/signed' : part.head.type),
      ...(part === null ? [] : placed(part, siblings)),
      { name: TAG.attachContent, value: { is: 'binary', value: content } },
    ],
    embedded: null,
  };
}

export function embeddedAttachment(message: MessageTree, subject: string, part: OutlinePart): AttachmentTree {
  const name = cut(subject, NAME_CHARS_MAX);
  return {
    properties: [
      integer(TAG.attachMethod, EMBEDDED),
      integer(TAG.renderingPosition, NOWHERE_IN_TEXT),
      text(TAG.displayName, name),
      ...(part.head.name === null ? [] : [text(TAG.attachName, cut(part.head.name, NAME_CHARS_MAX))]),
      text(TAG.attachType, 'message/rfc822'),
    ],
    embedded: message,
  };
}

function names(name: string): readonly Property[] {
  const kept = cut(name, NAME_CHARS_MAX);
  const extension = extname(kept);
  return [
    text(TAG.attachName, kept),
    text(TAG.attachShortName, kept),
    text(TAG.displayName, kept),
    ...(extension === '' ? [] : [text(TAG.attachExtension, extension)]),
  ];
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'text/html': '.htm',
  'text/calendar': '.ics',
  'text/vcard': '.vcf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'message/rfc822': '.eml',
  'application/pdf': '.pdf',
  'application/pkcs7-mime': '.p7m',
  'application/x-pkcs7-mime': '.p7m',
};

/** Exchange itself numbers what has no name. */
function nameOf({ head, number }: OutlinePart): string {
  const named = head.name?.replace(/[\p{Cc}]+/gu, ' ').trim() ?? '';
  if (named !== '') return named.toWellFormed();
  return `ATT${String(number).padStart(5, '0')}${EXTENSIONS[head.type] ?? '.bin'}`;
}

/** How a part is tied to the text, and what its text is written in. */
function placed({ head }: OutlinePart, siblings: readonly OutlinePart[]): readonly Property[] {
  const field = (name: string): string => head.fields.find((one) => one.name === name)?.value.trim() ?? '';
  const contentId = field('content-id').replace(/^<|>$/g, '');
  const location = field('content-location');
  const charset = head.type.startsWith('text/') ? (head.parameters.get('charset') ?? '') : '';
  const isShown = contentId !== '' && siblings.some((part) => showsPicture(part, contentId));
  return [
    ...(contentId === '' ? [] : [text(TAG.attachContentId, cut(contentId, NAME_CHARS_MAX))]),
    ...(location === '' ? [] : [text(TAG.attachLocation, cut(location, 2000))]),
    ...(charset === '' ? [] : [text(TAG.attachCharset, cut(charset, 40))]),
    ...(isShown ? [integer(TAG.attachFlags, SHOWN_IN_BODY), boolean(TAG.attachHidden, true)] : []),
  ];
}

function showsPicture({ head, text: bytes }: OutlinePart, contentId: string): boolean {
  return head.type === 'text/html' && bytes !== null && bytes.includes(`cid:${contentId}`);
}

/** A file that is there. */
export function heldAttachment(name: string, type: string, content: Uint8Array): AttachmentTree {
  return {
    properties: [
      integer(TAG.attachMethod, BY_VALUE),
      integer(TAG.renderingPosition, NOWHERE_IN_TEXT),
      ...names(name),
      text(TAG.attachType, type),
      { name: TAG.attachContent, value: { is: 'binary', value: heldBytes(content) } },
    ],
    embedded: null,
  };
}
