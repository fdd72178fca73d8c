/** Ends a connection on which nothing moves although something is awaited. */
import type { Clock } from '../../../base/clock.ts';

/**
 * So many bytes, or one whole response, count as a sign of life. A server that sends a byte a second keeps a socket
 * awake for ever and still says nothing.
 */
const LIFE_BYTES_MIN = 512;

export class SilenceWatch {
  readonly #clock: Clock;
  readonly #silenceMs: number;
  readonly #silent: () => void;
  readonly #stopped = new AbortController();
  #isAwaiting = false;
  #isResting = false;
  #isWatching = false;
  #lifeAt: number;
  #bytesSince = 0;

  constructor(clock: Clock, silenceMs: number, silent: () => void) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#silent = silent;
    this.#lifeAt = clock.now();
  }

  /** Bytes went over the line; `isWhole` when they ended a response or were all taken by the network. */
  moved(bytes: number, isWhole: boolean): void {
    this.#bytesSince += bytes;
    if (!isWhole && this.#bytesSince < LIFE_BYTES_MIN) return;
    this.#bytesSince = 0;
    this.#lifeAt = this.#clock.now();
  }

  /** Something is awaited from now on, or nothing any more. */
  awaiting(isAwaiting: boolean): void {
    if (isAwaiting && !this.#isAwaiting) this.#lifeAt = this.#clock.now();
    this.#isAwaiting = isAwaiting;
    if (isAwaiting && !this.#isWatching) void this.#watch();
  }

  /** While we do not read, the server's silence is ours. */
  resting(isResting: boolean): void {
    this.#isResting = isResting;
    this.#lifeAt = this.#clock.now();
  }

  stop(): void {
    this.#isAwaiting = false;
    this.#stopped.abort();
  }

  async #watch(): Promise<void> {
    this.#isWatching = true;
    const { signal } = this.#stopped;
    while (this.#isAwaiting && !signal.aborted) {
      const leftMs = this.#silenceMs - (this.#clock.now() - this.#lifeAt);
      if (leftMs <= 0 && !this.#isResting) {
        this.#silent();
        break;
      }
      try {
        await this.#clock.sleep(leftMs > 0 ? leftMs : this.#silenceMs, signal);
      } catch (reason) {
        if (!signal.aborted) throw reason;
      }
    }
    this.#isWatching = false;
  }
}
