/** The MIME content that the store keeps of a message that came as a stream. */
import type { Address, ItemState } from '../../exchange/item.ts';
import { type Anatomy, type Attachment, anatomyOf, type Body } from '../../exchange/mime/anatomy.ts';
import { composed } from '../../exchange/mime/compose.ts';
import { type Header, readHead } from '../../exchange/mime/head.ts';
import { declaredUtf8 } from '../../exchange/mime/html.ts';
import { addressesOf, type Spoken } from '../../exchange/mime/spoken.ts';
import { encodedBase64 } from '../../exchange/mime/transfer.ts';
import { decodedText } from '../../exchange/mime/words.ts';
import { addressIn, itemOfStream } from './item-of-stream.ts';
import { bytesIn, numberIn, type Row, textIn } from './row.ts';
import type { StreamAttachment, StreamMessage } from './stream-message.ts';
import { P, RENDERED_IN_BODY } from './tags.ts';

export function mimeOfStream(message: StreamMessage, state: ItemState): Buffer {
  const headers = headersOf(message.properties);
  const spoken = spokenBy(message, headers, state);
  return composed(anatomyOfStream(message, headers), spoken, 'imported');
}

/** PidTagTransportMessageHeaders, as it came over the wire. */
function headersOf(row: Row): readonly Header[] {
  const text = textIn(row, P.headers);
  return text === null ? [] : readHead(Buffer.from(text)).headers;
}

function spokenBy({ properties, recipients }: StreamMessage, headers: readonly Header[], state: ItemState): Spoken {
  const ofType = (type: number): readonly Address[] =>
    recipients
      .filter((row) => ((numberIn(row, P.recipientType) ?? 0) & 0x0f) === type)
      .flatMap((row) => addressIn(row, P.displayName, P.email, P.smtp) ?? []);
  const from = addressIn(properties, P.fromName, P.fromEmail, P.fromSmtp);
  const sender = addressIn(properties, P.senderName, P.senderEmail, P.senderSmtp) ?? from;
  const subject =
    textIn(properties, P.subject) ??
    `${textIn(properties, P.subjectPrefix) ?? ''}${textIn(properties, P.normalizedSubject) ?? ''}`;
  return {
    from: from === null ? [] : [from],
    sender: sender === null ? [] : [sender],
    to: ofType(1),
    cc: ofType(2),
    bcc: ofType(3),
    replyTo: addressesOf(headers, 'replyTo'),
    subject: unmarked(subject),
    messageId: textIn(properties, P.messageId),
    references: textIn(properties, P.references),
    inReplyTo: textIn(properties, P.inReplyTo),
    sent: state.sent,
    importance: state.importance,
    sensitivity: state.sensitivity,
    readReceiptTo: state.readReceipt && from !== null ? [from] : [],
  };
}

/** A subject may begin with the sign 1 and the length of its prefix (MS-OXCMSG §2.2.1.46). */
function unmarked(subject: string): string {
  return subject.charCodeAt(0) === 1 ? subject.slice(2) : subject;
}

function anatomyOfStream(message: StreamMessage, headers: readonly Header[]): Anatomy {
  const { properties, attachments } = message;
  const [first] = attachments;
  if (/^IPM\.Note\.SMIME|^REPORT\./i.test(textIn(properties, P.messageClass) ?? '') && first !== undefined) {
    const whole = wholeAnatomy(first, headers);
    if (whole !== null) return whole;
  }
  return {
    is: 'taken-apart',
    headers,
    body: bodyOf(properties),
    attachments: attachments
      .filter((one) => !isPhoto(one))
      .map(attachmentOf)
      .concat(attachments.filter(isPhoto).map(attachmentOf)),
    calendar: calendarIn(properties),
    broken: null,
  };
}

function calendarIn(row: Row): { readonly text: string; readonly method: string | null } | null {
  const text = textIn(row, P.calendar);
  return text === null ? null : { text, method: textIn(row, P.calendarMethod) };
}

function isPhoto({ properties }: StreamAttachment): boolean {
  return properties.get(P.contactPhoto)?.value === true;
}

/** What is signed or encrypted lies whole in its only attachment (MS-OXOSMIME §2.1.3). */
function wholeAnatomy({ properties }: StreamAttachment, headers: readonly Header[]): Anatomy | null {
  const type = textIn(properties, P.attachType) ?? '';
  const data = bytesIn(properties, P.attachData);
  if (data === null) return null;
  const content = /^multipart\//i.test(type)
    ? data
    : Buffer.from(`Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${encodedBase64(data)}`);
  const anatomy = anatomyOf(content);
  return anatomy.is === 'whole' ? { ...anatomy, headers } : null;
}

function bodyOf(row: Row): Body {
  const html = row.get(P.html)?.value;
  if (typeof html === 'string') return { is: 'HTML', text: declaredUtf8(lines(html)) };
  if (Buffer.isBuffer(html)) {
    const page = numberIn(row, P.codePage) ?? UTF8_PAGE;
    const charset = page === UTF8_PAGE ? 'utf-8' : (CHARSETS[page] ?? `windows-${page}`);
    const text = decodedText(html, charset) ?? html.toString('latin1');
    return { is: 'HTML', text: declaredUtf8(lines(text.replace(/\0$/, ''))) };
  }
  return { is: 'Text', text: lines(textIn(row, P.body) ?? '') };
}

const UTF8_PAGE = 65001;
const CHARSETS: Readonly<Record<number, string>> = {
  20127: 'us-ascii',
  28591: 'iso-8859-1',
  28592: 'iso-8859-2',
  28605: 'iso-8859-15',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  51932: 'euc-jp',
  50220: 'iso-2022-jp',
  20866: 'koi8-r',
};

function lines(text: string): string {
  return text.replaceAll('\0', '').replace(/\r\n|\r|\n/g, '\r\n');
}

function attachmentOf({ properties, embedded }: StreamAttachment): Attachment {
  const contentId = textIn(properties, P.contentId);
  const flags = numberIn(properties, P.attachFlags) ?? 0;
  const isInline =
    contentId !== null && ((flags & RENDERED_IN_BODY) !== 0 || properties.get(P.attachHidden)?.value === true);
  const charset = textIn(properties, P.attachCharset);
  const inner = embedded === null ? null : itemOfStream(embedded, 0).mime;
  return {
    name:
      textIn(properties, P.attachName) ?? textIn(properties, P.attachShortName) ?? textIn(properties, P.displayName),
    type:
      inner !== null
        ? 'message/rfc822'
        : (textIn(properties, P.attachType)?.toLowerCase() ?? 'application/octet-stream'),
    parameters: new Map(charset === null ? [] : [['charset', charset]]),
    contentId: contentId?.replace(/^<|>$/g, '') ?? null,
    contentLocation: textIn(properties, P.contentLocation),
    isInline,
    content: inner ?? bytesIn(properties, P.attachData) ?? Buffer.alloc(0),
  };
}
