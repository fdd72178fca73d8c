/** UID COPY and UID MOVE (RFC 9051 §6.4.7, §6.4.8), COPYUID (RFC 4315). */
import type { ImapConnection } from './connection.ts';
import type { UidSet } from './uid-set.ts';

/** Where the copies are: old UID to new UID. Null without UIDPLUS. */
export interface Copied {
  readonly uidValidity: number;
  readonly uids: ReadonlyMap<number, number>;
}
export declare function uidCopy(
  c: ImapConnection,
  uids: UidSet,
  mailbox: string,
  signal: AbortSignal,
): Promise<Copied | null>;
/** UID MOVE; without MOVE, UID COPY followed by \Deleted and UID EXPUNGE. */
export declare function uidMove(
  c: ImapConnection,
  uids: UidSet,
  mailbox: string,
  signal: AbortSignal,
): Promise<Copied | null>;
/** Needs UIDPLUS: without it a plain EXPUNGE would remove what others marked, so it is refused here. */
export declare function uidExpunge(c: ImapConnection, uids: UidSet, signal: AbortSignal): Promise<void>;
