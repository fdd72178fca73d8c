/** LIST (RFC 9051 §6.3.9) with SPECIAL-USE (RFC 6154) and LIST-STATUS (RFC 5819). */

import { stringPiece } from './bytes/command-text.ts';
import type { Cursor } from './bytes/cursor.ts';
import type { ImapConnection } from './connection.ts';
import { ImapProtocolError, ImapStatusError } from './errors.ts';
import type { Piece } from './line/command-writer.ts';
import { type MailboxStatus, offeredItems, readStatusAnswer, type StatusItem, status } from './status.ts';

export interface ListedMailbox {
  /** As the server spelled it, one character a byte: what `examine` and the others take. */
  readonly mailbox: string;
  /** Null for a server without hierarchy. */
  readonly delimiter: string | null;
  /** In lower case, with their backslash: `\noselect`, `\sent`. */
  readonly attributes: ReadonlySet<string>;
  /** Null where it was not asked or not given. */
  readonly status: MailboxStatus | null;
}

export interface ListOptions {
  /** Items the server does not offer are left out. */
  readonly status?: readonly StatusItem[];
  /** Default: every mailbox. */
  readonly pattern?: string;
}

/**
 * Every mailbox. With `status`, their STATUS in the same round trip (LIST-STATUS), or by pipelined STATUS commands; a
 * mailbox whose STATUS the server refuses has null.
 */
export async function listMailboxes(
  c: ImapConnection,
  options: ListOptions,
  signal: AbortSignal,
): Promise<readonly ListedMailbox[]> {
  const items = offeredItems(c, options.status ?? []);
  const isJoined = items.length > 0 && c.has('LIST-STATUS');
  const listed = await list(c, options.pattern ?? '*', isJoined ? items : [], signal);
  if (isJoined || items.length === 0) return listed;
  const asked = listed.map(async (one) => ({ ...one, status: await statusOrNull(c, one, items, signal) }));
  await Promise.allSettled(asked);
  return Promise.all(asked);
}

/** True for names that cannot be opened (RFC 9051 §7.3.1). */
export function isOnlyName(listed: ListedMailbox): boolean {
  return listed.attributes.has('\\noselect') || listed.attributes.has('\\nonexistent');
}

async function list(
  c: ImapConnection,
  pattern: string,
  items: readonly StatusItem[],
  signal: AbortSignal,
): Promise<readonly ListedMailbox[]> {
  const found = new Map<string, ListedMailbox>();
  const statuses = new Map<string, MailboxStatus>();
  const done = (): readonly ListedMailbox[] =>
    [...found.values()].map((one) => ({ ...one, status: statuses.get(one.mailbox) ?? null }));
  const untagged = (name: string, cursor: Cursor): boolean => {
    if (found.size >= c.limits.gatheredMax) throw new ImapProtocolError('the server listed too many mailboxes');
    if (name === 'LIST') {
      const one = readListed(cursor);
      // A mailbox that is listed twice is one mailbox.
      if (one.mailbox !== '') found.set(one.mailbox, one);
      return true;
    }
    if (name !== 'STATUS' || items.length === 0) return false;
    const { mailbox, status: said } = readStatusAnswer(cursor);
    statuses.set(mailbox, said);
    return true;
  };
  return c.run(
    {
      name: 'LIST',
      pieces: ['LIST "" ', stringPiece(pattern), returned(c, items)],
      untagged: (response) => response.is === 'named' && untagged(response.name, response.cursor()),
      done,
    },
    signal,
  );
}

function returned(c: ImapConnection, items: readonly StatusItem[]): Piece {
  const wanted = [
    ...(c.has('SPECIAL-USE') && (c.has('LIST-EXTENDED') || c.has('IMAP4REV2')) ? ['SPECIAL-USE'] : []),
    ...(items.length > 0 ? [`STATUS (${items.join(' ')})`] : []),
  ];
  return wanted.length === 0 ? '' : ` RETURN (${wanted.join(' ')})`;
}

/** mailbox-list of RFC 9051 §9. Extended items behind the name are skipped. */
function readListed(cursor: Cursor): ListedMailbox {
  const attributes = new Set<string>();
  cursor.list(() => {
    attributes.add(cursor.astring().toLowerCase());
  });
  cursor.spaces();
  const delimiter = cursor.nstring();
  cursor.spaces();
  const mailbox = cursor.astring();
  return { mailbox, delimiter: delimiter === '' ? null : delimiter, attributes, status: null };
}

async function statusOrNull(
  c: ImapConnection,
  listed: ListedMailbox,
  items: readonly StatusItem[],
  signal: AbortSignal,
): Promise<MailboxStatus | null> {
  if (isOnlyName(listed)) return null;
  try {
    return await status(c, listed.mailbox, items, signal);
  } catch (error) {
    // A mailbox may be listed and still be closed to us, or be gone by now.
    if (error instanceof ImapStatusError && error.status !== 'BYE') return null;
    throw error;
  }
}
