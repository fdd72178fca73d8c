/**
 * How fast one account may ask. One `Pace` is shared by every request of the account: when the server asks one of them to
 * wait, all wait. The number of requests at once halves when the server is busy and grows back slowly with success.
 * https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
import type { Clock } from '../base/clock.ts';
import { WaitingLine } from '../base/waiting-line.ts';

/** Four at once stay below every published limit, and more brings nothing (Exchange answers them one after another). */
const REQUESTS_MAX = 4;
/** A server that asks for more is asked again after this long: budgets refill within minutes. */
const WAIT_MAX_MS = 15 * 60_000;
/** So long without a single success means that waiting does not help. */
const PATIENCE_MS = 30 * 60_000;
/** Busy and no word for how long: DavMail's figure, doubled each time. */
const BUSY_FIRST_MS = 60_000;
const BUSY_LAST_MS = 10 * 60_000;
/** A web server's queue or a failover: often over in a second. */
const TRANSIENT_FIRST_MS = 1000;
const TRANSIENT_LAST_MS = 60_000;

export interface PaceOptions {
  readonly clock: Clock;
  readonly requestsMax?: number;
  readonly patienceMs?: number;
  /** Told once for every wait. */
  onWait?(untilMs: number, because: string): void;
}

/** Why the server cannot be asked now. */
export interface Refused {
  /** busy: it said so. transient: something behind it is away. lost: the connection broke. */
  readonly why: 'busy' | 'transient' | 'lost';
  /** What it asked for, sensible or not; null when it named nothing. */
  readonly waitMs: number | null;
  readonly because: string;
}

/** The server went on asking to wait for longer than there is patience. */
export class PaceExhausted extends Error {
  override readonly name = 'PaceExhausted';
  readonly waitedMs: number;

  constructor(waitedMs: number, because: string) {
    super(because);
    this.waitedMs = waitedMs;
  }
}

/** The right to have one request under way. */
export interface Slot {
  /** The server did what was asked. */
  succeed(): void;
  /** The server asked to wait. All requests of the account wait; throws `PaceExhausted` when that has gone on too long. */
  refuse(refused: Refused): void;
  /** Gives the right back. Once, in any case. */
  release(): void;
}

/** What a session asks before each request: a `Pace`, or one that asks others besides. */
export interface Pacer {
  /** How many requests may be under way at this moment. */
  readonly limit: number;
  /** Waits for a free place and for the end of every pause. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<Slot>;
  /** As `Slot.refuse`, for a refusal that came inside a request that as a whole succeeded. */
  refuse(refused: Refused): void;
}

export class Pace implements Pacer {
  readonly #clock: Clock;
  readonly #requestsMax: number;
  readonly #patienceMs: number;
  readonly #onWait: (untilMs: number, because: string) => void;
  readonly #queue = new WaitingLine();
  #underWay = 0;
  #limit: number;
  /** Nobody asks before this. */
  #restUntil = 0;
  #busySince: number | null = null;
  /** Refusals in a row, by ladder. */
  #steps = { busy: 0, transient: 0, lost: 0 };
  /** Counts the times the limit was lowered: what began before the last time says nothing new. */
  #lowered = 0;

  constructor(options: PaceOptions) {
    this.#clock = options.clock;
    this.#requestsMax = Math.max(1, options.requestsMax ?? REQUESTS_MAX);
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#onWait = (untilMs, because) => options.onWait?.(untilMs, because);
    this.#limit = this.#requestsMax;
  }

  /** How many requests may be under way at this moment. */
  get limit(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /** How long nobody asks still; 0 when there is no pause. */
  get restMs(): number {
    return Math.max(0, this.#restUntil - this.#clock.now());
  }

  async enter(signal: AbortSignal): Promise<Slot> {
    for (;;) {
      signal.throwIfAborted();
      const restMs = this.#restUntil - this.#clock.now();
      if (restMs > 0) await this.#clock.sleep(restMs, signal);
      else if (this.#underWay < this.limit) return this.#slot();
      else await this.#queue.wait(signal); // a place may have become free then
    }
  }

  refuse(refused: Refused): void {
    this.#refuse(refused, this.#clock.now() >= this.#restUntil);
  }

  #slot(): Slot {
    this.#underWay += 1;
    const loweredBefore = this.#lowered;
    let released = false;
    return {
      succeed: () => {
        this.#busySince = null;
        this.#steps = { busy: 0, transient: 0, lost: 0 };
        this.#limit = Math.min(this.#requestsMax, this.#limit + 1 / (4 * this.#limit));
        this.#wake();
      },
      refuse: (refused) => this.#refuse(refused, loweredBefore === this.#lowered),
      release: () => {
        if (released) return;
        released = true;
        this.#underWay -= 1;
        this.#wake();
      },
    };
  }

  /** `isNews` is false when the request began before the last refusal: it says again what is known. */
  #refuse(refused: Refused, isNews: boolean): void {
    const now = this.#clock.now();
    if (isNews) {
      this.#lowered += 1;
      this.#limit = Math.max(1, this.#limit / 2);
      this.#steps[refused.why] += 1;
    }
    const waitMs = waitFor(refused, this.#steps[refused.why]);
    this.#busySince ??= now;
    const until = Math.max(this.#restUntil, now + waitMs);
    const waitedMs = until - this.#busySince;
    if (waitedMs > this.#patienceMs) throw new PaceExhausted(waitedMs, refused.because);
    if (until > this.#restUntil) this.#onWait(until, refused.because);
    this.#restUntil = until;
  }

  #wake(): void {
    this.#queue.call(this.limit - this.#underWay);
  }
}

/** The server's own figure where it makes sense; else a ladder that doubles with every refusal in a row. */
function waitFor({ why, waitMs }: Refused, step: number): number {
  if (waitMs !== null && Number.isFinite(waitMs) && waitMs > 0) return Math.min(Math.ceil(waitMs), WAIT_MAX_MS);
  // A figure of zero or less is an answer too: no long pause, but never a loop without one.
  const isLong = why === 'busy' && waitMs === null;
  const first = isLong ? BUSY_FIRST_MS : TRANSIENT_FIRST_MS;
  const last = isLong ? BUSY_LAST_MS : TRANSIENT_LAST_MS;
  return Math.min(last, first * 2 ** Math.min(20, Math.max(0, step - 1)));
}
