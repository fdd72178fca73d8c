/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3), CONDSTORE and QRESYNC (RFC 7162). */
import type { ImapConnection } from './connection.ts';

export interface SelectOptions {
  /** Asks for HIGHESTMODSEQ; sent only to servers with CONDSTORE. */
  readonly condstore?: boolean;
}

export interface SelectedMailbox {
  readonly mailbox: string;
  readonly exists: number;
  /** Null where the server did not say, which RFC 9051 forbids and servers do. */
  readonly uidValidity: number | null;
  readonly uidNext: number | null;
  /** Null without CONDSTORE and for mailboxes with NOMODSEQ. */
  readonly highestModseq: bigint | null;
  readonly readOnly: boolean;
  /** May hold `\*`. */
  readonly permanentFlags: readonly string[];
}

/**
 * Opens a mailbox for reading. May be called while a FETCH in another mailbox is still being answered; commands called
 * after it belong to the new mailbox and fail with its error if it is refused.
 */
export declare function examine(
  c: ImapConnection,
  mailbox: string,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<SelectedMailbox>;
export declare function select(
  c: ImapConnection,
  mailbox: string,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<SelectedMailbox>;
