/** Takes writes from a stream, gathers them into batches, has several on their way, and tells what became of each. */
import { BATCH_BYTES_MAX, BATCH_ITEMS_MAX } from '../../base/limits.ts';
import type { Settled, TargetTraits, Write } from '../../model/target.ts';
import { Outbox } from './outbox.ts';
import type { ByteRoom } from './room.ts';
import { heldBytesOf, type Outgoing, outgoingOf, sizeOf } from './write.ts';

export interface PutDeps {
  readonly traits: Pick<TargetTraits, 'keepsKeyword'>;
  /** What all puts of the target may hold together. */
  readonly room: ByteRoom;
  /** Settles each message of the batch, or throws. */
  write(batch: readonly Outgoing[], settled: (some: readonly Settled[]) => void): Promise<void>;
}

/** What all puts of one target hold at once: a batch that is gathered, one that is sent, one that is answered. */
export const TAKEN_BYTES_MAX = 3 * BATCH_BYTES_MAX;

export async function* put(
  writes: AsyncIterable<Write>,
  deps: PutDeps,
  signal: AbortSignal,
): AsyncGenerator<readonly Settled[]> {
  const pump = new Pump(deps, signal);
  void pump.run(writes); // all that can go wrong is told by the outbox
  try {
    yield* pump.outbox;
  } finally {
    pump.stop();
  }
}

class Pump {
  readonly outbox = new Outbox<readonly Settled[]>();
  readonly #deps: PutDeps;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();
  /** The first error: nothing is taken after it. */
  readonly #failed = Promise.withResolvers<never>();
  #failure: { readonly error: unknown } | null = null;
  #batch: Outgoing[] = [];
  #batchBytes = 0;

  constructor(deps: PutDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = AbortSignal.any([signal, this.#stopping.signal]);
    this.#failed.promise.catch(() => undefined); // it is looked at wherever something is awaited
  }

  /** Ends when all is settled. Never fails. */
  async run(writes: AsyncIterable<Write>): Promise<void> {
    const taken = writes[Symbol.asyncIterator]();
    // All puts read from one connection: what this one waits for may stand behind what another has no room for.
    const leave = this.#deps.room.hold(() => this.#send());
    try {
      this.#signal.throwIfAborted();
      for (;;) {
        const next = await Promise.race([taken.next(), this.#failed.promise]);
        if (next.done === true) break;
        await this.#add(next.value);
      }
      this.#send();
    } catch (error) {
      this.#fail(error);
      // Not awaited: the stream may be waiting for something that will never come now.
      taken.return?.().catch(() => undefined);
    } finally {
      leave();
      this.#deps.room.give(sum(this.#batch.map(({ item }) => heldBytesOf(item.content))));
    }
    // What is on its way is worth knowing, also when something else has failed.
    await Promise.all(this.#underWay);
    if (this.#failure === null) this.outbox.end();
    else this.outbox.fail(this.#failure.error);
  }

  /** The reader wants no more: what is not settled is in doubt. */
  stop(): void {
    this.#stopping.abort(new Error('nobody waits for the answers of this put'));
  }

  async #add(write: Write): Promise<void> {
    const { room, traits } = this.#deps;
    const sizeBytes = sizeOf(write.item.content);
    const heldBytes = heldBytesOf(write.item.content);
    const isFull = this.#batch.length >= BATCH_ITEMS_MAX || this.#batchBytes + sizeBytes > BATCH_BYTES_MAX;
    // Whoever waits for room must not hold what others wait for, so an unfinished batch goes first.
    if (this.#batch.length > 0 && (isFull || !room.has(heldBytes))) this.#send();
    await Promise.race([room.take(heldBytes, this.#signal), this.#failed.promise]);
    this.#batch.push(await outgoingOf(write, traits));
    this.#batchBytes += sizeBytes;
    if (room.isWanted) this.#send();
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const sizes = new Map(batch.map(({ item }) => [item.ref, heldBytesOf(item.content)]));
    let heldBytes = sum(sizes.values());
    const settled = (some: readonly Settled[]): void => {
      const bytes = sum(some.map((one) => sizes.get(one.ref) ?? 0));
      heldBytes -= bytes;
      this.#deps.room.give(bytes);
      this.outbox.add(some);
    };
    const writing = this.#deps
      .write(batch, settled)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#deps.room.give(heldBytes);
        this.#underWay.delete(writing);
      });
    this.#underWay.add(writing);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#failed.reject(error);
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
