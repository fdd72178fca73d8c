/** CREATE (RFC 9051 §6.3.4), with USE (RFC 6154). */
import type { ImapConnection } from './connection.ts';

/** Fails with ImapStatusError, code ALREADYEXISTS where the server knows it. `use` is sent only with CREATE-SPECIAL-USE. */
export declare function createMailbox(
  c: ImapConnection,
  mailbox: string,
  options: { readonly use?: string },
  signal: AbortSignal,
): Promise<void>;
