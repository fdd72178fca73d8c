/** A store of Outlook that is read in a thread of its own, with a deadline for every answer. */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../base/clock.ts';
import { ArchiveError, reasonOf } from '../archive-error.ts';
import type { StoreAnswer, StoreAsk, StorePlace } from './store-asks.ts';

/** For one item with its attachments, or all folders. An item of 150 MB takes some seconds. */
const ANSWER_MS = 60_000;
/** How often the thread is started again for one store. */
const STARTS_MAX = 5;
/** The indexes of the largest stores; a thread that needs more ends, and only that thread. */
const HEAP_MB = 512;

export class StoreClient {
  readonly #place: StorePlace;
  readonly #clock: Clock;
  readonly #answerMs: number;
  #worker: Worker | null = null;
  #starts = 0;
  /** One question after the other: the thread knows one item at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(place: StorePlace, clock: Clock, answerMs = ANSWER_MS) {
    this.#place = place;
    this.#clock = clock;
    this.#answerMs = answerMs;
  }

  /** Nobody else asks until `work` has ended. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch((error: unknown) => error);
    return done;
  }

  /** To be called within `alone`. Fails with an `ArchiveError` when the store is broken there, or no answer comes in time. */
  async ask<Is extends StoreAnswer['is']>(
    ask: StoreAsk,
    wanted: Is,
    signal: AbortSignal,
  ): Promise<Extract<StoreAnswer, { readonly is: Is }>> {
    signal.throwIfAborted();
    const worker = this.#started();
    worker.postMessage(ask, []);
    const answer = await this.#answered(worker, signal);
    if (answer.is === 'refused') throw new ArchiveError(answer.reason);
    if (answer.is !== wanted) throw new Error(`the thread answered ${answer.is} and not ${wanted}`);
    return answer as Extract<StoreAnswer, { readonly is: Is }>; // its tag is the wanted one
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    this.#starts += 1;
    if (this.#starts > STARTS_MAX) throw new ArchiveError('too much of it is broken to go on');
    // What the reader of the format prints is nothing for people.
    this.#worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
      workerData: this.#place,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.unref();
    return this.#worker;
  }

  async #answered(worker: Worker, signal: AbortSignal): Promise<StoreAnswer> {
    const ended = new AbortController();
    const during = AbortSignal.any([signal, ended.signal]);
    const gaveUp = this.#clock.sleep(this.#answerMs, during).then(() => {
      throw new ArchiveError(`it could not be read within ${this.#answerMs / 1000} seconds: it seems to go in circles`);
    });
    const heard = heardFrom(worker, ended.signal);
    try {
      return await Promise.race([heard, gaveUp]);
    } catch (error) {
      this.#worker = null;
      await worker.terminate();
      signal.throwIfAborted();
      throw error;
    } finally {
      ended.abort();
      await Promise.allSettled([gaveUp]);
    }
  }
}

/** The next answer; rejects when the thread ends without one. Listens until the signal aborts. */
function heardFrom(worker: Worker, until: AbortSignal): Promise<StoreAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<StoreAnswer>();
  const broke = (error: unknown): void =>
    reject(new ArchiveError(`its reader broke off: ${reasonOf(error)}`, { cause: error }));
  const ended = (code: number): void => reject(new ArchiveError(`its reader broke off (${code})`));
  worker.on('message', resolve).on('error', broke).on('exit', ended);
  until.addEventListener('abort', () => worker.off('message', resolve).off('error', broke).off('exit', ended), {
    once: true,
  });
  return promise;
}
