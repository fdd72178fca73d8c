/** Those who wait for their turn, first come first served. Each may give up waiting, and is forgotten then. */
export class WaitingLine {
  readonly #waiting: (() => void)[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  /** Takes a place at the end at once; resolves when it is called. Rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const wake = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        const at = this.#waiting.indexOf(wake);
        if (at !== -1) this.#waiting.splice(at, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(wake);
    });
  }

  /** Calls so many, or all where there are fewer; none for less than one. */
  call(count: number): void {
    for (const wake of this.#waiting.splice(0, Math.max(0, count))) wake();
  }
}
