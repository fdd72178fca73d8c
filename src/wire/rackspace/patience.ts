/** When a request is worth sending again, and after how long. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { HttpError } from '../http-errors.ts';
import { RackspaceBusyError, RackspaceStatusError } from './errors.ts';
import type { RackspaceLimits } from './limits.ts';

/** Connections lost in a row over one request. */
const LOST_MAX = 4;
/** A silence takes long to notice: it counts for as many lost connections. */
const SILENCE_COUNTS = 2;
/** Of 502, 503 and 504: something behind the server starts anew. */
const AWAY_MAX = 5;
/** Of 500: the same request mostly fails in the same way. */
const FAILED_MAX = 2;

/** What one request has gone through so far. */
export interface Troubles {
  lost: number;
  away: number;
  failed: number;
  throttled: number;
  waitedMs: number;
}

export const noTroubles = (): Troubles => ({ lost: 0, away: 0, failed: 0, throttled: 0, waitedMs: 0 });

/** before: the server did nothing. unknown: nobody knows. The pause comes before the next try. */
export type Verdict = { readonly pauseMs: number; readonly isThrottled: boolean; readonly done: 'nothing' | 'unknown' };

export class Patience {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: RackspaceLimits;
  #hasSucceeded = false;

  constructor(clock: Clock, random: Random, limits: RackspaceLimits) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  succeeded(): void {
    this.#hasSucceeded = true;
  }

  /** Null when the request is not worth sending again. Throws `RackspaceBusyError` when it waited long enough. */
  verdict(error: unknown, troubles: Troubles): Verdict | null {
    if (error instanceof RackspaceStatusError) return this.#ofAnswer(error, troubles);
    if (!(error instanceof HttpError)) return null;
    troubles.lost += error.trouble === 'silent' ? SILENCE_COUNTS : 1;
    // A server that was never reached is not waited for: its address is wrong more often than it is away.
    const mayPass = this.#hasSucceeded && !FINAL_TROUBLES.has(error.trouble) && troubles.lost <= LOST_MAX;
    const done = error.facts.wholeRequestSent ? 'unknown' : 'nothing';
    return mayPass ? { pauseMs: this.#ladderMs(troubles.lost), isThrottled: false, done } : null;
  }

  async pause(ms: number, troubles: Troubles, signal: AbortSignal): Promise<void> {
    troubles.waitedMs += ms;
    await this.#clock.sleep(ms, signal);
  }

  #ofAnswer(error: RackspaceStatusError, troubles: Troubles): Verdict | null {
    const { status, trouble, retryAfterMs } = error.refusal;
    if (trouble === 'throttled' || (status === 503 && retryAfterMs !== null)) {
      troubles.throttled += 1;
      const { patienceMs, pauseMsMin } = this.#limits;
      // A figure of zero is an answer too, but never a loop without a pause.
      const pauseMs = Math.max(retryAfterMs ?? this.#ladderMs(troubles.throttled), pauseMsMin);
      if (troubles.waitedMs + pauseMs > patienceMs) {
        throw new RackspaceBusyError(Math.max(troubles.waitedMs, pauseMs), error);
      }
      return { pauseMs, isThrottled: true, done: trouble === 'throttled' ? 'nothing' : 'unknown' };
    }
    if (status === 500) troubles.failed += 1;
    else if (status === 502 || status === 503 || status === 504) troubles.away += 1;
    else return null;
    if (troubles.failed > FAILED_MAX || troubles.away > AWAY_MAX) return null;
    return { pauseMs: this.#ladderMs(troubles.failed + troubles.away), isThrottled: false, done: 'unknown' };
  }

  #ladderMs(step: number): number {
    const { pauseMsMin, pauseMsMax } = this.#limits;
    const ms = Math.min(pauseMsMax, pauseMsMin * 2 ** (step - 1));
    // Those that broke together do not come back together.
    return ms + this.#random.int(Math.ceil(ms / 2));
  }
}

const FINAL_TROUBLES: ReadonlySet<string> = new Set(['certificate', 'tls', 'too-long', 'malformed']);
