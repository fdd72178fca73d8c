/** What moves: one message, event, contact, task or note, and the names it has on both sides. */
import type { Brand } from '../base/brand.ts';
import { type Instant, instant } from '../base/clock.ts';

export type ItemKind = 'message' | 'event' | 'contact' | 'contact-group' | 'task' | 'note';
/** What a folder holds. Contact groups lie among the contacts. */
export type FolderKind = Exclude<ItemKind, 'contact-group'>;

/** An item's name inside its source folder. IMAP: "uidvalidity:uid". DAV: the href. */
export type SourceRef = Brand<string, 'SourceRef'>;
/** An item's name in the target, as the target gave it. Stays valid until the item is moved. */
export type TargetRef = Brand<string, 'TargetRef'>;
/** Written into the target item by us, before we know its TargetRef; it answers "did that write happen?". */
export type Marker = Brand<string, 'Marker'>;
/** Where a listing goes on. Opaque to all but the adapter that made it. */
export type Cursor = Brand<string, 'Cursor'>;

export const FLAGS = ['answered', 'draft', 'flagged', 'forwarded', 'seen'] as const;
export type Flag = (typeof FLAGS)[number];

/** `receivedAt` of an item of which nobody says when it was changed. */
const UNDATED = instant(0);

/** The date for people; null where there is none. */
export function shownDate({ receivedAt }: Pick<ItemHead, 'receivedAt'>): Instant | null {
  return receivedAt === UNDATED ? null : receivedAt;
}

export interface ItemHead {
  readonly ref: SourceRef;
  readonly kind: ItemKind;
  /** Changes whenever the item does. Of a message it is `messageVersion`, of everything else the etag. */
  readonly version: string;
  readonly sizeBytes: number;
  /** Of a message when it came; of everything else when it was last changed, 0 where nobody says. */
  readonly receivedAt: Instant;
}

/**
 * An item with its content in the standard text of its kind. A message: RFC 5322. An event, task or note: one VCALENDAR with
 * the components of one UID and the VTIMEZONEs they name (RFC 5545). A contact or contact group: one VCARD (2.1, 3.0 or 4.0).
 */
export interface Item extends ItemHead {
  readonly content: Content;
}

/** The bytes of an item. Small ones are held in memory, large ones lie in a spool file. */
export type Content = HeldContent | SpooledContent;
export interface HeldContent {
  readonly is: 'held';
  readonly bytes: Buffer;
}
export interface SpooledContent {
  readonly is: 'spooled';
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, computed while they were spooled. */
  readonly sha256: Buffer;
  /** Whether a byte is 0, seen while they were spooled. Absent where nobody has looked. */
  readonly hasNul?: boolean;
  /** May be called again after a failed write; every call starts at the first byte. */
  open(): AsyncIterable<Buffer>;
  /** Removes the file. Called by whoever took the item from the stream, once, when it is settled. */
  drop(): Promise<void>;
}

export interface MessageState {
  readonly flags: ReadonlySet<Flag>;
  /** IMAP keywords or Exchange categories that are not one of the flags, in the spelling of their server, sorted. */
  readonly keywords: readonly string[];
}

/**
 * Flags and keywords as one text that is equal exactly when they are: flags by name, then keywords, separated by a line
 * feed, which no keyword can hold. It is the `version` of a message, so that a change of flags needs no content.
 */
export function messageVersion(state: MessageState): string {
  const flags = FLAGS.filter((flag) => state.flags.has(flag)).join(' ');
  return [flags, ...[...state.keywords].sort()].join('\n');
}

/** The inverse of `messageVersion`. */
export function messageState(version: string): MessageState {
  const [flags = '', ...keywords] = version.split('\n');
  const names = new Set(flags.split(' '));
  return { flags: new Set(FLAGS.filter((flag) => names.has(flag))), keywords };
}

/** Something of the item that the target could not take as it was. Kept in the ledger and shown in the report. */
export interface Loss {
  readonly field: string;
  readonly how: 'dropped' | 'shortened' | 'changed';
  readonly why: string;
  /** What of this one item, where there may be several: the ledger keeps it, and sums over items leave it out. */
  readonly detail?: string;
}
