/** A number of bytes that may be taken and not given back at once. */
export class ByteRoom {
  readonly #max: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #holders = new Set<() => void>();

  constructor(max: number) {
    this.#max = max;
  }

  /** True when `take` would not wait. More than the whole room has room when it is empty. */
  has(bytes: number): boolean {
    return this.#waiting.length === 0 && this.#fits(bytes);
  }

  /** True while somebody waits in `take`. */
  get isWanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Calls `wanted` whenever somebody begins to wait, until the function that it gives is called. */
  hold(wanted: () => void): () => void {
    this.#holders.add(wanted);
    return () => this.#holders.delete(wanted);
  }

  /**
   * Takes the bytes when there is room, in the order of the calls. Nobody may keep bytes while this waits, unless they are
   * given back without anything else being taken. Rejects with the signal's reason; then nothing is taken.
   */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.has(bytes)) await this.#turn(bytes, signal);
    else this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
    this.#waiting[0]?.();
  }

  #turn(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', aborted);
        this.#waiting.splice(this.#waiting.indexOf(looked), 1);
      };
      const looked = (): void => {
        if (!this.#fits(bytes)) return;
        leave();
        this.#taken += bytes;
        resolve();
        this.#waiting[0]?.();
      };
      const aborted = (): void => {
        leave();
        reject(signal.reason);
        this.#waiting[0]?.();
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.push(looked);
      for (const wanted of this.#holders) wanted();
    });
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#max;
  }
}
