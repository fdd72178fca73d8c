/** Sends a group of messages until each is settled, whatever the server does with the requests. */
import { assert } from '../../base/assert.ts';
import type { Problem } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Settled } from '../../model/target.ts';
import { type Answer, EwsFault, HttpStatusError, type Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { createItem } from '../../wire/ews/create-item.ts';
import type { ItemId } from '../../wire/ews/names.ts';
import { OutcomeUnknown } from '../../wire/ews/session.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { type EwsContext, partiesIn, refOf } from './context.ts';
import { failureOf, widerFailure } from './failures.ts';
import { findMarked } from './find.ts';
import { newMessage, nextForm, type PreparedWrite } from './message.ts';
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

/** A group of messages on its way into one folder. */
export class GroupWrite {
  readonly #context: EwsContext;
  readonly #folder: TargetFolder;
  readonly #settle: (settled: readonly Settled[]) => void;
  readonly #signal: AbortSignal;
  readonly #groups: (readonly PreparedWrite[])[] = [];
  readonly #tries = new Map<PreparedWrite['write'], number>();
  /** Since the last answer to this group. */
  #doubts = 0;
  #faults = 0;

  /** `settle` is called with outcomes as soon as they are known. */
  constructor(
    context: EwsContext,
    folder: TargetFolder,
    settle: (settled: readonly Settled[]) => void,
    signal: AbortSignal,
  ) {
    this.#context = context;
    this.#folder = folder;
    this.#settle = settle;
    this.#signal = signal;
  }

  /** Resolves when all are settled. Throws a `Failure` that concerns more than one message; the rest is then in doubt. */
  async send(group: readonly PreparedWrite[]): Promise<void> {
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

  async #attempt(group: readonly PreparedWrite[]): Promise<void> {
    const { session, clock, size } = this.#context;
    const began = clock.now();
    try {
      const messages = group.map(newMessage);
      const answers = await createItem(session, { folder: refOf(this.#folder), messages }, this.#signal);
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

  async #take(group: readonly PreparedWrite[], answers: readonly Answer<ItemId>[]): Promise<void> {
    const refused: { readonly prepared: PreparedWrite; readonly refusal: Refusal }[] = [];
    const settled: Settled[] = [];
    for (const [index, answer] of answers.entries()) {
      const prepared = group[index];
      assert(prepared !== undefined, 'there is one answer for each message');
      if (answer.is === 'done') settled.push(settledAs(prepared, answer.value.id));
      else refused.push({ prepared, refusal: answer });
    }
    // Before the refusals, one of which may end it all: what is done is done.
    this.#settle(settled);
    const again: PreparedWrite[] = [];
    const unsure: PreparedWrite[] = [];
    for (const { prepared, refusal } of refused) {
      if (meaningOf(refusal.code) === 'smaller') unsure.push(prepared);
      else again.push(...this.#settleOr(await this.#refused(prepared, refusal)));
    }
    this.#groups.push(again);
    if (unsure.length > 0) await this.#resolveDoubt(unsure, new EwsFault('ErrorTimeoutExpired', '', null));
  }

  /** Settles an outcome; gives what is to be sent again. */
  #settleOr(next: PreparedWrite | Settled): readonly PreparedWrite[] {
    if (!('is' in next)) return [next];
    this.#settle([next]);
    return [];
  }

  /** What comes after the refusal of one message: the form to send next, or its outcome. */
  async #refused(prepared: PreparedWrite, refusal: Refusal): Promise<PreparedWrite | Settled> {
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

  async #inNextForm(prepared: PreparedWrite, because: string): Promise<PreparedWrite | Settled> {
    const next = await nextForm(prepared, because);
    if (next !== null) return next;
    return failed(prepared, { code: 'target.item-refused', facts: { reason: because } });
  }

  /** The request was too much for the server: halves, down to one message that is too much by itself. */
  async #split(group: readonly PreparedWrite[], error: unknown): Promise<void> {
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
  async #resolveDoubt(group: readonly PreparedWrite[], cause: unknown): Promise<void> {
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
  async #settleArrived(group: readonly PreparedWrite[]): Promise<readonly PreparedWrite[]> {
    const markers = group.map((one) => one.write.marker);
    const found = await findMarked(this.#context, this.#folder, markers, this.#signal);
    const settled: Settled[] = [];
    const left: PreparedWrite[] = [];
    for (const prepared of group) {
      const [id] = found.get(prepared.write.marker) ?? [];
      if (id === undefined) left.push(prepared);
      else settled.push(settledAs(prepared, id));
    }
    this.#settle(settled);
    return left;
  }

  #tooLarge(prepared: PreparedWrite): Settled {
    const size = String(prepared.write.item.sizeBytes);
    return failed(prepared, { code: 'target.too-large', facts: { size, limit: 'what its administrator allows' } });
  }

  /** Counts the tries of a message, this one included. */
  #tried({ write }: PreparedWrite): number {
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
function isTooMuch(error: unknown, group: readonly PreparedWrite[]): boolean {
  if (error instanceof HttpStatusError) {
    const bytes = group.reduce((sum, one) => sum + one.requestBytes, 0);
    return error.status === 413 || (error.status === 404 && bytes > LARGE_BODY_BYTES);
  }
  if (!(error instanceof EwsFault)) return false;
  return ['item', 'request'].includes(meaningOf(error.code));
}

function failed({ write }: PreparedWrite, problem: Problem): Settled {
  return { is: 'failed', ref: write.item.ref, problem };
}
