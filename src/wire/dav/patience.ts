/** When a request is worth sending again, and after how long. Every request here only reads, so that each may be repeated. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { HttpError } from '../http-errors.ts';
import { DavBusyError, DavStatusError } from './errors.ts';
import type { DavLimits } from './limits.ts';

/** Connections lost in a row over one request. */
const LOST_MAX = 4;
/** A silence takes two minutes to notice: it counts for as many lost connections. */
const SILENCE_COUNTS = 2;
/** Of 502 and 504: something behind the server starts anew. */
const AWAY_MAX = 4;
/** Of 500: the same request mostly fails in the same way. */
const FAILED_MAX = 1;

export interface PatienceOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: DavLimits;
}

/** What one request has gone through so far. */
export interface Troubles {
  lost: number;
  away: number;
  failed: number;
  busySteps: number;
  waitedMs: number;
}

export class Patience {
  readonly #options: PatienceOptions;
  /** Nobody asks before this: a server that asks one request to wait means all of them. */
  #restUntil = 0;
  #hasSucceeded = false;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  succeeded(): void {
    this.#hasSucceeded = true;
  }

  /** Waits for the end of every pause. */
  async enter(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const restMs = this.#restUntil - this.#options.clock.now();
      if (restMs <= 0) return;
      await this.#options.clock.sleep(restMs, signal);
    }
  }

  /** Resolves when the request is to be sent again. Throws `DavBusyError` or the error where that is of no use. */
  async after(error: unknown, troubles: Troubles, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const pauseMs = this.#pauseMs(error, troubles);
    if (pauseMs === null) throw error;
    troubles.waitedMs += pauseMs;
    await this.#options.clock.sleep(pauseMs, signal);
  }

  /** Null when the request is not sent again. */
  #pauseMs(error: unknown, troubles: Troubles): number | null {
    if (error instanceof DavStatusError) return this.#pauseMsAsked(error, troubles);
    if (!(error instanceof HttpError)) return null;
    troubles.lost += error.trouble === 'silent' ? SILENCE_COUNTS : 1;
    // A server that was never reached is not waited for: its address is wrong more often than it is away.
    const mayPass = this.#hasSucceeded && !FINAL_TROUBLES.has(error.trouble);
    return mayPass && troubles.lost <= LOST_MAX ? this.#ladderMs(troubles.lost) : null;
  }

  #pauseMsAsked(error: DavStatusError, troubles: Troubles): number | null {
    const { status, retryAfterMs } = error.refusal;
    if (status === 429 || status === 503) {
      troubles.busySteps += 1;
      const { limits, clock } = this.#options;
      const askedMs = retryAfterMs === null ? this.#ladderMs(troubles.busySteps) : Math.max(retryAfterMs, 0);
      // A figure of zero is an answer too, but never a loop without a pause.
      const pauseMs = Math.max(askedMs, limits.pauseMsMin);
      if (troubles.waitedMs + pauseMs > limits.patienceMs) {
        throw new DavBusyError(Math.max(troubles.waitedMs, pauseMs), error);
      }
      this.#restUntil = Math.max(this.#restUntil, clock.now() + pauseMs);
      return pauseMs;
    }
    if (status === 500) troubles.failed += 1;
    else if (status === 502 || status === 504) troubles.away += 1;
    else return null;
    if (troubles.failed > FAILED_MAX || troubles.away > AWAY_MAX) return null;
    return this.#ladderMs(troubles.failed + troubles.away);
  }

  #ladderMs(step: number): number {
    const { random, limits } = this.#options;
    const ms = Math.min(limits.pauseMsMax, limits.pauseMsMin * 2 ** (step - 1));
    // Those that broke together do not come back together.
    return ms + random.int(Math.ceil(ms / 2));
  }
}

const FINAL_TROUBLES: ReadonlySet<string> = new Set(['certificate', 'tls', 'too-long', 'malformed']);
