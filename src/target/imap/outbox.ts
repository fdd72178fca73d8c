/** Hands what several tasks find out to one reader, in the order it was found. */
export class Outbox<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #end: { readonly error: unknown } | 'ended' | null = null;
  #woken: (() => void) | null = null;

  add(value: T): void {
    this.#values.push(value);
    this.#woken?.();
  }

  end(): void {
    this.#end ??= 'ended';
    this.#woken?.();
  }

  /** The reader gets everything added before, and then this error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#woken?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) yield value;
      else if (this.#end === 'ended') return;
      else if (this.#end !== null) throw this.#end.error;
      else await this.#more();
    }
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#woken = resolve;
    });
    this.#woken = null;
  }
}
