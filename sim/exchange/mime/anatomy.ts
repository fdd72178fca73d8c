/**
 * A message taken apart as Exchange stores it: one body, and attachments. What Exchange keeps whole (signed and encrypted
 * mail, reports) stays whole.
 */

import type { Header } from './head.ts';
import { declaredUtf8, htmlOfText } from './html.ts';
import { bodyOf, type Part, readPart } from './part.ts';
import { decodedText } from './words.ts';

export interface Attachment {
  readonly name: string | null;
  readonly type: string;
  /** Charset and the like, without name and boundary. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly contentId: string | null;
  readonly contentLocation: string | null;
  /** Shown inside the body. */
  readonly isInline: boolean;
  readonly content: Buffer;
}
export interface Body {
  readonly is: 'HTML' | 'Text';
  /** Lines end with CRLF. */
  readonly text: string;
}
export type Anatomy =
  | {
      readonly is: 'taken-apart';
      readonly headers: readonly Header[];
      readonly body: Body;
      readonly attachments: readonly Attachment[];
      readonly calendar: { readonly text: string; readonly method: string | null } | null;
      readonly broken: string | null;
    }
  /** The top part is kept as it came, with its Content-Type and encoding. */
  | { readonly is: 'whole'; readonly headers: readonly Header[]; readonly top: Part; readonly broken: null };

export function anatomyOf(mime: Uint8Array): Anatomy {
  const top = readPart(mime);
  if (isKeptWhole(top)) return { is: 'whole', headers: top.headers, top, broken: null };
  const finding: Finding = { shown: [], attachments: [], calendar: null };
  takeApart(top, finding, false);
  const { attachments, calendar } = finding;
  const body = joinedBody(finding.shown);
  return { is: 'taken-apart', headers: top.headers, body, attachments, calendar, broken: top.broken };
}

/** S/MIME of both kinds, PGP signatures, and reports (MS-OXCMAIL: they get item classes of their own). */
function isKeptWhole({ type }: Part): boolean {
  return /^(?:multipart\/signed|multipart\/report|application\/(?:x-)?pkcs7-mime)$/.test(type);
}

interface Finding {
  readonly shown: Body[];
  readonly attachments: Attachment[];
  calendar: { readonly text: string; readonly method: string | null } | null;
}

function takeApart(part: Part, finding: Finding, isRelated: boolean): void {
  if (part.children.length === 0) leaf(part, finding, isRelated);
  else if (part.type === 'multipart/alternative') alternative(part, finding);
  else if (part.type === 'multipart/related') {
    for (const child of part.children) takeApart(child, finding, true);
  } else for (const child of part.children) takeApart(child, finding, isRelated);
}

/** The richest text becomes the body: HTML, else the last plain one. Exchange makes up a plain one when it gives MIME out. */
function alternative(part: Part, finding: Finding): void {
  const best = part.children.findLast(holdsHtml) ?? part.children.findLast(isShownText) ?? part.children.at(-1);
  for (const child of part.children) {
    if (child === best) takeApart(child, finding, false);
    else if (child.type === 'text/calendar') leaf(child, finding, false);
    else if (!isShownText(child)) takeApart(child, finding, true);
  }
}

function holdsHtml(part: Part): boolean {
  return (part.type === 'text/html' && isShownText(part)) || part.children.some(holdsHtml);
}

function isShownText(part: Part): boolean {
  const isText = part.type === 'text/plain' || part.type === 'text/html';
  return isText && part.children.length === 0 && part.disposition !== 'attachment' && part.filename === null;
}

function leaf(part: Part, finding: Finding, isRelated: boolean): void {
  if (part.type === 'text/calendar' && finding.calendar === null && part.disposition !== 'attachment') {
    finding.calendar = { text: textOf(part), method: part.parameters.get('method') ?? null };
  } else if (isShownText(part)) {
    const text = unflowed(textOf(part), part);
    finding.shown.push({ is: part.type === 'text/html' ? 'HTML' : 'Text', text });
  } else finding.attachments.push(attachmentOf(part, isRelated));
}

function attachmentOf(part: Part, isRelated: boolean): Attachment {
  const parameters = new Map([...part.parameters].filter(([name]) => name !== 'name' && name !== 'boundary'));
  const { type, contentId } = part;
  return {
    name: part.filename,
    type,
    parameters,
    contentId,
    contentLocation: part.headers.find(({ name }) => name.toLowerCase() === 'content-location')?.raw.trim() ?? null,
    isInline: contentId !== null && (isRelated || part.disposition === 'inline'),
    content: bodyOf(part),
  };
}

function textOf(part: Part): string {
  const bytes = bodyOf(part);
  const charset = part.parameters.get('charset') ?? 'utf-8';
  const isDeclared = part.parameters.has('charset');
  const text = decodedText(bytes, charset, !isDeclared) ?? decodedText(bytes, 'windows-1252') ?? '';
  return text.replaceAll('\0', '').replace(/\r\n|\r|\n/g, '\r\n');
}

/** format=flowed (RFC 3676) is undone: soft line ends go. */
function unflowed(text: string, part: Part): string {
  if (part.parameters.get('format')?.toLowerCase() !== 'flowed') return text;
  const isDelSp = part.parameters.get('delsp')?.toLowerCase() === 'yes';
  const lines: string[] = [];
  let isOpen = false;
  for (const line of text.split('\r\n')) {
    const quotes = /^>*/.exec(line)?.[0] ?? '';
    const bare = line.slice(quotes.length).replace(/^ /, '');
    const isSoft = bare.endsWith(' ') && bare !== '-- ';
    const content = isSoft && isDelSp ? bare.slice(0, -1) : bare;
    const before = lines.at(-1);
    if (isOpen && before !== undefined && (/^>*/.exec(before)?.[0] ?? '') === quotes) {
      lines[lines.length - 1] = before + content;
    } else lines.push(quotes === '' ? content : `${quotes} ${content}`);
    isOpen = isSoft;
  }
  return lines.join('\r\n');
}

/** Several shown texts become one body: HTML as soon as one of them is. */
function joinedBody(shown: readonly Body[]): Body {
  if (!shown.some((body) => body.is === 'HTML')) {
    return { is: 'Text', text: shown.map((body) => body.text).join('\r\n') };
  }
  const html = shown.map((body) => (body.is === 'HTML' ? body.text : htmlOfText(body.text)));
  return { is: 'HTML', text: declaredUtf8(html.length === 1 ? (html[0] ?? '') : joinedHtml(html)) };
}

/** The content of later documents goes before the end of the first one's body. */
function joinedHtml(documents: readonly string[]): string {
  const [first = '', ...rest] = documents;
  const inner = rest.map((html) => /<body\b[^>]*>(.*?)(?:<\/body\s*>|$)/is.exec(html)?.[1] ?? html).join('\r\n');
  return /<\/body\s*>/i.test(first) ? first.replace(/<\/body\s*>/i, () => `${inner}</body>`) : first + inner;
}
