/** UID SEARCH (RFC 9051 §6.4.4). */
import type { ImapConnection } from './connection.ts';
import type { UidSet } from './uid-set.ts';

/** Criteria that hold no text from outside. Dates are those of the server's INTERNALDATE. */
export type SearchKey =
  | { readonly is: 'all' }
  | { readonly is: 'uid'; readonly uids: UidSet }
  | { readonly is: 'header'; readonly field: string; readonly value: string }
  | { readonly is: 'larger'; readonly bytes: number }
  | { readonly is: 'smaller'; readonly bytes: number };

/** UIDs in the selected mailbox that meet all criteria. */
export declare function uidSearch(c: ImapConnection, keys: readonly SearchKey[], signal: AbortSignal): Promise<UidSet>;
