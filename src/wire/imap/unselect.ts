/** UNSELECT (RFC 3691), and CLOSE where a server does not know it (RFC 9051 §6.4.1, §6.4.2). */
import type { ImapConnection } from './connection.ts';

/** Leaves a mailbox that was opened by `examine`: one opened for writing would lose what is marked as deleted. */
export function unselect(c: ImapConnection, signal: AbortSignal): Promise<void> {
  const name = c.has('UNSELECT') || c.has('IMAP4REV2') ? 'UNSELECT' : 'CLOSE';
  // No mailbox has an empty name: what is given next without opening one belongs to none.
  const selects = { mailbox: '', state: 'asked', error: null, uidValidity: null } as const;
  return c.run({ name, pieces: [name], selects: { ...selects }, done: () => undefined }, signal);
}
