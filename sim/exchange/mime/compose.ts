/** Writes a message from its properties, as Exchange does when it gives MIME out: nothing of the bytes that came is left. */
import { type Anatomy, type Attachment, anatomyOf } from './anatomy.ts';
import { nameOfAttachment } from './attachment-name.ts';
import { type Header, rawHeader } from './head.ts';
import { textOfHtml } from './html.ts';
import { type Spoken, spokenByHeaders } from './spoken.ts';
import { encodedBase64, encodedQuotedPrintable } from './transfer.ts';
import { headerText } from './words.ts';
import { addressHeader, parameter, rawLine, textHeader } from './write-header.ts';

/** Messages inside messages are taken apart down to here (MS-OXWSCORE); what is deeper keeps its bytes. */
const NESTING_MAX = 10;

/** `seed` makes the boundaries; another one makes others. */
export function composed(anatomy: Anatomy, spoken: Spoken, seed: string, nesting = 0): Buffer {
  const head = headLines(anatomy.headers, spoken);
  const content = anatomy.is === 'whole' ? wholeContent(anatomy) : partsContent(anatomy, seed, nesting);
  return Buffer.concat([Buffer.from(`${head}MIME-Version: 1.0\r\n`), content]);
}

/** Headers that are written from properties, or belong to the content. */
const REWRITTEN = new Set(
  `received from sender to cc bcc subject date message-id references in-reply-to reply-to importance x-priority
  x-msmail-priority priority sensitivity disposition-notification-to return-receipt-to mime-version content-type
  content-transfer-encoding content-disposition content-id content-description content-location content-md5`.split(
    /\s+/,
  ),
);

function headLines(headers: readonly Header[], spoken: Spoken): string {
  const received = headers.filter(({ name }) => name.toLowerCase() === 'received');
  const others = headers.filter(({ name }) => !REWRITTEN.has(name.toLowerCase()));
  const isSenderShown = JSON.stringify(spoken.sender) !== JSON.stringify(spoken.from);
  const optional = (name: string, value: string | null): string => (value === null ? '' : rawLine(name, value));
  return [
    ...received.map(({ raw }) => rawLine('Received', raw)),
    addressHeader('From', spoken.from),
    isSenderShown ? addressHeader('Sender', spoken.sender) : '',
    addressHeader('To', spoken.to),
    addressHeader('CC', spoken.cc),
    addressHeader('BCC', spoken.bcc),
    textHeader('Subject', spoken.subject),
    spoken.sent === null ? '' : `Date: ${new Date(spoken.sent).toUTCString().replace('GMT', '+0000')}\r\n`,
    optional('Message-ID', spoken.messageId),
    optional('References', spoken.references),
    optional('In-Reply-To', spoken.inReplyTo),
    addressHeader('Reply-To', spoken.replyTo),
    spoken.importance === 'Normal' ? '' : importanceLines(spoken.importance),
    spoken.sensitivity === 'Normal' ? '' : rawLine('Sensitivity', SENSITIVITY[spoken.sensitivity]),
    addressHeader('Disposition-Notification-To', spoken.readReceiptTo),
    ...others.map(otherLine),
  ].join('');
}

function otherLine({ name, raw }: Header): string {
  return /[\u0080-\u00ff]/.test(raw) ? textHeader(name, headerText(raw)) : rawLine(name, raw);
}

function importanceLines(importance: 'Low' | 'High'): string {
  return `Importance: ${importance.toLowerCase()}\r\nX-Priority: ${importance === 'High' ? 1 : 5}\r\n`;
}

const SENSITIVITY = { Personal: 'Personal', Private: 'Private', Confidential: 'Company-Confidential' } as const;

type TakenApart = Extract<Anatomy, { is: 'taken-apart' }>;
type Whole = Extract<Anatomy, { is: 'whole' }>;

/** Content-Type and encoding are refolded; the bytes below them stay. */
function wholeContent({ top }: Whole): Buffer {
  const kept = ['Content-Type', 'Content-Transfer-Encoding', 'Content-Disposition', 'Content-Description'];
  const lines = kept.map((name) => {
    const raw = rawHeader(top.headers, name);
    return raw === null ? '' : `${name}: ${raw.replace(/;\s+/g, ';\r\n\t')}\r\n`;
  });
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`, 'latin1'), top.raw]);
}

function partsContent(anatomy: TakenApart, seed: string, nesting: number): Buffer {
  const { attachments } = anatomy;
  const written = attachments.map((attachment, place) => {
    const part =
      attachment.type === 'message/rfc822'
        ? embeddedPart(attachment.content, `${seed}-${place}`, nesting + 1)
        : attachmentPart(attachment, nameOfAttachment(attachment, place));
    return { attachment, part };
  });
  const inline = written.filter(({ attachment }) => attachment.isInline && anatomy.body.is === 'HTML');
  const others = written.filter((one) => !inline.includes(one));
  const body = bodyContent(anatomy, `${seed}-000`);
  const related =
    inline.length === 0 ? body : multipart('related', [body, ...inline.map(({ part }) => part)], `${seed}-004`);
  return others.length === 0
    ? related
    : multipart('mixed', [related, ...others.map(({ part }) => part)], `${seed}-003`);
}

function bodyContent({ body, calendar }: TakenApart, seed: string): Buffer {
  const texts = [textPart('text/plain', body.is === 'HTML' ? textOfHtml(body.text) : body.text)];
  if (body.is === 'HTML') texts.push(textPart('text/html', body.text));
  if (calendar !== null) {
    const method = calendar.method === null ? '' : `; method=${calendar.method.replace(/[^\w-]/g, '')}`;
    texts.push(textPart('text/calendar', calendar.text, method));
  }
  return texts.length === 1 && texts[0] !== undefined ? texts[0] : multipart('alternative', texts, seed);
}

function textPart(type: string, text: string, more = ''): Buffer {
  const bytes = Buffer.from(text);
  const foreign = bytes.reduce((count, byte) => count + (byte > 126 ? 1 : 0), 0);
  const isBase64 = foreign * 6 > bytes.length;
  return Buffer.from(
    `Content-Type: ${type}; charset="utf-8"${more}\r\n` +
      `Content-Transfer-Encoding: ${isBase64 ? 'base64' : 'quoted-printable'}\r\n\r\n` +
      (isBase64 ? encodedBase64(bytes) : encodedQuotedPrintable(bytes)),
  );
}

function attachmentPart(attachment: Attachment, name: string): Buffer {
  const { type, content, contentId, contentLocation, isInline } = attachment;
  const parameters = [...attachment.parameters].map(([key, value]) => parameter(key, value)).join('');
  const disposition = isInline ? 'inline' : 'attachment';
  const head =
    `Content-Type: ${type}${parameter('name', name)}${parameters}\r\n` +
    textHeader('Content-Description', name) +
    `Content-Disposition: ${disposition}${parameter('filename', name)};\r\n\tsize=${content.length}\r\n` +
    (contentId === null ? '' : `Content-ID: <${contentId.replace(/[\r\n]/g, '')}>\r\n`) +
    (contentLocation === null ? '' : rawLine('Content-Location', contentLocation)) +
    'Content-Transfer-Encoding: base64\r\n\r\n';
  return Buffer.from(`${head}${encodedBase64(content)}`);
}

function embeddedPart(content: Buffer, seed: string, nesting: number): Buffer {
  const head = 'Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n';
  if (nesting > NESTING_MAX) return Buffer.concat([Buffer.from(head), content]);
  const anatomy = anatomyOf(content);
  return Buffer.concat([Buffer.from(head), composed(anatomy, spokenByHeaders(anatomy.headers), seed, nesting)]);
}

function multipart(kind: 'mixed' | 'related' | 'alternative', parts: readonly Buffer[], seed: string): Buffer {
  const boundary = `_${seed}_`;
  const type = kind === 'related' ? ';\r\n\ttype="multipart/alternative"' : '';
  const pieces: Buffer[] = [Buffer.from(`Content-Type: multipart/${kind};\r\n\tboundary="${boundary}"${type}\r\n\r\n`)];
  for (const part of parts) pieces.push(Buffer.from(`--${boundary}\r\n`), part, LINE_END);
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return Buffer.concat(pieces);
}

const LINE_END = Buffer.from('\r\n');
