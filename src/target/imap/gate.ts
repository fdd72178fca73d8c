/** Lets many in at once, or one alone. */
export class Gate {
  #inside = 0;
  #alone: Promise<void> = Promise.resolve();
  #aloneWaiting = 0;
  #leftLast: (() => void) | null = null;

  /** Runs together with others; waits while somebody is alone or wants to be. */
  async together<T>(run: () => Promise<T>): Promise<T> {
    while (this.#aloneWaiting > 0) await this.#alone;
    this.#inside += 1;
    try {
      return await run();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#leftLast?.();
    }
  }

  /** Runs when everybody else has left, and keeps the others out meanwhile. Must not be called from inside. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    this.#aloneWaiting += 1;
    const before = this.#alone;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#alone = promise;
    await before;
    if (this.#inside > 0) {
      await new Promise<void>((left) => {
        this.#leftLast = left;
      });
      this.#leftLast = null;
    }
    try {
      return await run();
    } finally {
      this.#aloneWaiting -= 1;
      resolve();
    }
  }
}
