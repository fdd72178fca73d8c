/** Writes messages as built items, each in one request, several at once; see docs/decisions/0032. */
import { isoSeconds } from '../../base/clock.ts';
import { ITEM_BYTES_MAX } from '../../base/limits.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Loss } from '../../model/item.ts';
import type { Settled, Write } from '../../model/target.ts';
import type { Property } from '../../wire/fast-transfer/property.ts';
import { writeItem } from '../../wire/fast-transfer/write-item.ts';
import { GraphRefusal } from '../../wire/graph/errors.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import type { Bytes } from '../../wire/request-body.ts';
import { partiesIn } from '../exchange/failing.ts';
import { type ExchangeState, exchangeState } from '../exchange/message-state.ts';
import { type GraphContext, targetRef } from './context.ts';
import { failureOf, isAboutItem } from './failures.ts';
import type { ImportDoor } from './import-door.ts';
import { findMarked } from './messages.ts';
import { buildMessage } from './stream/build-message.ts';
import {
  FLAG_REQUEST,
  integer,
  KEYWORDS_NAME,
  MARKER_NAME,
  OWN_KEYWORDS_NAME,
  TAG,
  text,
  texts,
  time,
} from './stream/tags.ts';

/** Times that nobody knows what became of one write before the trouble is not its own. */
const DOUBTS_MAX = 4;
/** What is taken and not settled: below what a process leaves beside the database and the source, with several lanes. */
const TAKEN_BYTES_MAX = 24 * 1024 * 1024;
/** The times that a FILETIME holds and every client shows. */
const TIME_MIN = Date.UTC(1601, 0, 1);
const TIME_MAX = Date.UTC(9999, 11, 31, 23, 59, 59);
const FLAGGED = 2;
const FLAG_ICON_RED = 6;

/** See `Target.put`. Failures of the account, mailbox or folder are thrown once what is on its way has been settled. */
export async function* putMessages(
  context: GraphContext,
  door: ImportDoor,
  { folder, writes }: { readonly folder: TargetFolder; readonly writes: AsyncIterable<Write> },
  signal: AbortSignal,
): AsyncGenerator<readonly Settled[]> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const one = new OneWrite(context, door, folder, AbortSignal.any([signal, stop.signal]));
  const running = new Map<Promise<void>, number>();
  const settled: Settled[] = [];
  const failures: unknown[] = [];
  const source = writes[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<Write>> | null = null;
  let isOver = false;
  const takenBytes = (): number => [...running.values()].reduce((sum, bytes) => sum + bytes, 0);
  const start = (write: Write): void => {
    const run: Promise<void> = one
      .settle(write)
      .then((outcome) => void settled.push(outcome))
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => running.delete(run));
    running.set(run, write.item.sizeBytes);
  };
  try {
    while (failures.length === 0 && !(isOver && running.size === 0)) {
      const hasRoom = running.size < context.session.pace.limit && takenBytes() < TAKEN_BYTES_MAX;
      if (!isOver && hasRoom) next ??= source.next();
      const waiting = next;
      const arrived = await Promise.race([...running.keys(), ...(waiting === null ? [] : [waiting])]);
      if (arrived !== undefined && waiting !== null) {
        next = null;
        if (arrived.done === true) isOver = true;
        else start(arrived.value);
      }
      if (settled.length > 0) yield settled.splice(0);
    }
    await Promise.allSettled(running.keys());
    if (settled.length > 0) yield settled.splice(0);
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
  } finally {
    stop.abort(new Error('the stream of writes was left'));
    await Promise.allSettled(running.keys());
    if (!isOver) await source.return?.();
  }
}

class OneWrite {
  readonly #context: GraphContext;
  readonly #door: ImportDoor;
  readonly #folder: TargetFolder;
  readonly #signal: AbortSignal;

  constructor(context: GraphContext, door: ImportDoor, folder: TargetFolder, signal: AbortSignal) {
    this.#context = context;
    this.#door = door;
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Throws a `Failure` for what concerns more than this message. */
  async settle(write: Write): Promise<Settled> {
    const { ref, sizeBytes } = write.item;
    if (sizeBytes > ITEM_BYTES_MAX) {
      const facts = { size: String(sizeBytes), limit: String(ITEM_BYTES_MAX) };
      return { is: 'failed', ref, problem: { code: 'target.too-large', facts } };
    }
    try {
      const { item, losses } = await built(write);
      const id = await this.#written(write, item);
      return { is: 'copied', ref, target: targetRef(id), losses };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof GraphRefusal && isAboutItem(error) && error.status !== 404) return refused(write, error);
      throw failureOf(error, partiesIn(this.#context, this.#folder)) ?? error;
    }
  }

  /** Looks after every answer that was lost whether the message has arrived; sends it again once it cannot arrive any more. */
  async #written(write: Write, item: Bytes): Promise<string> {
    for (let doubts = 0; ; ) {
      try {
        return await this.#door.import(this.#folder, item, this.#signal);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof OutcomeUnknown)) throw error;
        const arrived = (await this.#arrived(write)) ?? (await this.#arrivedLater(write, error.cause));
        if (arrived !== null) return arrived;
        doubts += 1;
        if (doubts >= DOUBTS_MAX) throw error;
      }
    }
  }

  async #arrivedLater(write: Write, cause: unknown): Promise<string | null> {
    const { clock, doubtRestMs } = this.#context;
    // The server may still be at work on a request whose connection is gone.
    if (cause instanceof HttpError || cause instanceof GraphRefusal) await clock.sleep(doubtRestMs, this.#signal);
    return await this.#arrived(write);
  }

  async #arrived({ marker }: Write): Promise<string | null> {
    const found = await findMarked(this.#context, this.#folder, [marker], this.#signal);
    return found.get(marker)?.[0] ?? null;
  }
}

function refused({ item: { ref, sizeBytes } }: Write, { status, message }: GraphRefusal): Settled {
  if (status === 413) {
    const facts = { size: String(sizeBytes), limit: 'what the service allows' };
    return { is: 'failed', ref, problem: { code: 'target.too-large', facts } };
  }
  return { is: 'failed', ref, problem: { code: 'target.item-refused', facts: { reason: message } } };
}

/** The message with its state, and what of it Exchange cannot keep. */
async function built({ item, marker }: Write): Promise<{ readonly item: Bytes; readonly losses: readonly Loss[] }> {
  const state = exchangeState(item.version);
  const receivedAt = Math.min(TIME_MAX, Math.max(TIME_MIN, item.receivedAt));
  const message = await buildMessage(item.content, [
    ...stateProperties(state),
    time(TAG.deliveryTime, receivedAt),
    text(MARKER_NAME, marker),
  ]);
  const sent = message.sentAt === null ? [time(TAG.submitTime, receivedAt)] : [];
  const tree = { ...message.tree, properties: [...message.tree.properties, ...sent] };
  const years: Loss = {
    field: 'received date',
    how: 'changed',
    why: `Exchange holds the years 1601 to 9999; it is ${isoSeconds(item.receivedAt)} in the source`,
  };
  const losses = [...state.losses, ...message.losses, ...(receivedAt === item.receivedAt ? [] : [years])];
  return { item: writeItem(tree), losses };
}

function stateProperties(state: ExchangeState): readonly Property[] {
  return [
    integer(TAG.messageFlags, state.messageFlags),
    ...(state.verb === null ? [] : [integer(TAG.lastVerb, state.verb.verb), integer(TAG.icon, state.verb.icon)]),
    ...(state.isFlagged
      ? [integer(TAG.flagStatus, FLAGGED), integer(TAG.followUpIcon, FLAG_ICON_RED), text(FLAG_REQUEST, 'Follow up')]
      : []),
    ...(state.categories.length === 0 ? [] : [texts(KEYWORDS_NAME, state.categories)]),
    ...(state.keywordNames === null ? [] : [text(OWN_KEYWORDS_NAME, state.keywordNames)]),
  ];
}
