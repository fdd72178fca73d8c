/** Recognises messages by what can be asked without reading them: size, second of arrival and order. */
import { createHash } from 'node:crypto';
import type { Content } from '../../model/item.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { uidFetch } from '../../wire/imap/fetch.ts';
import { uidFetchBodies } from '../../wire/imap/fetch-bodies.ts';
import { type UidSet, uidSet, uidsFrom } from '../../wire/imap/uid-set.ts';

/** What a message looks like from outside. */
export interface Look {
  readonly sizeBytes: number | null;
  /** Whole seconds since 1970: INTERNALDATE has no more. */
  readonly second: number | null;
}

export interface Arrival extends Look {
  readonly uid: number;
}

/** The looks of messages in the open mailbox, as they come. */
export async function* arrivals(
  uids: UidSet,
  connection: ImapConnection,
  signal: AbortSignal,
): AsyncGenerator<Arrival> {
  const attributes = ['RFC822.SIZE', 'INTERNALDATE'] as const;
  for await (const message of uidFetch(connection, uids, { attributes }, signal)) {
    if (message.is === 'vanished') continue;
    const { uid, internalDate, sizeBytes } = message;
    yield { uid, sizeBytes, second: internalDate === null ? null : secondOf(internalDate) };
  }
}

/** Ascending by UID, from `uid` on. */
export async function arrivalsFrom(
  uid: number,
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<readonly Arrival[]> {
  const found: Arrival[] = [];
  for await (const arrival of arrivals(uidsFrom(uid), connection, signal)) {
    // `n:*` always means the last message too, however low its UID is (RFC 9051 §6.4.8).
    if (arrival.uid >= uid) found.push(arrival);
  }
  return found.sort((left, right) => left.uid - right.uid);
}

/**
 * Pairs messages that were written in this order with arrivals: each with the first later one of equal look. Gives its
 * UID, or null where there is none.
 */
export function pairInOrder(written: readonly Look[], found: readonly Arrival[]): readonly (number | null)[] {
  let next = 0;
  return written.map(({ sizeBytes, second }) => {
    for (let at = next; at < found.length; at += 1) {
      const arrival = found[at];
      if (arrival === undefined || arrival.sizeBytes !== sizeBytes || arrival.second !== second) continue;
      next = at + 1;
      return arrival.uid;
    }
    return null;
  });
}

/** As `pairInOrder`; where the server changes looks, by order alone if nobody else wrote meanwhile. Null where one is missing. */
export function pairAll(written: readonly Look[], found: readonly Arrival[]): readonly number[] | null {
  const pairs = pairInOrder(written, found).filter((uid) => uid !== null);
  if (pairs.length === written.length) return pairs;
  return found.length === written.length ? found.map((arrival) => arrival.uid) : null;
}

/**
 * As `pairAll`, for messages whose content is known: where others wrote messages of equal look meanwhile, the content
 * decides which are ours.
 */
export async function pairByContent(
  written: readonly (Look & { readonly content: Content })[],
  found: readonly Arrival[],
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  const lookKey = ({ sizeBytes, second }: Look): string => `${sizeBytes} ${second}`;
  const wanted = countBy(written, lookKey);
  const there = countBy(found, lookKey);
  const isAmbiguous = (one: Look): boolean => (there.get(lookKey(one)) ?? 0) > (wanted.get(lookKey(one)) ?? 0);
  const candidates = found.filter((one) => wanted.has(lookKey(one)));
  const unclear = new Set(candidates.filter(isAmbiguous).map((one) => one.uid));
  if (unclear.size === 0) return pairAll(written, found);
  const contents = await contentsOf(unclear, connection, signal);
  const ours = new Set(written.map(({ content }) => sha256Of(content).toString('hex')));
  const isOurs = ({ uid }: Arrival): boolean => !unclear.has(uid) || ours.has(contents.get(uid) ?? '');
  return pairAll(written, candidates.filter(isOurs)) ?? pairAll(written, found);
}

/** Those of the wanted whose message of that UID really has that content. Reads the messages. */
export async function withEqualContent(
  wanted: ReadonlyMap<number, Content>,
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const contents = await contentsOf(wanted.keys(), connection, signal);
  const equal = [...wanted].filter(([uid, content]) => contents.get(uid) === sha256Of(content).toString('hex'));
  return new Set(equal.map(([uid]) => uid));
}

/** SHA-256 of each message, by UID. */
async function contentsOf(
  uids: Iterable<number>,
  connection: ImapConnection,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const contents = new Map<number, string>();
  const set = uidSet(uids);
  if (set.length === 0) return contents;
  for await (const body of uidFetchBodies(connection, set, { heldBytesMax: 0 }, signal)) {
    const hash = createHash('sha256');
    for await (const chunk of body.chunks()) hash.update(chunk);
    contents.set(body.uid, hash.digest('hex'));
  }
  return contents;
}

function countBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return counts;
}

export function secondOf(at: number): number {
  return Math.floor(at / 1000);
}

function sha256Of(content: Content): Buffer {
  return content.is === 'held' ? createHash('sha256').update(content.bytes).digest() : content.sha256;
}
