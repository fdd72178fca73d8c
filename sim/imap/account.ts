/** What the simulated IMAP server holds: accounts, their mailboxes, their messages. Tests load and inspect it directly. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../src/base/clock.ts';
import { encodeName } from './names.ts';

export interface StoredMessage {
  readonly uid: number;
  /** System flags in the spelling of RFC 9051 §2.3.2 (`\Seen`), keywords as they came. */
  readonly flags: ReadonlySet<string>;
  readonly internalDate: Instant;
  readonly bytes: Buffer;
  readonly modseq: number;
}

export interface NewMessage {
  readonly bytes: Buffer | string;
  readonly internalDate: Instant;
  readonly flags?: Iterable<string>;
}

/** A message that is no longer there, for QRESYNC (RFC 7162 §3.2.10). */
export interface VanishedMessage {
  readonly uid: number;
  readonly modseq: number;
}

export interface MailboxOptions {
  /** As LIST shows it: `\Sent`, `\Drafts`, `\Trash`, `\Junk`, `\Archive`. */
  readonly specialUse?: string;
  /** False for a name that is only a parent. Default true. */
  readonly isSelectable?: boolean;
  readonly uidValidity?: number;
}

export class Mailbox {
  /** As it stands on the wire: in modified UTF-7 where it is valid. */
  readonly wireName: string;
  readonly specialUse: string | null;
  readonly isSelectable: boolean;
  uidValidity: number;
  uidNext = 1;
  highestModseq = 1;
  isSubscribed = false;
  readonly vanished: VanishedMessage[] = [];
  /** Grows with each removal, so that sessions know when their sequence numbers are stale. */
  removals = 0;
  #messages: StoredMessage[] = [];

  constructor(wireName: string, uidValidity: number, options: MailboxOptions = {}) {
    this.wireName = wireName;
    this.uidValidity = options.uidValidity ?? uidValidity;
    this.specialUse = options.specialUse ?? null;
    this.isSelectable = options.isSelectable ?? true;
  }

  /** Ascending by UID. */
  get messages(): readonly StoredMessage[] {
    return this.#messages;
  }

  /** Adds a message as a delivery would: with the next UID and the next MODSEQ. */
  add(message: NewMessage): StoredMessage {
    const stored: StoredMessage = {
      uid: this.uidNext,
      flags: new Set(message.flags),
      internalDate: message.internalDate,
      bytes: typeof message.bytes === 'string' ? Buffer.from(message.bytes, 'latin1') : message.bytes,
      modseq: ++this.highestModseq,
    };
    this.uidNext += 1;
    this.#messages.push(stored);
    return stored;
  }

  find(uid: number): StoredMessage | null {
    const found = this.#messages[this.#position(uid)];
    return found?.uid === uid ? found : null;
  }

  setFlags(uid: number, flags: Iterable<string>): StoredMessage | null {
    const position = this.#position(uid);
    const known = this.#messages[position];
    if (known?.uid !== uid) return null;
    const changed = { ...known, flags: new Set(flags), modseq: ++this.highestModseq };
    this.#messages[position] = changed;
    return changed;
  }

  remove(uids: ReadonlySet<number>): void {
    const modseq = this.highestModseq + 1;
    const kept = this.#messages.filter((message) => !uids.has(message.uid));
    if (kept.length === this.#messages.length) return;
    for (const { uid } of this.#messages) if (uids.has(uid)) this.vanished.push({ uid, modseq });
    this.highestModseq = modseq;
    this.removals += 1;
    this.#messages = kept;
  }

  /** A new UIDVALIDITY and new UIDs for all, as after a restored backup. */
  renumber(): void {
    this.uidValidity += 1;
    this.uidNext = this.#messages.length * 2 + 1;
    this.#messages = this.#messages.map((message, index) => ({ ...message, uid: index * 2 + 1 }));
    this.vanished.length = 0;
    this.removals += 1;
  }

  #position(uid: number): number {
    let low = 0;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#messages[middle]?.uid ?? Number.POSITIVE_INFINITY) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface AccountOptions {
  readonly user: string;
  readonly password: string;
  /** Accepted by AUTHENTICATE XOAUTH2; null refuses it. Default null. */
  readonly token?: string | null;
}

/** One user with mailboxes. INBOX is always there. */
export class Account {
  readonly user: string;
  readonly password: string;
  readonly token: string | null;
  /** By wire name, in the order of creation. */
  readonly mailboxes = new Map<string, Mailbox>();
  /** How many commands changed anything. A client that only reads leaves it at 0. */
  writesCount = 0;
  #uidValidityNext = 1_700_000_001;

  constructor(options: AccountOptions) {
    this.user = options.user;
    this.password = options.password;
    this.token = options.token ?? null;
    this.add('INBOX');
  }

  /** Adds a mailbox by its decoded name with the server's prefix and separators in it: `INBOX.Entwürfe`. */
  add(name: string, options?: MailboxOptions): Mailbox {
    return this.addWire(encodeName(name), options);
  }

  /** Adds a mailbox by the name on the wire (latin1), which need not be valid modified UTF-7. */
  addWire(wireName: string, options?: MailboxOptions): Mailbox {
    const mailbox = new Mailbox(wireName, this.#uidValidityNext++, options);
    this.mailboxes.set(wireName, mailbox);
    return mailbox;
  }

  /** By wire name; INBOX in any case (RFC 9051 §5.1). */
  byWireName(wireName: string): Mailbox | null {
    return this.mailboxes.get(wireName.toUpperCase() === 'INBOX' ? 'INBOX' : wireName) ?? null;
  }

  /** By decoded name. Throws when there is none: for tests that know what they expect. */
  mailbox(name: string): Mailbox {
    const found = this.byWireName(encodeName(name));
    if (found === null) throw new Error(`the account has no mailbox "${name}"`);
    return found;
  }

  get bytesCount(): number {
    let sum = 0;
    for (const mailbox of this.mailboxes.values()) for (const { bytes } of mailbox.messages) sum += bytes.length;
    return sum;
  }

  /** All that a client could change, as plain values: equal before and after means untouched. */
  snapshot(): readonly MailboxSnapshot[] {
    return [...this.mailboxes.values()].map((mailbox) => ({
      name: mailbox.wireName,
      isSubscribed: mailbox.isSubscribed,
      uidValidity: mailbox.uidValidity,
      uidNext: mailbox.uidNext,
      highestModseq: mailbox.highestModseq,
      messages: mailbox.messages.map((message) => ({
        uid: message.uid,
        flags: [...message.flags].sort(),
        internalDate: message.internalDate,
        modseq: message.modseq,
        sha256: createHash('sha256').update(message.bytes).digest('hex'),
      })),
    }));
  }
}

export interface MailboxSnapshot {
  readonly name: string;
  readonly isSubscribed: boolean;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly messages: readonly {
    readonly uid: number;
    readonly flags: readonly string[];
    readonly internalDate: Instant;
    readonly modseq: number;
    readonly sha256: string;
  }[];
}
