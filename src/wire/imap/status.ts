/** STATUS (RFC 9051 §6.3.11), with HIGHESTMODSEQ (RFC 7162) and SIZE (RFC 8438). */
import type { ImapConnection } from './connection.ts';

export type StatusItem = 'MESSAGES' | 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN' | 'HIGHESTMODSEQ' | 'SIZE';

/** Null where the server did not say. */
export interface MailboxStatus {
  readonly messages: number | null;
  readonly uidNext: number | null;
  readonly uidValidity: number | null;
  readonly unseen: number | null;
  readonly highestModseq: bigint | null;
  readonly sizeBytes: number | null;
}

export declare function status(
  c: ImapConnection,
  mailbox: string,
  items: readonly StatusItem[],
  signal: AbortSignal,
): Promise<MailboxStatus>;
