/** An item with everything that can be read of it; each part is fetched when it is first asked for. */
import type { Address, ItemEntry, ItemState } from './item.ts';
import type { Mailbox } from './mailbox.ts';
import { readAddresses } from './mime/addresses.ts';
import { type Header, rawHeader, readHead } from './mime/head.ts';
import { headerText } from './mime/words.ts';

export class ItemView {
  readonly mailbox: Mailbox;
  readonly entry: ItemEntry;
  #state: ItemState | null = null;
  #mime: Buffer | null = null;
  #headers: readonly Header[] | null = null;

  constructor(mailbox: Mailbox, entry: ItemEntry) {
    this.mailbox = mailbox;
    this.entry = entry;
  }

  get state(): ItemState {
    this.#state ??= this.mailbox.stateOf(this.entry);
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
  addresses(kind: 'from' | 'sender' | 'to' | 'cc' | 'bcc' | 'replyTo'): readonly Address[] {
    return this.state.overrides[kind] ?? readAddresses(this.raw(ADDRESS_HEADERS[kind]) ?? '');
  }

  /** Who sent it: the Sender header, else the author. */
  get senders(): readonly Address[] {
    const senders = this.addresses('sender');
    return senders.length === 0 ? this.addresses('from') : senders;
  }

  get hasAttachments(): boolean {
    return false;
  }

  /** The MIME content made anew of the properties: never the bytes that came. */
  rebuiltMime(): Buffer {
    return this.mime;
  }

  body(_kind: 'Best' | 'HTML' | 'Text'): { readonly is: 'HTML' | 'Text'; readonly text: string } {
    return { is: 'Text', text: '' };
  }

  attachmentsElement(): string {
    return '';
  }

  /** All headers of that name joined, since a second To: counts as well. */
  raw(name: string): string | null {
    const wanted = name.toLowerCase();
    const found = this.headers.filter((header) => header.name.toLowerCase() === wanted);
    return found.length === 0 ? null : found.map((header) => header.raw).join(', ');
  }

  text(name: string): string | null {
    const raw = rawHeader(this.headers, name);
    return raw === null ? null : headerText(raw);
  }
}

const ADDRESS_HEADERS = {
  from: 'From',
  sender: 'Sender',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  replyTo: 'Reply-To',
} as const;
