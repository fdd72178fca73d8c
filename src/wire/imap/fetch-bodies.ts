/** UID FETCH with the whole content (BODY.PEEK[], which never sets \Seen), streamed (RFC 9051 §6.4.5). */
import type { Instant } from '../../base/clock.ts';
import { Cursor } from './bytes/cursor.ts';
import { announcesBody, type FetchItems, readFetchItems } from './bytes/fetch-items.ts';
import type { LiteralTaker, RawResponse } from './bytes/response-reader.ts';
import type { ImapConnection } from './connection.ts';
import { ImapProtocolError } from './errors.ts';
import { Arrivals } from './line/arrivals.ts';
import type { Untagged } from './line/command.ts';
import { selected } from './select.ts';
import { hasUid, type UidSet, uidCount, uidSetTexts } from './uid-set.ts';

export interface FetchedBody {
  /** This and the next two are complete at once, unless the server sends them behind a streamed body: then when `chunks` has ended. */
  readonly uid: number;
  /** In the server's spelling, without `\Recent`. Null when the server did not say. */
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  /** What the server really sends, which need not be RFC822.SIZE. */
  readonly sizeBytes: number;
  /** The whole content if it is at most `heldBytesMax`; null for a streamed one and for one that is missing. */
  readonly bytes: Buffer | null;
  /** True when the server answered NIL instead of content. */
  readonly isMissing: boolean;
  /** May be called once. Taking the next body throws away what is left of this one. */
  chunks(): AsyncIterable<Buffer>;
}

export interface FetchBodiesOptions {
  readonly heldBytesMax: number;
}

/**
 * The messages in the order of the server; those that are gone are not among them. The command is sent by this call;
 * the socket rests while nobody reads, so read to the end or call `return`. Answers to later commands wait behind these.
 */
export function uidFetchBodies(
  c: ImapConnection,
  uids: UidSet,
  options: FetchBodiesOptions,
  signal: AbortSignal,
): AsyncIterableIterator<FetchedBody> {
  const bodies = new Bodies(c, uids, options.heldBytesMax);
  const within = selected(c);
  const parts = uidSetTexts(uids).map((set) =>
    c.run(
      {
        name: 'UID FETCH',
        pieces: [`UID FETCH ${set} (UID FLAGS INTERNALDATE BODY.PEEK[])`],
        within,
        untagged: (response) => bodies.take(response),
        literal: (before, sizeBytes) => bodies.literal(before, sizeBytes),
        done: () => undefined,
      },
      signal,
    ),
  );
  Promise.all(parts).then(
    () => bodies.end(),
    (error: unknown) => bodies.fail(error),
  );
  return bodies;
}

type Attributes = Pick<FetchItems, 'flags' | 'internalDate'>;

/** Messages that told something of themselves and whose content has not come. A batch has 500. */
const EARLY_MAX = 10_000;
/** Messages may come twice when they change meanwhile. */
const DOUBLES_MAX = 100;
/** Its content came, in a response that then turned out to be none about a message. */
const UNENDED = 'the server sent a message in a response without an end';
/** What a waiting message costs beside its content. */
const HEAD_BYTES = 500;

class Bodies implements AsyncIterableIterator<FetchedBody> {
  readonly #c: ImapConnection;
  readonly #uids: UidSet;
  readonly #heldBytesMax: number;
  readonly #arrivals: Arrivals<FetchedBody>;
  /** Attributes that came in a response of their own, until the content comes. */
  readonly #early = new Map<number, Attributes>();
  /** How many more the server may send; a dishonest one sends the same again and again. */
  #leftCount: number;
  /** The body that is arriving. */
  #open: StreamedBody | null = null;
  /** The body that the reader has. */
  #given: FetchedBody | null = null;

  constructor(c: ImapConnection, uids: UidSet, heldBytesMax: number) {
    this.#c = c;
    this.#uids = uids;
    this.#heldBytesMax = heldBytesMax;
    this.#leftCount = uids.some(({ to }) => to === '*') ? Number.POSITIVE_INFINITY : 2 * uidCount(uids) + DOUBLES_MAX;
    this.#arrivals = new Arrivals<FetchedBody>(
      c,
      c.limits.readAheadBytes,
      ({ bytes }) => HEAD_BYTES + (bytes?.length ?? 0),
    );
  }

  literal(before: RawResponse, sizeBytes: number): 'hold' | LiteralTaker | null {
    if (!announcesBody(before)) return null;
    if (sizeBytes <= this.#heldBytesMax) return 'hold';
    const cursor = new Cursor(before, this.#c.limits.nestingMax);
    for (let words = 0; words < 3; words++, cursor.spaces()) cursor.word();
    const items = readFetchItems(cursor, this.#c.flagLists, true);
    if (items.uid !== null && !hasUid(this.#uids, items.uid)) return null;
    if (this.#open !== null) throw new ImapProtocolError(UNENDED);
    const body = new StreamedBody(this.#c, sizeBytes);
    body.learn(this.#withEarly(items));
    this.#open = body;
    this.#give(body);
    return body;
  }

  take(response: Untagged): boolean {
    if (response.is !== 'fetch') return false;
    const { items } = response;
    if (items.body === 'taken') return this.#endStreamed(items);
    if (items.uid === null) {
      if (items.body === undefined) return false;
      throw new ImapProtocolError('the server sent a message and did not say which');
    }
    if (!hasUid(this.#uids, items.uid)) return false;
    if (items.body === undefined) this.#keepEarly(items.uid, items);
    else this.#give(new HeldBody(items.uid, this.#withEarly(items), items.body));
    return true;
  }

  end(): void {
    this.#open?.fail(new ImapProtocolError(UNENDED));
    this.#arrivals.end();
  }

  fail(error: unknown): void {
    this.#open?.fail(error);
    this.#arrivals.fail(error);
  }

  next(): Promise<IteratorResult<FetchedBody>> {
    if (this.#given instanceof StreamedBody) this.#given.drop();
    return this.#arrivals.next().then((result) => {
      this.#given = result.done === true ? null : result.value;
      return result;
    });
  }

  return(): Promise<IteratorResult<FetchedBody>> {
    if (this.#given instanceof StreamedBody) this.#given.drop();
    this.#open?.drop();
    return this.#arrivals.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #give(body: FetchedBody): void {
    this.#leftCount -= 1;
    if (this.#leftCount < 0) throw new ImapProtocolError('the server sent messages again and again');
    this.#arrivals.push(body);
  }

  #endStreamed(items: FetchItems): boolean {
    const body = this.#open;
    if (body === null) return false;
    body.learn(this.#withEarly(items));
    if (body.uid === 0) throw new ImapProtocolError('the server sent a message and did not say which');
    this.#open = null;
    body.finish();
    return true;
  }

  #keepEarly(uid: number, items: FetchItems): void {
    if (this.#early.size >= EARLY_MAX) return;
    const { flags, internalDate } = this.#withEarly(items);
    this.#early.set(uid, { flags, internalDate });
  }

  #withEarly(items: FetchItems): FetchItems {
    const early = items.uid === null ? undefined : this.#early.get(items.uid);
    if (early === undefined) return items;
    return { ...items, flags: items.flags ?? early.flags, internalDate: items.internalDate ?? early.internalDate };
  }
}

class HeldBody implements FetchedBody {
  readonly uid: number;
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  readonly bytes: Buffer | null;

  constructor(uid: number, { flags, internalDate }: Attributes, bytes: Buffer | null) {
    this.uid = uid;
    this.flags = flags;
    this.internalDate = internalDate;
    this.bytes = bytes;
  }

  get sizeBytes(): number {
    return this.bytes?.length ?? 0;
  }

  get isMissing(): boolean {
    return this.bytes === null;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.bytes !== null) yield this.bytes;
  }
}

class StreamedBody implements FetchedBody, LiteralTaker {
  uid = 0;
  flags: readonly string[] | null = null;
  internalDate: Instant | null = null;
  readonly sizeBytes: number;
  readonly bytes = null;
  readonly isMissing = false;
  readonly #chunks: Arrivals<Buffer>;

  constructor(c: ImapConnection, sizeBytes: number) {
    this.sizeBytes = sizeBytes;
    this.#chunks = new Arrivals<Buffer>(c, c.limits.readAheadBytes, (chunk) => chunk.length);
  }

  learn({ uid, flags, internalDate }: FetchItems): void {
    this.uid = uid ?? this.uid;
    this.flags = flags ?? this.flags;
    this.internalDate = internalDate ?? this.internalDate;
  }

  write(bytes: Buffer): void {
    this.#chunks.push(bytes);
  }

  end(): void {
    // The end of the literal is not yet the end of the response; `finish` is.
  }

  finish(): void {
    this.#chunks.end();
  }

  fail(error: unknown): void {
    this.#chunks.fail(error);
  }

  drop(): void {
    this.#chunks.drop();
  }

  chunks(): AsyncIterable<Buffer> {
    return this.#chunks;
  }
}
