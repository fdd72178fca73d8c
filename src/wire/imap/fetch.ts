/** UID FETCH without content (RFC 9051 §6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162). */
import type { Instant } from '../../base/clock.ts';
import { fieldNameText } from './bytes/command-text.ts';
import type { FetchItems } from './bytes/fetch-items.ts';
import type { ImapConnection } from './connection.ts';
import { Arrivals } from './line/arrivals.ts';
import type { Untagged } from './line/command.ts';
import { selected } from './select.ts';
import { hasUid, readVanished, type UidSet, uidSetTexts } from './uid-set.ts';

type FetchAttribute = 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'MODSEQ';

export interface FetchedMessage {
  readonly is: 'message';
  readonly uid: number;
  /** In the server's spelling, without `\Recent`. Null when the server did not say. */
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  readonly sizeBytes: number | null;
  readonly modseq: bigint | null;
  /** The lines of the fields that were asked for, one character a byte. Empty where the message has none of them. */
  readonly header: string | null;
}

/** These UIDs are gone. */
export interface VanishedMessages {
  readonly is: 'vanished';
  readonly uids: UidSet;
}

export interface FetchOptions {
  readonly attributes: readonly FetchAttribute[];
  /** The name of a header field to ask for as well, or several (BODY.PEEK[HEADER.FIELDS (…)]). */
  readonly header?: string | readonly string[];
  /** Only what changed after this mod-sequence. Needs CONDSTORE. */
  readonly changedSince?: bigint;
  /** With `changedSince`: also what is gone. Needs QRESYNC to be enabled. */
  readonly vanished?: boolean;
}

/** About what one waiting message costs in memory, beside its header field. */
const MESSAGE_BYTES = 300;

/**
 * What the server says of these messages in the selected mailbox, as it arrives. The command is sent by this call; the
 * socket rests while nobody reads, so read to the end or call `return`. A message may come in several parts, whose other attributes are null.
 */
export function uidFetch(
  c: ImapConnection,
  uids: UidSet,
  options: FetchOptions,
  signal: AbortSignal,
): AsyncIterableIterator<FetchedMessage | VanishedMessages> {
  const arrivals = new Arrivals<FetchedMessage | VanishedMessages>(c, c.limits.readAheadBytes, costOf);
  const items = `(UID ${options.attributes.join(' ')}${headerItem(options)})${modifier(options)}`;
  const within = selected(c);
  const untagged = (response: Untagged): boolean => {
    if (response.is === 'fetch') return take(response.items, uids, arrivals);
    if (response.is !== 'named' || response.name !== 'VANISHED') return false;
    arrivals.push({ is: 'vanished', uids: readVanished(response.cursor()) });
    return true;
  };
  const parts = uidSetTexts(uids).map((set) =>
    c.run(
      { name: 'UID FETCH', pieces: [`UID FETCH ${set} ${items}`], within, untagged, done: () => undefined },
      signal,
    ),
  );
  Promise.all(parts).then(
    () => arrivals.end(),
    (error: unknown) => arrivals.fail(error),
  );
  return arrivals;
}

function costOf(one: FetchedMessage | VanishedMessages): number {
  return MESSAGE_BYTES + (one.is === 'message' ? (one.header?.length ?? 0) : 0);
}

function headerItem({ header }: FetchOptions): string {
  if (header === undefined) return '';
  return ` BODY.PEEK[HEADER.FIELDS (${[header].flat().map(fieldNameText).join(' ')})]`;
}

function modifier({ changedSince, vanished }: FetchOptions): string {
  if (changedSince === undefined) return '';
  return ` (CHANGEDSINCE ${changedSince}${vanished === true ? ' VANISHED' : ''})`;
}

/** Servers also tell of messages that nobody asked for, and answer `7:*` with message 6 when that is the last. */
function take(items: FetchItems, uids: UidSet, arrivals: Arrivals<FetchedMessage | VanishedMessages>): boolean {
  const { uid, flags, internalDate, sizeBytes, modseq, header } = items;
  if (uid === null || !hasUid(uids, uid)) return false;
  arrivals.push({ is: 'message', uid, flags, internalDate, sizeBytes, modseq, header });
  return true;
}
