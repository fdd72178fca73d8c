/** The content of messages: one pipelined FETCH for a batch, single ones for what the server makes trouble with. */
import { ITEM_BYTES_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import { contentWriter } from '../../base/spool.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { Content, Item, SourceRef } from '../../model/item.ts';
import type { Unreadable } from '../../model/source.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { type FetchedBody, uidFetchBodies } from '../../wire/imap/fetch-bodies.ts';
import { uidSearch } from '../../wire/imap/search.ts';
import { hasUid, uidSet } from '../../wire/imap/uid-set.ts';
import { isPassing } from './failure.ts';
import { completeAttributes, headOf, MAIL_HEADS } from './heads.ts';
import { uidOf } from './names.ts';
import type { Place, Session } from './session.ts';

export interface ReadingOptions {
  readonly spoolFolder: string;
  readonly heldBytesMax: number;
}

/** Losses of the connection over one message, asked for alone, before that message is given up. */
const LOSSES_MAX = 2;

/** See `Source.read`. Asks with the first `next`. */
export async function* readItems(
  session: Session,
  folder: SourceFolder,
  refs: readonly SourceRef[],
  options: ReadingOptions,
  signal: AbortSignal,
): AsyncGenerator<Item | Unreadable> {
  const reading = new Reading(session, folder, options, signal);
  const left = new Set(refs);
  for (;;) {
    yield* reading.together(left);
    const [first] = left;
    if (first === undefined) return;
    // The server refused something, or drops the line over something. Asked for alone, the first shows whether it is that.
    yield* reading.alone(first);
    left.delete(first);
  }
}

class Reading {
  readonly #session: Session;
  readonly #folder: SourceFolder;
  readonly #options: ReadingOptions;
  readonly #signal: AbortSignal;

  constructor(session: Session, folder: SourceFolder, options: ReadingOptions, signal: AbortSignal) {
    this.#session = session;
    this.#folder = folder;
    this.#options = options;
    this.#signal = signal;
  }

  /** Yields what comes and takes it out of `left`. Ends with something left when the server refuses, or twice gives nothing. */
  async *together(left: Set<SourceRef>): AsyncGenerator<Item | Unreadable> {
    for (let losses = 0; left.size > 0 && losses < LOSSES_MAX; ) {
      try {
        for await (const one of this.#fetch([...left], 'as it is open')) {
          left.delete(one.ref);
          losses = 0;
          this.#session.progressed();
          yield one;
        }
        // The server has ended with success: what did not come is gone.
        left.clear();
      } catch (error) {
        if (isRefusal(error)) return;
        losses += 1;
        await this.#session.recover(error, this.#signal, this.#folder);
      }
    }
  }

  async *alone(ref: SourceRef): AsyncGenerator<Item | Unreadable> {
    for (let losses = 0; losses < LOSSES_MAX; ) {
      try {
        // Opened anew, so that a message that is gone by now is not taken for one that is refused.
        yield* this.#fetch([ref], 'anew');
        this.#session.progressed();
        return;
      } catch (error) {
        if (isRefusal(error)) {
          yield { ref, unreadable: error.text };
          return;
        }
        losses += 1;
        await this.#session.recover(error, this.#signal, this.#folder);
      }
    }
    this.#session.progressed();
    yield { ref, unreadable: 'the server closed the connection each time it was asked for this message' };
  }

  /** One FETCH. Ends without those that are gone. */
  async *#fetch(refs: readonly SourceRef[], how: 'as it is open' | 'anew'): AsyncGenerator<Item | Unreadable> {
    const c = await this.#session.connection(this.#signal);
    const opening =
      how === 'anew'
        ? this.#session.enterAnew(c, this.#folder, this.#signal)
        : this.#session.enter(c, this.#folder, this.#signal);
    const uids = uidSet(refs.map((ref) => Number(ref.split(':')[1])).filter((uid) => uid > 0));
    if (uids.length === 0) return;
    const bodies = uidFetchBodies(c, uids, this.#options, this.#signal);
    try {
      const { uidValidity } = await opening;
      const asked = new Map<number, SourceRef>();
      for (const ref of refs) {
        const uid = uidOf(ref, uidValidity ?? 0);
        if (uid !== null) asked.set(uid, ref);
      }
      // Numbers of another numbering mean other messages now: theirs are gone.
      if (asked.size > 0) yield* this.#take(c, bodies, asked, uidValidity);
    } finally {
      await bodies.return?.();
    }
  }

  async *#take(
    c: ImapConnection,
    bodies: AsyncIterable<FetchedBody>,
    asked: Map<number, SourceRef>,
    uidValidity: number | null,
  ): AsyncGenerator<Item | Unreadable> {
    const undescribed = new Map<number, Content>();
    for await (const body of bodies) {
      // NIL is also what Dovecot sends of a message that another session has just removed; `#missed` finds out.
      if (body.isMissing) continue;
      const content = await this.#contentOf(body);
      const ref = asked.get(body.uid);
      if (ref === undefined) await drop(content);
      else if (typeof content === 'string') yield { ref, unreadable: content };
      else if (body.flags === null || body.internalDate === null) undescribed.set(body.uid, content);
      else yield { ...headOf(uidValidity ?? 0, body.uid, body), content };
      asked.delete(body.uid);
    }
    const place = { c, folder: this.#folder, uidValidity };
    yield* this.#describe(place, undescribed);
    yield* this.#missed(place, asked);
  }

  /** Messages whose flags or date came in another response, or not at all. */
  async *#describe(place: Place, undescribed: ReadonlyMap<number, Content>): AsyncGenerator<Item> {
    if (undescribed.size === 0) return;
    const known = await completeAttributes(
      { ask: (command) => this.#session.ask(place, this.#signal, command) },
      { uids: [...undescribed.keys()], question: MAIL_HEADS },
      this.#signal,
    );
    for (const [uid, content] of undescribed) {
      const sizeBytes = sizeOf(content);
      const said = known.get(uid) ?? { flags: null, internalDate: null };
      yield { ...headOf(place.uidValidity ?? 0, uid, { ...said, sizeBytes }), content };
    }
  }

  /** Messages that were asked for and did not come. Those that are still there are not gone but unreadable. */
  async *#missed(place: Place, asked: ReadonlyMap<number, SourceRef>): AsyncGenerator<Unreadable> {
    if (asked.size === 0) return;
    // Opened anew: a session goes on listing messages that others have removed.
    await this.#session.enterAnew(place.c, place.folder, this.#signal);
    const uids = uidSet(asked.keys());
    const there = await this.#session.ask(place, this.#signal, (c) =>
      uidSearch(c, [{ is: 'uid', uids }], this.#signal),
    );
    for (const [uid, ref] of asked) {
      if (hasUid(there, uid)) yield { ref, unreadable: 'the server lists the message and sends no content of it' };
    }
  }

  /** The content; or why there is none, as text. */
  async #contentOf(body: FetchedBody): Promise<Content | string> {
    if (body.bytes !== null) return { is: 'held', bytes: body.bytes };
    if (body.sizeBytes > ITEM_BYTES_MAX) {
      return `it has ${body.sizeBytes} bytes, more than the ${ITEM_BYTES_MAX} that can be moved`;
    }
    return this.#spool(body);
  }

  async #spool(body: FetchedBody): Promise<Content> {
    const { spoolFolder: folder } = this.#options;
    const writer = contentWriter(folder);
    const onDisk = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Failure('spool.not-writable', { folder, reason }, { cause: error });
      }
    };
    try {
      for await (const chunk of body.chunks()) await onDisk(writer.write(chunk));
      return await onDisk(writer.end());
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }
}

/** True when the server refused the messages and not the connection. */
function isRefusal(error: unknown): error is ImapStatusError {
  return (
    error instanceof ImapStatusError && error.command === 'UID FETCH' && error.status !== 'BYE' && !isPassing(error)
  );
}

function sizeOf(content: Content): number {
  return content.is === 'held' ? content.bytes.length : content.sizeBytes;
}

async function drop(content: Content | string): Promise<void> {
  if (typeof content !== 'string' && content.is === 'spooled') await content.drop();
}
