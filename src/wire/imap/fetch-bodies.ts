/** UID FETCH with the whole content (BODY.PEEK[], never setting \Seen), streamed (RFC 9051 §6.4.5). */
import type { Instant } from '../../base/clock.ts';
import type { ImapConnection } from './connection.ts';
import type { UidSet } from './uid-set.ts';

export interface FetchedBody {
  /** With the attributes below complete at once, unless the server sends them behind a streamed body: then once `chunks` ended. */
  readonly uid: number;
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  /** What the server really sends, which need not be RFC822.SIZE. */
  readonly sizeBytes: number;
  /** The whole content if it is at most `heldBytesMax`; null for a streamed one and for a body that is NIL. */
  readonly bytes: Buffer | null;
  /** True when the server answered NIL instead of content. */
  readonly missing: boolean;
  /** May be called once. Taking the next body skips what is left of this one. */
  chunks(): AsyncIterable<Buffer>;
}

/** The messages in the order of the server. The command is sent by this call; the socket rests while nobody reads. */
export declare function uidFetchBodies(
  c: ImapConnection,
  uids: UidSet,
  options: { readonly heldBytesMax: number },
  signal: AbortSignal,
): AsyncIterable<FetchedBody>;
