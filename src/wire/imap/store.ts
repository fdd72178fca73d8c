/** UID STORE (RFC 9051 §6.4.6). */
import type { ImapConnection } from './connection.ts';
import type { UidSet } from './uid-set.ts';

/** Silent; UIDs that are gone are no error. */
export declare function uidStore(
  c: ImapConnection,
  uids: UidSet,
  change: { readonly how: 'add' | 'remove' | 'replace'; readonly flags: readonly string[] },
  signal: AbortSignal,
): Promise<void>;
