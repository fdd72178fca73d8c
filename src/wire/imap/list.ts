/** LIST (RFC 9051 §6.3.9) with SPECIAL-USE (RFC 6154) and LIST-STATUS (RFC 5819). */
import type { ImapConnection } from './connection.ts';
import type { MailboxStatus, StatusItem } from './status.ts';

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

/**
 * Every mailbox. With `status`, their STATUS in the same round trip (LIST-STATUS), or by pipelined STATUS commands; a
 * mailbox whose STATUS the server refuses has null.
 */
export declare function listMailboxes(
  c: ImapConnection,
  options: { readonly status?: readonly StatusItem[]; readonly reference?: string; readonly pattern?: string },
  signal: AbortSignal,
): Promise<readonly ListedMailbox[]>;
