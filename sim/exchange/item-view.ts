/** An item with everything that can be read of it; each part is fetched when it is first asked for. */
import type { Occurrence } from './calendar/occurrences.ts';
import { headerOfKey } from './extended-property.ts';
import type { Address, ItemEntry, ItemState } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { type Anatomy, anatomyOf, type Body } from './mime/anatomy.ts';
import { composed } from './mime/compose.ts';
import { type Header, rawHeader, readHead } from './mime/head.ts';
import { htmlOfText, textOfHtml } from './mime/html.ts';
import { type AddressKind, addressesOf, textOfHeader } from './mime/spoken.ts';

export class ItemView {
  readonly mailbox: Mailbox;
  readonly entry: ItemEntry;
  /** Which occurrence of a series this is; null for the item itself. */
  readonly occurrence: Occurrence | null;
  #state: ItemState | null = null;
  #mime: Buffer | null = null;
  #headers: readonly Header[] | null = null;
  #anatomy: Anatomy | null = null;

  constructor(mailbox: Mailbox, entry: ItemEntry, occurrence: Occurrence | null = null) {
    this.mailbox = mailbox;
    this.entry = entry;
    this.occurrence = occurrence;
  }

  get state(): ItemState {
    this.#state ??= this.occurrence?.state ?? this.mailbox.stateOf(this.entry);
    return this.#state;
  }

  /** The bytes as they came. */
  get mime(): Buffer {
    this.#mime ??= this.mailbox.mimeOf(this.entry);
    return this.#mime;
  }

  get headers(): readonly Header[] {
    this.#headers ??= readHead(this.mime).headers;
    return this.#headers;
  }

  get anatomy(): Anatomy {
    this.#anatomy ??= anatomyOf(this.mime);
    return this.#anatomy;
  }

  get subject(): string {
    return this.state.overrides.subject ?? this.text('Subject') ?? '';
  }

  get messageId(): string | null {
    return this.state.overrides.messageId ?? rawHeader(this.headers, 'Message-ID');
  }

  get references(): string | null {
    return this.state.overrides.references ?? rawHeader(this.headers, 'References');
  }

  get inReplyTo(): string | null {
    return this.state.overrides.inReplyTo ?? rawHeader(this.headers, 'In-Reply-To');
  }

  /** Addresses of one kind, as elements or else the header gave them. */
  addresses(kind: AddressKind): readonly Address[] {
    return this.state.overrides[kind] ?? addressesOf(this.headers, kind);
  }

  /** Who sent it: the Sender header, else the author. */
  get senders(): readonly Address[] {
    const senders = this.addresses('sender');
    return senders.length === 0 ? this.addresses('from') : senders;
  }

  get hasAttachments(): boolean {
    const { anatomy } = this;
    return anatomy.is === 'taken-apart' && anatomy.attachments.some((attachment) => !attachment.isInline);
  }

  /** The MIME content made anew of the properties: never the bytes that came. */
  rebuiltMime(): Buffer {
    const { state } = this;
    const spoken = {
      from: this.addresses('from'),
      sender: this.senders,
      to: this.addresses('to'),
      cc: this.addresses('cc'),
      bcc: this.addresses('bcc'),
      replyTo: this.addresses('replyTo'),
      subject: this.subject,
      messageId: this.messageId,
      references: this.references,
      inReplyTo: this.inReplyTo,
      sent: state.sent ?? state.received,
      importance: state.importance,
      sensitivity: state.sensitivity,
      readReceiptTo: state.readReceipt ? this.addresses('from') : [],
    };
    return composed(
      { ...this.anatomy, headers: this.#allHeaders() },
      spoken,
      `00${this.entry.id.toString(36)}x${this.entry.changed.toString(36)}`,
    );
  }

  /** Those of the content, and those that were set as properties in their place. */
  #allHeaders(): readonly Header[] {
    const set: Header[] = [];
    for (const [key, { value }] of Object.entries(this.state.extended)) {
      const name = headerOfKey(key);
      if (name !== null && typeof value === 'string') set.push({ name, raw: Buffer.from(value).toString('latin1') });
    }
    const replaced = new Set(set.map(({ name }) => name));
    return [...this.headers.filter(({ name }) => !replaced.has(name.toLowerCase())), ...set];
  }

  body(kind: 'Best' | 'HTML' | 'Text'): Body {
    const { anatomy } = this;
    if (anatomy.is === 'whole') return { is: kind === 'HTML' ? 'HTML' : 'Text', text: '' };
    const body = this.occurrence?.body ?? anatomy.body;
    if (kind === 'Best' || kind === body.is) return body;
    return { is: kind, text: kind === 'Text' ? textOfHtml(body.text) : htmlOfText(body.text) };
  }

  /** All headers of that name joined. */
  raw(name: string): string | null {
    const wanted = name.toLowerCase();
    const found = this.headers.filter((header) => header.name.toLowerCase() === wanted);
    return found.length === 0 ? null : found.map((header) => header.raw).join(', ');
  }

  text(name: string): string | null {
    return textOfHeader(this.headers, name);
  }
}
