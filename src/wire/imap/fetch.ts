/** UID FETCH without content (RFC 9051 §6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162). */
import type { Instant } from '../../base/clock.ts';
import type { ImapConnection } from './connection.ts';
import type { UidSet } from './uid-set.ts';

export type FetchAttribute = 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'MODSEQ';

export interface FetchedMessage {
  readonly is: 'message';
  readonly uid: number;
  /** In the server's spelling. Null when the server did not say. */
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  readonly sizeBytes: number | null;
  readonly modseq: bigint | null;
}
/** These UIDs are gone; only with `vanished`. */
export interface VanishedMessages {
  readonly is: 'vanished';
  readonly uids: UidSet;
}

/** What a FETCH says of the messages in the selected mailbox, as it arrives. The command is sent by this call. */
export declare function uidFetch(
  c: ImapConnection,
  uids: UidSet,
  options: {
    readonly attributes: readonly FetchAttribute[];
    readonly changedSince?: bigint;
    /** Needs QRESYNC to be enabled. */
    readonly vanished?: boolean;
  },
  signal: AbortSignal,
): AsyncIterable<FetchedMessage | VanishedMessages>;
