/** CREATE (RFC 9051 §6.3.4), with USE (RFC 6154). */
import { astringPiece } from './bytes/command-text.ts';
import type { ImapConnection } from './connection.ts';

/**
 * Fails with ImapStatusError, code ALREADYEXISTS where the server knows it. `use` is one attribute such as `\Sent`, and
 * is sent only to servers with CREATE-SPECIAL-USE.
 */
export function createMailbox(
  c: ImapConnection,
  mailbox: string,
  options: { readonly use?: '\\Archive' | '\\Drafts' | '\\Junk' | '\\Sent' | '\\Trash' },
  signal: AbortSignal,
): Promise<void> {
  const isUsed = options.use !== undefined && c.has('CREATE-SPECIAL-USE');
  const pieces = ['CREATE ', astringPiece(mailbox), isUsed ? ` (USE (${options.use}))` : ''];
  return c.run({ name: 'CREATE', pieces, done: () => undefined }, signal);
}

/** SUBSCRIBE (RFC 9051 §6.3.7): clients show only subscribed mailboxes. */
export function subscribe(c: ImapConnection, mailbox: string, signal: AbortSignal): Promise<void> {
  return c.run({ name: 'SUBSCRIBE', pieces: ['SUBSCRIBE ', astringPiece(mailbox)], done: () => undefined }, signal);
}
