/** Gathers the fingerprint of one message while `mime-reader.ts` walks through it. */

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { printCalendar } from './calendar-print.ts';
import { type ReadText, readText } from './charset.ts';
import type { Fingerprint, PartKind, PartPrint } from './fingerprint.ts';
import { type HeadPrint, printHead } from './head-print.ts';
import { type LeafBytes, LeafSink } from './leaf-sink.ts';
import type { Field } from './mime-header.ts';
import type { MessageVisitor, PartHead, Place } from './mime-reader.ts';
import { printSet, printText } from './text-print.ts';
import type { DecodedSink, Sink } from './transfer-encoding.ts';
import { visibleText } from './visible-text.ts';

const NAME_CHARS_MAX = 120;
/** Signed parts of one message that are looked at. */
const SIGNED_MAX = 100;

const FIELDS: ReadonlySet<string> = new Set(
  [
    'subject from sender reply-to to cc bcc date message-id in-reply-to references',
    'importance priority x-priority x-msmail-priority x-ms-exchange-parent-message-id',
    'content-type content-transfer-encoding content-disposition content-id',
  ].flatMap((names) => names.split(' ')),
);

/** The header fields that a fingerprint looks at. */
export function wantsField(name: string): boolean {
  return FIELDS.has(name);
}

/** A part and where it stands, until it is known which alternatives of the message are the richest. */
interface DraftPart extends Omit<PartPrint, 'role' | 'alternative'> {
  readonly isAttached: boolean;
  /** How readily a reader shows this form of a text rather than another. */
  readonly rank: number;
  readonly places: readonly Place[];
}

export class MessagePrinter implements MessageVisitor {
  #head: HeadPrint | null = null;
  readonly #parts: DraftPart[] = [];
  readonly #signed: string[] = [];
  readonly #links = new Set<string>();
  readonly #pictures = new Set<string>();
  readonly #contentIds = new Set<string>();
  #isIrregular = false;

  head(fields: readonly Field[]): void {
    this.#head = printHead(fields);
  }

  irregular(): void {
    this.#isIrregular = true;
  }

  leaf(part: PartHead): DecodedSink {
    const kind = kindOf(part);
    return new LeafSink(kind !== 'opaque' && kind !== 'tnef', (bytes) => this.#add(part, kind, bytes, null));
  }

  message(part: PartHead): { readonly visitor: MessageVisitor; readonly bytes: DecodedSink } | null {
    const isMessage = /^message\/(rfc822|global|news)$/.test(part.type) || /\.eml$/i.test(part.name ?? '');
    if (!isMessage) return null;
    const printer = new MessagePrinter();
    return { visitor: printer, bytes: new LeafSink(false, (bytes) => this.#add(part, 'message', bytes, printer)) };
  }

  signed(): Sink {
    const hash = createHash('sha256');
    return {
      // What is signed has CRLF line ends (RFC 8551 §3.1.1, RFC 3156 §5); how they travelled says nothing.
      write: (bytes) => void hash.update(bytes.toString('latin1').replace(/\r/g, ''), 'latin1'),
      end: () => {
        if (this.#signed.length < SIGNED_MAX) this.#signed.push(hash.digest('base64url'));
      },
    };
  }

  print(): Fingerprint {
    const best = bestChildren(this.#parts);
    const parts = this.#parts.map((part) => ({ part, role: roleOf(part, best) }));
    const shown = parts.filter(({ part, role }) => role === 'shown' && part.text !== null);
    const isSure = shown.every(({ part }) => part.text?.sure === true);
    return {
      ...(this.#head ?? printHead([])),
      isIrregular: this.#isIrregular,
      links: printSet(this.#links, isSure),
      missingPictures: [...this.#pictures].filter((id) => !this.#contentIds.has(id)).length,
      signed: this.#signed,
      parts: parts.map(({ part, role }) => finished(part, role)),
    };
  }

  #add(head: PartHead, kind: PartKind, bytes: LeafBytes, inner: MessagePrinter | null): void {
    if (head.contentId !== '') this.#contentIds.add(head.contentId);
    const isHtml = head.type === 'text/html';
    const read = kind !== 'message' && bytes.kept !== null ? readBody(bytes.kept, head, isHtml) : null;
    const shown = read !== null && kind === 'text' ? { ...read, text: this.#shownText(read, head) } : read;
    this.#parts.push({
      kind,
      name: head.name?.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, NAME_CHARS_MAX) ?? null,
      sizeBytes: bytes.sizeBytes,
      bytes: bytes.digest,
      loose: bytes.loose,
      sure: bytes.sure,
      text: shown !== null && kind !== 'calendar' ? printText(shown) : null,
      calendar: read !== null && kind === 'calendar' ? printCalendar(read) : null,
      message: inner?.print() ?? null,
      isAttached: isAttached(head),
      rank: rankOf(head.type),
      places: head.places,
    });
  }

  #shownText(read: ReadText, head: PartHead): string {
    if (!/^text\/(html|enriched|richtext)$/.test(head.type)) return read.text;
    const { text, links, pictures } = visibleText(read.text);
    for (const link of links) this.#links.add(plainLink(link));
    for (const picture of pictures) this.#pictures.add(picture);
    return text;
  }
}

function rankOf(type: string): number {
  return type === 'text/html' ? 2 : type === 'text/plain' ? 1 : 0;
}

function kindOf({ type }: PartHead): PartKind {
  if (type === 'text/calendar') return 'calendar';
  if (type.startsWith('text/')) return 'text';
  if (/^application\/(vnd\.)?ms-tnef$/.test(type)) return 'tnef';
  return /^message\/(delivery-status|disposition-notification|feedback-report|tracking-status)$/.test(type)
    ? 'report'
    : 'opaque';
}

function readBody(bytes: Buffer, head: PartHead, isHtml: boolean): ReadText {
  const declared = head.parameters.get('charset') ?? null;
  if (declared !== null || !isHtml || isAscii(bytes)) return readText(bytes, declared);
  const meta = /<meta[^>]{1,200}charset\s*=\s*["']?([a-z0-9_:.-]{1,40})/i.exec(bytes.toString('latin1', 0, 4096))?.[1];
  // Every reader of mail honours the header; not every one looks into the page.
  return { text: readText(bytes, meta ?? null).text, sure: false };
}

/** A file to save: one that says so, or anything with a name that is not text. */
function isAttached({ disposition, name, type }: PartHead): boolean {
  return disposition === 'attachment' || (name !== null && !type.startsWith('text/'));
}

/** For each multipart/alternative the child that people see: the last with HTML, or else with plain or other text. */
function bestChildren(parts: readonly DraftPart[]): ReadonlyMap<number, number> {
  const best = new Map<number, { readonly child: number; readonly rank: number }>();
  for (const { places, rank, kind, isAttached } of parts) {
    if (kind !== 'text' || isAttached) continue;
    for (const { subtype, multipart, child } of places) {
      if (subtype === 'alternative' && rank >= (best.get(multipart)?.rank ?? 0)) best.set(multipart, { child, rank });
    }
  }
  return new Map([...best].map(([multipart, { child }]) => [multipart, child]));
}

function roleOf(part: DraftPart, best: ReadonlyMap<number, number>): PartPrint['role'] {
  if (part.isAttached) return 'attached';
  const isSpare = part.places.some(({ multipart, child }) => child !== (best.get(multipart) ?? child));
  return isSpare && part.kind === 'text' ? 'spare' : 'shown';
}

function finished(part: DraftPart, role: PartPrint['role']): PartPrint {
  const { kind, name, sizeBytes, bytes, loose, sure, text, calendar, message } = part;
  const alternative = part.places.find(({ subtype }) => subtype === 'alternative')?.multipart ?? null;
  return { kind, role, alternative, name, sizeBytes, bytes, loose, sure, text, calendar, message };
}

/** A link as it is compared: upper case in host names and a last slash make no difference to where it leads. */
function plainLink(link: string): string {
  return link.toLowerCase().replace(/\/$/, '');
}
