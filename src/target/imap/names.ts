/** Paths of folders and names of mailboxes: separator, personal prefix, encoding, special folders (RFC 9051 §5.1, RFC 6154). */
import type { FolderPath, FolderRole } from '../../model/folder.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { type ListedMailbox, listMailboxes } from '../../wire/imap/list.ts';
import {
  decodeMailboxName,
  decodeUtf8MailboxName,
  encodeMailboxName,
  encodeUtf8MailboxName,
} from '../../wire/imap/mailbox-name.ts';
import { type Namespace, namespace } from '../../wire/imap/namespace.ts';
import { askForbidden } from './name-probe.ts';

/** How the server writes names. */
export interface Naming {
  /** Null for a server without levels. */
  readonly separator: string | null;
  /** What all personal mailboxes but INBOX begin with, decoded: `INBOX.`, or nothing. */
  readonly prefix: string;
  /** Decoded beginnings of what belongs to others or to all. */
  readonly foreign: readonly string[];
  /** True after ENABLE UTF8=ACCEPT. */
  readonly isUtf8: boolean;
  /** Matches one character that a name must not hold. Has the flags `gu`. */
  readonly forbids: RegExp;
}

export async function askNaming(connection: ImapConnection, signal: AbortSignal): Promise<Naming> {
  const isUtf8 = connection.enabled.has('UTF8=ACCEPT');
  const decode = isUtf8 ? decodeUtf8MailboxName : decodeMailboxName;
  const { personal, others, shared } = await namespace(connection, signal);
  const own = personal[0] ?? guessedNamespace(await listMailboxes(connection, {}, signal));
  return {
    separator: own.delimiter,
    prefix: decode(own.prefix),
    foreign: [...others, ...shared].map((space) => decode(space.prefix)).filter((prefix) => prefix !== ''),
    isUtf8,
    forbids: await askForbidden(connection, own, signal),
  };
}

/** For servers without NAMESPACE: those that keep everything below INBOX show nothing else. */
function guessedNamespace(listed: readonly ListedMailbox[]): Namespace {
  const delimiter = listed.find((one) => one.delimiter !== null)?.delimiter ?? null;
  const below = `${INBOX}${delimiter ?? ''}`;
  const names = listed.map((one) => one.mailbox).filter((name) => name.toUpperCase() !== INBOX);
  const isAllBelow = delimiter !== null && names.length > 0 && names.every((name) => name.startsWith(below));
  return { prefix: isAllBelow ? below : '', delimiter };
}

/** The path of a mailbox; null when it is not one of the user's own. */
export function pathOfMailbox(mailbox: string, naming: Naming): FolderPath | null {
  const name = naming.isUtf8 ? decodeUtf8MailboxName(mailbox) : decodeMailboxName(mailbox);
  if (name.toUpperCase() === INBOX) return [INBOX];
  if (naming.foreign.some((prefix) => name.startsWith(prefix))) return null;
  const own = name.startsWith(naming.prefix) ? name.slice(naming.prefix.length) : name;
  const levels = naming.separator === null ? [own] : own.split(naming.separator);
  return isInboxName(levels, naming) ? [INBOX, ...levels.slice(1)] : levels;
}

/** The inverse of `pathOfMailbox`. */
export function mailboxOfPath(path: FolderPath, naming: Naming): string {
  const isInbox = path.length === 1 && path[0]?.toUpperCase() === INBOX;
  const levels = isInboxName(path, naming) ? [INBOX, ...path.slice(1)] : path;
  const name = isInbox ? INBOX : naming.prefix + levels.join(naming.separator ?? '');
  return naming.isUtf8 ? encodeUtf8MailboxName(name) : encodeMailboxName(name);
}

/** What the folder is for: as the server says by attribute, else by the name that programs and providers use. */
export function roleOf(path: FolderPath, attributes: ReadonlySet<string>): FolderRole {
  if (path.length === 1 && path[0] === INBOX) return 'inbox';
  const told = ATTRIBUTES.find(([, attribute]) => attributes.has(attribute));
  if (told !== undefined) return told[0];
  const name = path.length === 1 ? path[0]?.toLowerCase() : undefined;
  return USUAL_NAMES.find(([, names]) => name !== undefined && names.includes(name))?.[0] ?? 'plain';
}

/** The attribute with which a folder of that role is made (RFC 6154 §3); null for those that need none. */
export function useOf(role: FolderRole): SpecialUse | null {
  return USES.get(role) ?? null;
}

const INBOX = 'INBOX';

export type SpecialUse = '\\Archive' | '\\Drafts' | '\\Junk' | '\\Sent' | '\\Trash';
const USES: ReadonlyMap<FolderRole, SpecialUse> = new Map([
  ['sent', '\\Sent'],
  ['drafts', '\\Drafts'],
  ['trash', '\\Trash'],
  ['junk', '\\Junk'],
  ['archive', '\\Archive'],
]);
const ATTRIBUTES = [...USES].map(([role, use]) => [role, use.toLowerCase()] as const);

const USUAL_NAMES: readonly (readonly [FolderRole, readonly string[]])[] = [
  ['sent', ['sent', 'sent items', 'sent messages', 'sent mail']],
  ['drafts', ['drafts', 'draft']],
  ['trash', ['trash', 'deleted items', 'deleted messages', 'bin']],
  ['junk', ['junk', 'spam', 'junk e-mail', 'junk email', 'bulk mail']],
  ['archive', ['archive', 'archives']],
];

/** INBOX has no case, and what lies below it neither (RFC 9051 §5.1); under a prefix `INBOX.inbox` is a folder like any other. */
function isInboxName(levels: FolderPath, naming: Naming): boolean {
  return naming.prefix === '' && levels[0]?.toUpperCase() === INBOX;
}
