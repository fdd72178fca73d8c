/** Gathers a stream of items into requests and has several of them on their way. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Settled, Write } from '../../model/target.ts';
import type { EwsContext } from './context.ts';
import { itemBytesMax } from './limits.ts';
import { GroupWrite, type Prepared, type Sending } from './write.ts';

/** A request is not filled beyond this: what one lost answer puts into doubt, and what a server works on at once. */
const GROUP_BYTES_MAX = 8 * 1024 * 1024;

/** See `Target.put`. Failures of the account, mailbox or folder are thrown once what is on its way has been settled. */
export function putItems<P extends Prepared>(
  context: EwsContext,
  folder: TargetFolder,
  sending: Sending<P>,
  writes: AsyncIterable<Write>,
  signal: AbortSignal,
): AsyncIterable<readonly Settled[]> {
  return new Put(context, folder, sending, writes, signal).run();
}

class Put<P extends Prepared> {
  readonly #context: EwsContext;
  readonly #folder: TargetFolder;
  readonly #sending: Sending<P>;
  readonly #writes: AsyncIterator<Write>;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  #settled: Settled[] = [];
  #group: P[] = [];
  #groupBytes = 0;
  /** The next message, when it did not fit into the group. */
  #aside: P | null = null;
  #next: Promise<void> | null = null;
  #isOver = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(
    context: EwsContext,
    folder: TargetFolder,
    sending: Sending<P>,
    writes: AsyncIterable<Write>,
    signal: AbortSignal,
  ) {
    this.#context = context;
    this.#folder = folder;
    this.#sending = sending;
    this.#writes = writes[Symbol.asyncIterator]();
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
  }

  async *run(): AsyncGenerator<readonly Settled[]> {
    try {
      for (;;) {
        yield* this.#takeSettled();
        if (this.#failure !== null) break;
        if (this.#isReadyToSend()) this.#send();
        else if (this.#wantsMore()) await this.#takeMore();
        else if (this.#running.size > 0) await Promise.race(this.#running);
        else break;
      }
      await Promise.allSettled(this.#running);
      yield* this.#takeSettled();
      this.#signal.throwIfAborted();
      if (this.#failure !== null) throw this.#failure.error;
    } finally {
      this.#stop.abort(new Error('the stream of writes was left'));
      await Promise.allSettled(this.#running);
      if (!this.#isOver) await this.#writes.return?.();
    }
  }

  *#takeSettled(): Generator<readonly Settled[]> {
    if (this.#settled.length === 0) return;
    const settled = this.#settled;
    this.#settled = [];
    yield settled;
  }

  get #hasRoom(): boolean {
    return this.#running.size < this.#context.session.pace.limit;
  }

  get #isFull(): boolean {
    return (
      this.#aside !== null || this.#group.length >= this.#context.size.itemsMax || this.#groupBytes >= GROUP_BYTES_MAX
    );
  }

  #isReadyToSend(): boolean {
    return this.#group.length > 0 && this.#hasRoom && (this.#isFull || this.#isOver);
  }

  #wantsMore(): boolean {
    return !this.#isOver && !this.#isFull;
  }

  /**
   * Waits for the next message. What is gathered is sent as it is when the stream pauses and nothing is on its way: the
   * caller may be waiting for these very outcomes before it gives more.
   */
  async #takeMore(): Promise<void> {
    this.#next ??= this.#read();
    const isPause = await Promise.race([this.#next.then(() => false), nextTurn(true)]);
    if (!isPause) return;
    if (this.#group.length > 0 && this.#running.size === 0) this.#send();
    else await Promise.race([this.#next, ...this.#running]);
  }

  async #read(): Promise<void> {
    try {
      const result = await this.#writes.next();
      if (result.done === true) this.#isOver = true;
      else await this.#take(result.value);
    } catch (error) {
      this.#isOver = true;
      this.#failure ??= { error };
    } finally {
      this.#next = null;
    }
  }

  async #take(write: Write): Promise<void> {
    const limit = itemBytesMax(this.#context.requestBytesMax);
    if (sizeOf(write) > limit) {
      const facts = { size: String(sizeOf(write)), limit: String(limit) };
      this.#settled.push({ is: 'failed', ref: write.item.ref, problem: { code: 'target.too-large', facts } });
      return;
    }
    const prepared = await this.#prepare(write);
    if (prepared === null) return;
    if (this.#group.length > 0 && this.#groupBytes + prepared.requestBytes > GROUP_BYTES_MAX) this.#aside = prepared;
    else this.#add(prepared);
  }

  /** Settles what cannot be sent at all, and gives null. */
  async #prepare(write: Write): Promise<P | null> {
    try {
      return await this.#sending.prepare(write);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind.scope !== 'item') throw error;
      this.#settled.push({ is: 'failed', ref: write.item.ref, problem: { code: error.code, facts: error.facts } });
      return null;
    }
  }

  #add(prepared: P): void {
    this.#group.push(prepared);
    this.#groupBytes += prepared.requestBytes;
  }

  #send(): void {
    const group = this.#group;
    this.#group = [];
    this.#groupBytes = 0;
    if (this.#aside !== null) this.#add(this.#aside);
    this.#aside = null;
    const settle = (settled: readonly Settled[]): void => void this.#settled.push(...settled);
    const running = new GroupWrite(this.#context, this.#folder, this.#sending, settle, this.#signal)
      .send(group)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function sizeOf({ item: { content } }: Write): number {
  return content.is === 'held' ? content.bytes.byteLength : content.sizeBytes;
}
