/** Wrong links from one address: each may be a guess, so after some of them no more are looked at for a while. */
import { type Clock, type Instant, instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';

/** Links that were cut in two by a mail program, or are over: some are wrong by accident. */
const GUESSES_FREE = 10;
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;
/** More addresses than ever ask at once; the oldest is forgotten for a new one. */
const ADDRESSES_MAX = 10_000;

interface Guessed {
  readonly count: number;
  readonly at: Instant;
  readonly lockedUntil: Instant;
}

/** Kept in memory: a token has 256 bits, and what is bounded here is the load and the noise of trying. */
export class Guesses {
  readonly #clock: Clock;
  readonly #byAddress = new Map<string, Guessed>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What `find` finds. Throws `service.link-invalid` where it is null, and `service.asked-too-often` for who was wrong too often. */
  async judge<T>(address: string, find: () => Promise<T | null>): Promise<T> {
    this.#refuseIfLocked(address);
    const found = await find();
    if (found !== null) return found;
    this.#noteWrong(address);
    throw new Failure('service.link-invalid', {});
  }

  #refuseIfLocked(address: string): void {
    const { lockedUntil = 0 } = this.#byAddress.get(address) ?? {};
    const leftMs = lockedUntil - this.#clock.now();
    if (leftMs > 0) throw new Failure('service.asked-too-often', { seconds: String(Math.ceil(leftMs / 1000)) });
  }

  /** From the eleventh wrong one on, each locks the address for twice as long as the one before. */
  #noteWrong(address: string): void {
    const now = this.#clock.now();
    const before = this.#byAddress.get(address);
    const isForgotten = before === undefined || now - Math.max(before.at, before.lockedUntil) > FORGOTTEN_AFTER_MS;
    const count = isForgotten ? 1 : before.count + 1;
    const over = count - GUESSES_FREE;
    const lockMs = over <= 0 ? 0 : Math.min(LOCK_MS_MAX, LOCK_MS_MIN * 2 ** (over - 1));
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { count, at: now, lockedUntil: instant(now + lockMs) });
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > ADDRESSES_MAX && oldest !== undefined) this.#byAddress.delete(oldest);
  }
}
