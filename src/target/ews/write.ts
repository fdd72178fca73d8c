/** Sends a group of items until each is settled, whatever the server does with the requests. */
import { assert } from '../../base/assert.ts';
import type { Problem } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Loss } from '../../model/item.ts';
import type { Settled, Write } from '../../model/target.ts';
import { type Answer, EwsFault, HttpStatusError, type Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import type { ItemId } from '../../wire/ews/names.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { partiesIn } from '../exchange/failing.ts';
import { type EwsContext } from './context.ts';
import { failureOf, widerFailure } from './failures.ts';
import { findMarked } from './find.ts';
import { settledAs } from './settled.ts';

/** Times that one message is sent again because something behind the server was away. */
const TRANSIENT_TRIES_MAX = 8;
/** `ErrorInternalServerError` is as often about the message as about the server: fewer tries, then another form. */
const INTERNAL_TRIES_MAX = 2;
/** Times that one message is sent again because the server was too busy to try it, whatever else it found time for. */
const BUSY_TRIES_MAX = 60;
/** Single messages that fail whole requests, one after another, before the trouble is not theirs. */
const FAULTS_MAX = 3;
/** Times that nobody knows what became of one group, whatever others come to. */
const DOUBTS_MAX = 4;
/** A 404 on a body above this means that the web server does not take it (IIS, request filtering), not a wrong address. */
const LARGE_BODY_BYTES = 1024 * 1024;
/** Codes that are about nothing but the size of one message. */
const TOO_LARGE = new Set([
  'ErrorMessageSizeExceeded',
  'ErrorDataSizeLimitExceeded',
  'ErrorAttachmentSizeLimitExceeded',
]);

/** One write, looked at and ready to be sent. */
export interface Prepared {
  readonly write: Write;
  /** What the request will have for it, at most. */
  readonly requestBytes: number;
  readonly losses: readonly Loss[];
}

/** done: all of it is there. refused: nothing of it is there, and never will be. again: nothing of it is there any more. */
export type Finished =
  | { readonly is: 'done'; readonly losses: readonly Loss[] }
  | { readonly is: 'refused'; readonly because: string }
  | { readonly is: 'again' };

/** How items of one kind are sent. */
export interface Sending<P extends Prepared> {
  /** Throws a `Failure` for an item that cannot be sent at all. */
  prepare(write: Write): Promise<P>;
  /** One request: one answer each, in the order given. Throws what the protocol throws. */
  create(group: readonly P[], signal: AbortSignal): Promise<readonly Answer<ItemId>[]>;
  /** The form to try after a refusal, or null when there is none left. */
  next(prepared: P, because: string): Promise<P | null>;
  /** Does what is left to do once the item is there; null when that is nothing. Throws what concerns more than the item. */
  finish(prepared: P, id: string, signal: AbortSignal): Promise<Finished> | null;
}

/** A group of items on its way into one folder. */
export class GroupWrite<P extends Prepared> {
  readonly #context: EwsContext;
  readonly #folder: TargetFolder;
  readonly #settle: (settled: readonly Settled[]) => void;
  readonly #signal: AbortSignal;
  readonly #sending: Sending<P>;
  readonly #groups: (readonly P[])[] = [];
  readonly #tries = new Map<Write, number>();
  /** Since the last answer to this group. */
  #doubts = 0;
  #faults = 0;

  /** `settle` is called with outcomes as soon as they are known. */
  constructor(
    context: EwsContext,
    folder: TargetFolder,
    sending: Sending<P>,
    settle: (settled: readonly Settled[]) => void,
    signal: AbortSignal,
  ) {
    this.#context = context;
    this.#folder = folder;
    this.#sending = sending;
    this.#settle = settle;
    this.#signal = signal;
  }

  /** Resolves when all are settled. Throws a `Failure` that concerns more than one message; the rest is then in doubt. */
  async send(group: readonly P[]): Promise<void> {
    this.#groups.push(group);
    try {
      for (let next = this.#groups.shift(); next !== undefined; next = this.#groups.shift()) {
        if (next.length > 0) await this.#attempt(next);
      }
    } catch (error) {
      this.#signal.throwIfAborted();
      throw this.#failure(error);
    }
  }

  async #attempt(group: readonly P[]): Promise<void> {
    const { clock, size } = this.#context;
    const began = clock.now();
    try {
      const answers = await this.#sending.create(group, this.#signal);
      size.took(group.length, clock.now() - began);
      this.#doubts = 0;
      this.#context.lost.over();
      this.#faults = 0;
      await this.#take(group, answers);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof OutcomeUnknown) await this.#resolveDoubt(group, error.cause);
      else if (isTooMuch(error, group)) await this.#split(group, error);
      else throw error;
    }
  }

  async #take(group: readonly P[], answers: readonly Answer<ItemId>[]): Promise<void> {
    const refused: { readonly prepared: P; readonly refusal: Refusal }[] = [];
    const there: { readonly prepared: P; readonly id: string }[] = [];
    for (const [index, answer] of answers.entries()) {
      const prepared = group[index];
      assert(prepared !== undefined, 'there is one answer for each item');
      if (answer.is === 'done') there.push({ prepared, id: answer.value.id });
      else refused.push({ prepared, refusal: answer });
    }
    // Before the refusals, one of which may end it all: what is done is done.
    await this.#finish(there);
    const again: P[] = [];
    const unsure: P[] = [];
    for (const { prepared, refusal } of refused) {
      if (meaningOf(refusal.code) === 'smaller') unsure.push(prepared);
      else again.push(...this.#settleOr(await this.#refused(prepared, refusal)));
    }
    this.#groups.push(again);
    if (unsure.length > 0) await this.#resolveDoubt(unsure, new EwsFault('ErrorTimeoutExpired', '', null));
  }

  /** Settles what is there, once all of it is; items that need more requests are worked on side by side. */
  async #finish(there: readonly { readonly prepared: P; readonly id: string }[]): Promise<void> {
    const complete: Settled[] = [];
    const rest: Promise<void>[] = [];
    for (const { prepared, id } of there) {
      const finishing = this.#sending.finish(prepared, id, this.#signal);
      if (finishing === null) complete.push(settledAs(prepared, id));
      else rest.push(finishing.then((finished) => this.#finished(prepared, id, finished)));
    }
    this.#settle(complete);
    const ends = await Promise.allSettled(rest);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  async #finished(prepared: P, id: string, finished: Finished): Promise<void> {
    if (finished.is === 'done') {
      this.#settle([settledAs({ ...prepared, losses: [...prepared.losses, ...finished.losses] }, id)]);
    } else if (finished.is === 'again' && this.#tried(prepared) <= TRANSIENT_TRIES_MAX) {
      this.#groups.push([prepared]);
    } else {
      const because = finished.is === 'refused' ? finished.because : 'its parts got no answer again and again';
      this.#groups.push(this.#settleOr(await this.#inNextForm(prepared, because)));
    }
  }

  /** Settles an outcome; gives what is to be sent again. */
  #settleOr(next: P | Settled): readonly P[] {
    if ('write' in next) return [next];
    this.#settle([next]);
    return [];
  }

  /** What comes after the refusal of one message: the form to send next, or its outcome. */
  async #refused(prepared: P, refusal: Refusal): Promise<P | Settled> {
    const meaning = meaningOf(refusal.code);
    if (meaning === 'stopped') return prepared;
    const isInternal = refusal.code === 'ErrorInternalServerError';
    if (meaning === 'busy' || meaning === 'transient') {
      const triesMax = meaning === 'busy' ? BUSY_TRIES_MAX : isInternal ? INTERNAL_TRIES_MAX : TRANSIENT_TRIES_MAX;
      if (this.#tried(prepared) <= triesMax) {
        this.#rest(meaning, refusal);
        return prepared;
      }
    }
    const wider = isInternal ? null : widerFailure(refusal, partiesIn(this.#context, this.#folder));
    if (wider !== null) throw wider;
    if (TOO_LARGE.has(refusal.code)) return this.#tooLarge(prepared);
    return await this.#inNextForm(prepared, refusal.words === '' ? refusal.code : `${refusal.code}: ${refusal.words}`);
  }

  async #inNextForm(prepared: P, because: string): Promise<P | Settled> {
    const next = await this.#sending.next(prepared, because);
    if (next !== null) return next;
    return failed(prepared, { code: 'target.item-refused', facts: { reason: because } });
  }

  /** The request was too much for the server: halves, down to one message that is too much by itself. */
  async #split(group: readonly P[], error: unknown): Promise<void> {
    this.#context.size.shrink(group.length);
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) {
      this.#faults += 1;
      if (this.#faults > FAULTS_MAX && error instanceof EwsFault) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const isSize = error instanceof HttpStatusError;
      const next = isSize ? this.#tooLarge(only) : await this.#inNextForm(only, reason);
      this.#groups.push(this.#settleOr(next));
      return;
    }
    const half = Math.ceil(group.length / 2);
    this.#groups.push(group.slice(0, half), group.slice(half));
  }

  /** Looks which of the messages have arrived; those that have not are sent again once they cannot arrive any more. */
  async #resolveDoubt(group: readonly P[], cause: unknown): Promise<void> {
    const { clock, doubtRestMs, lost } = this.#context;
    this.#doubts += 1;
    lost.add(cause instanceof HttpError && cause.trouble === 'silent' ? 'silence' : 'break');
    const left = await this.#settleArrived(group);
    if (left.length === 0) return;
    if (cause instanceof HttpError) {
      if (lost.isEnough || this.#doubts > DOUBTS_MAX) throw cause;
      // The server may still be at work on a request whose connection is gone.
      await clock.sleep(doubtRestMs, this.#signal);
      this.#groups.push(await this.#settleArrived(left));
      return;
    }
    const [only] = left;
    if (left.length === 1 && only !== undefined && this.#tried(only) <= INTERNAL_TRIES_MAX) this.#groups.push(left);
    else await this.#split(left, cause);
  }

  /** Settles those that are found by their marker; gives the others. */
  async #settleArrived(group: readonly P[]): Promise<readonly P[]> {
    const markers = group.map((one) => one.write.marker);
    const found = await findMarked(this.#context, this.#folder, markers, this.#signal);
    const there: { readonly prepared: P; readonly id: string }[] = [];
    const left: P[] = [];
    for (const prepared of group) {
      const [id] = found.get(prepared.write.marker) ?? [];
      if (id === undefined) left.push(prepared);
      else there.push({ prepared, id });
    }
    await this.#finish(there);
    return left;
  }

  #tooLarge(prepared: P): Settled {
    const size = String(prepared.write.item.sizeBytes);
    return failed(prepared, { code: 'target.too-large', facts: { size, limit: 'what its administrator allows' } });
  }

  /** Counts the tries of a message, this one included. */
  #tried({ write }: P): number {
    const tries = (this.#tries.get(write) ?? 0) + 1;
    this.#tries.set(write, tries);
    return tries;
  }

  #rest(meaning: 'busy' | 'transient', { code, words, backOffMs }: Refusal): void {
    this.#context.session.pace.refuse({ why: meaning, waitMs: backOffMs, because: `${code}: ${words}` });
  }

  #failure(error: unknown): unknown {
    return failureOf(error, partiesIn(this.#context, this.#folder)) ?? error;
  }
}

/** True when a smaller request, or one without a certain message, may pass. Nothing of this one was done. */
function isTooMuch(error: unknown, group: readonly Prepared[]): boolean {
  if (error instanceof HttpStatusError) {
    const bytes = group.reduce((sum, one) => sum + one.requestBytes, 0);
    return error.status === 413 || (error.status === 404 && bytes > LARGE_BODY_BYTES);
  }
  if (!(error instanceof EwsFault)) return false;
  return ['item', 'request'].includes(meaningOf(error.code));
}

function failed({ write }: Prepared, problem: Problem): Settled {
  return { is: 'failed', ref: write.item.ref, problem };
}
