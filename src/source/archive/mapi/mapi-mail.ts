/** A message of Outlook as RFC 5322 says it, written in pieces: the original header where it was kept, the parts made anew. */
import { createHash } from 'node:crypto';
import { parameter } from './mail-encoding.ts';
import { bodyOf, subjectOf } from './mapi-body.ts';
import { headerOf } from './mapi-mail-header.ts';
import { type MapiAttachment, type MapiItem } from './mapi-object.ts';
import { TAG } from './tags.ts';

/** Messages within messages. */
const NESTING_MAX = 10;
/** Bytes of base64 that are written at once; a multiple of the 57 that make a line. */
const PIECE_BYTES = 57 * 1024;
const ATTACHED_FILE_BY_VALUE = 1;
const ATTACHED_MESSAGE = 5;
const ATTACHED_OLE = 6;

type Part = Iterable<Buffer>;

/** The whole message. What cannot be in a message (an attachment that only points at a file) is named in a part of its own. */
export function* mailOf(item: MapiItem, nesting = 0): Generator<Buffer> {
  yield line(...headerOf(item));
  yield line('MIME-Version: 1.0');
  const attachments = item.attachments();
  const secured = securedContent(item, attachments);
  if (secured !== null) yield* secured;
  else yield* contentOf(item, attachments, new Boundaries(item), nesting);
}

function* contentOf(
  item: MapiItem,
  attachments: readonly MapiAttachment[],
  boundaries: Boundaries,
  nesting: number,
): Generator<Buffer> {
  const { plain, html } = bodyOf(item);
  const inner = html.toLowerCase();
  const isInline = (one: MapiAttachment): boolean => {
    const id = one.text(TAG.attachContentId).toLowerCase();
    return id !== '' && inner.includes(`cid:${id}`);
  };
  const texts = [
    ...(plain !== '' || html === '' ? [textPart('plain', plain)] : []),
    ...(html === '' ? [] : [textPart('html', html)]),
  ];
  const text =
    texts.length === 1 && texts[0] !== undefined ? texts[0] : multipart('alternative', boundaries.next(), texts);
  const inline = attachments.filter(isInline).map((one) => attachmentPart(one, 'inline', nesting));
  const body = inline.length === 0 ? text : multipart('related', boundaries.next(), [text, ...inline]);
  const others = attachments.filter((one) => !isInline(one)).map((one) => attachmentPart(one, 'attachment', nesting));
  yield* others.length === 0 ? body : multipart('mixed', boundaries.next(), [body, ...others]);
}

/** Boundaries with "=_", which neither base64 nor a text in it can hold, equal each time the message is written. */
class Boundaries {
  readonly #seed: string;
  #count = 0;

  constructor(item: MapiItem) {
    const said = [item.text(TAG.messageId), subjectOf(item), item.time(TAG.clientSubmitTime)].join('\n');
    this.#seed = createHash('sha256').update(said).digest('hex').slice(0, 24);
  }

  next(): string {
    this.#count += 1;
    return `=_${this.#seed}_${this.#count}`;
  }
}

function* multipart(kind: string, boundary: string, parts: readonly Part[]): Generator<Buffer> {
  yield line(`Content-Type: multipart/${kind};`, ` boundary="${boundary}"`, '');
  for (const part of parts) {
    yield line('', `--${boundary}`);
    yield* part;
  }
  yield line('', `--${boundary}--`);
}

function* textPart(kind: 'plain' | 'html', text: string): Generator<Buffer> {
  yield line(`Content-Type: text/${kind}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '');
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  yield* base64([Buffer.from(lines.endsWith('\r\n') || lines === '' ? lines : `${lines}\r\n`)]);
}

function* attachmentPart(attachment: MapiAttachment, disposition: string, nesting: number): Generator<Buffer> {
  const name = nameOf(attachment);
  const id = attachment.text(TAG.attachContentId);
  const more = [
    ...parameter(`Content-Disposition: ${disposition}`, 'filename', name),
    ...(id === '' ? [] : [`Content-ID: <${id.replace(/[<>\s]/g, '')}>`]),
  ];
  const method = attachment.number(TAG.attachMethod);
  const embedded = method === ATTACHED_MESSAGE ? attachment.embedded() : null;
  if (embedded !== null && nesting < NESTING_MAX) {
    yield line('Content-Type: message/rfc822', ...more, '');
    yield* mailOf(embedded, nesting + 1);
  } else if (
    method === ATTACHED_FILE_BY_VALUE ||
    method === ATTACHED_OLE ||
    (method !== ATTACHED_MESSAGE && attachment.sizeBytes > 0)
  ) {
    yield line(
      ...parameter(`Content-Type: ${typeOf(attachment)}`, 'name', name),
      'Content-Transfer-Encoding: base64',
      ...more,
      '',
    );
    yield* base64(attachment.chunks());
  } else {
    const place = attachment.text(TAG.attachLongPathname);
    yield* textPart(
      'plain',
      `The attachment "${name}" is not in this message: it only points at ${place || 'something else'}.`,
    );
  }
}

function nameOf(attachment: MapiAttachment): string {
  const name =
    attachment.text(TAG.attachLongFilename) || attachment.text(TAG.attachFilename) || attachment.text(TAG.displayName);
  return name.replace(/[\p{Cc}]+/gu, ' ').trim() || 'attachment';
}

function typeOf(attachment: MapiAttachment): string {
  const type = attachment.text(TAG.attachMimeTag).toLowerCase();
  return /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type) && !type.startsWith('multipart/')
    ? type
    : 'application/octet-stream';
}

/** A signed or encrypted message is one attachment that holds all of it, and stays as it is to the byte (MS-OXOSMIME §2.1.3). */
function securedContent(item: MapiItem, attachments: readonly MapiAttachment[]): Part | null {
  const [only] = attachments;
  const kind = item.text(TAG.messageClass).toLowerCase();
  if (!kind.startsWith('ipm.note.smime') || only === undefined || attachments.length !== 1) return null;
  if (kind === 'ipm.note.smime.multipartsigned') return only.chunks();
  return securedPart(only);
}

function* securedPart(only: MapiAttachment): Generator<Buffer> {
  yield line('Content-Type: application/pkcs7-mime; name="smime.p7m"', 'Content-Transfer-Encoding: base64');
  yield line('Content-Disposition: attachment; filename="smime.p7m"', '');
  yield* base64(only.chunks());
}

function* base64(chunks: Iterable<Buffer>): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (; rest.length >= PIECE_BYTES; rest = rest.subarray(PIECE_BYTES)) yield encoded(rest.subarray(0, PIECE_BYTES));
  }
  if (rest.length > 0) yield encoded(rest);
}

function encoded(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n'), 'latin1');
}

function line(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((one) => `${one}\r\n`).join(''), 'utf8');
}
