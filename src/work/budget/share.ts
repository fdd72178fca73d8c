/**
 * What this program has of a budget that all programs share. Taking and giving back costs nothing but memory: what the program
 * may use was leased before, and the lease is renewed by somebody else (`shares.ts`).
 */
import { type Clock, type Instant, instant } from '../../base/clock.ts';
import { WaitingLine } from '../../base/waiting-line.ts';
import { type Asked, type BudgetKey, type Granted, LEASE_MS, type Refusal } from '../../model/budget.ts';

/** The right to have one request or one connection under way. */
export interface Place {
  /** What was asked for went well. */
  succeed(): void;
  /** The server asked all to wait, for so long from now on. */
  refuse(restMs: number): void;
  /** Gives the right back. Once, in any case. */
  release(): void;
}

/** Told once for each wait that is worth telling. */
export type TellWait = (until: Instant, because: string) => void;

export interface ShareOptions {
  readonly key: BudgetKey;
  readonly clock: Clock;
  /** Whose it is, for people: `the account`, `imap.example.com`. */
  readonly name: string;
  /** The most that all programs may use at once; asked anew each time. */
  most(): number;
  /** Called when what it has is too little, or was refused: the others should be asked at once. */
  ring(): void;
  /** What it could use where so much was used at once; just as much when left out. */
  wanting?(used: number): number;
}

/** Waiting for a place is told after so long; those of the other programs pass theirs on much sooner than that. */
const TOLD_AFTER_MS = 2000;
/** Nobody knows when a place becomes free; whoever looks is told again after this. */
const TOLD_FOR_MS = 15_000;

export class Share {
  readonly key: BudgetKey;
  readonly #options: ShareOptions;
  #limit = 0;
  #holdsUntil = 0;
  #restUntil = 0;
  #lowered = 0;
  #underWay = 0;
  #peak = 0;
  #lastPeak = 0;
  #toldWants = 0;
  #successes = 0;
  #refused: { readonly until: number; readonly lowered: number } | null = null;
  readonly #queue = new WaitingLine();

  constructor(options: ShareOptions) {
    this.key = options.key;
    this.#options = options;
  }

  /** How many may be under way at this moment: none when the lease was not renewed in time. */
  get limit(): number {
    return this.#options.clock.now() < this.#holdsUntil ? this.#limit : 0;
  }

  /** True when nobody has used it for a while: then it may be given back. */
  get isIdle(): boolean {
    return this.#underWay === 0 && this.#queue.length === 0 && this.#peak === 0 && this.#lastPeak === 0;
  }

  /** A place if one is free at this moment. */
  tryEnter(): Place | null {
    this.#want(this.#underWay + this.#queue.length + 1);
    const isFree = this.#options.clock.now() >= this.#restUntil && this.#underWay < this.limit;
    return isFree && this.#queue.length === 0 ? this.#place() : null;
  }

  /** Waits for a place and for the end of every pause. Rejects with the signal's reason. */
  async enter(signal: AbortSignal, tell: TellWait): Promise<Place> {
    const { clock, name } = this.#options;
    const over = new AbortController();
    let isFirst = true;
    try {
      for (;;) {
        signal.throwIfAborted();
        const restMs = this.#restUntil - clock.now();
        if (restMs > 0) {
          tell(instant(this.#restUntil), `${name} is asked by nobody until then: the server wanted a pause`);
          await clock.sleep(restMs, signal);
        } else if (this.#underWay < this.limit) return this.#place();
        else {
          if (isFirst) this.#tellLater(tell, over.signal);
          isFirst = false;
          await this.#turn(signal);
        }
      }
    } finally {
      over.abort();
    }
  }

  /** What is to be said of it now; after that it is said anew. */
  ask(): Asked {
    const now = this.#options.clock.now();
    const used = Math.max(this.#peak, this.#lastPeak, this.#underWay + this.#queue.length);
    const wants = this.#options.wanting?.(used) ?? used;
    const refused: Refusal | null =
      this.#refused === null
        ? null
        : { restMs: Math.max(0, this.#refused.until - now), lowered: this.#refused.lowered };
    const asked = {
      key: this.key,
      most: this.#options.most(),
      keeps: Math.max(this.limit, this.#underWay),
      wants,
      successes: this.#successes,
      refused,
    };
    this.#lastPeak = this.#peak;
    this.#peak = this.#underWay + this.#queue.length;
    this.#toldWants = wants;
    this.#successes = 0;
    this.#refused = null;
    return asked;
  }

  /** What came of `asked`, which was said at that time. */
  take(granted: Granted, askedAt: Instant): void {
    this.#limit = granted.share;
    this.#holdsUntil = askedAt + LEASE_MS;
    this.#lowered = granted.lowered;
    this.rest(granted.restMs);
    this.#wake();
  }

  /** The server asked somebody else to wait. */
  rest(restMs: number): void {
    if (restMs > 0) this.#restUntil = Math.max(this.#restUntil, this.#options.clock.now() + restMs);
  }

  /** What was said did not arrive: it is said again. */
  takeBack({ successes, refused }: Asked, askedAt: Instant): void {
    this.#successes += successes;
    if (refused !== null) this.#refused ??= { until: askedAt + refused.restMs, lowered: refused.lowered };
  }

  /** It was given back. */
  leave(): void {
    this.#limit = 0;
    this.#toldWants = 0;
  }

  #place(): Place {
    this.#underWay += 1;
    this.#want(this.#underWay);
    const loweredBefore = this.#lowered;
    let isReleased = false;
    return {
      succeed: () => {
        this.#successes += 1;
      },
      refuse: (restMs) => this.#refuse(restMs, loweredBefore),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#underWay -= 1;
        this.#wake();
      },
    };
  }

  /** As `Place.refuse`, for what was said inside of an answer. */
  refuse(restMs: number): void {
    this.#refuse(restMs, this.#lowered);
  }

  #refuse(restMs: number, lowered: number): void {
    const until = this.#options.clock.now() + restMs;
    this.#restUntil = Math.max(this.#restUntil, until);
    const before = this.#refused;
    this.#refused = { until: Math.max(until, before?.until ?? 0), lowered: Math.max(lowered, before?.lowered ?? 0) };
    this.#options.ring();
  }

  #want(count: number): void {
    this.#peak = Math.max(this.#peak, count);
    if (count > this.limit && count > this.#toldWants) this.#options.ring();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.wait(signal);
    this.#want(this.#underWay + this.#queue.length);
    await turn;
  }

  #wake(): void {
    this.#queue.call(this.limit - this.#underWay);
  }

  /** Says again and again that it waits, until it does not. */
  #tellLater(tell: TellWait, over: AbortSignal): void {
    const { clock, name } = this.#options;
    const because = `all that ${name} allows at once is in use by other mailboxes`;
    const run = async (): Promise<void> => {
      for (let waitMs = TOLD_AFTER_MS; ; waitMs = TOLD_FOR_MS) {
        await clock.sleep(waitMs, over);
        tell(instant(clock.now() + TOLD_FOR_MS), because);
      }
    };
    run().catch((error: unknown) => {
      if (!over.aborted) throw error;
    });
  }
}
