/** What has arrived and was not taken yet: filled by the reader of a socket, emptied by a `for await`. */

/** Told when the queue grows over its bound, when it has room again, and when its reader leaves before the end. */
export interface ArrivalsOwner {
  full(queue: object): void;
  roomy(queue: object): void;
  left?(): void;
}

/** Places of taken items that may lie before the first one that waits. Taking them away costs a copy of what waits. */
const TAKEN_MAX = 64;

/** One reader only. An error comes after everything that arrived before it. */
export class Arrivals<T> implements AsyncIterableIterator<T> {
  readonly #owner: ArrivalsOwner;
  readonly #weightMax: number;
  readonly #weigh: (item: T) => number;
  #items: T[] = [];
  #head = 0;
  #weight = 0;
  #isFull = false;
  #end: { readonly error: unknown } | 'ended' | null = null;
  #waiting: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void } | null = null;

  constructor(owner: ArrivalsOwner, weightMax: number, weigh: (item: T) => number) {
    this.#owner = owner;
    this.#weightMax = weightMax;
    this.#weigh = weigh;
  }

  push(item: T): void {
    if (this.#end !== null) return;
    const waiting = this.#waiting;
    if (waiting !== null) {
      this.#waiting = null;
      waiting.resolve({ value: item, done: false });
      return;
    }
    this.#items.push(item);
    this.#weight += this.#weigh(item);
    if (this.#weight > this.#weightMax && !this.#isFull) {
      this.#isFull = true;
      this.#owner.full(this);
    }
  }

  end(): void {
    this.#close('ended');
  }

  fail(error: unknown): void {
    this.#close({ error });
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#head < this.#items.length) return Promise.resolve({ value: this.#shift(), done: false });
    if (this.#end === 'ended') return Promise.resolve({ value: undefined, done: true });
    if (this.#end !== null) {
      const { error } = this.#end;
      this.#end = 'ended';
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.drop();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Forgets what is here and what is to come. */
  drop(): void {
    const wasOpen = this.#end === null;
    this.#end = 'ended';
    this.#items = [];
    this.#head = 0;
    this.#weight = 0;
    this.#makeRoom();
    this.#waiting?.resolve({ value: undefined, done: true });
    this.#waiting = null;
    if (wasOpen) this.#owner.left?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #shift(): T {
    const item = this.#items[this.#head] as T; // the caller saw that there is one
    this.#head += 1;
    // A reader that is always behind never empties the queue: what it has taken must not stay here until then.
    if (this.#head === this.#items.length || this.#head >= TAKEN_MAX) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    this.#weight -= this.#weigh(item);
    if (this.#isFull && this.#weight <= this.#weightMax / 2) this.#makeRoom();
    return item;
  }

  #makeRoom(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#owner.roomy(this);
  }

  #close(end: { readonly error: unknown } | 'ended'): void {
    if (this.#end !== null) return;
    this.#end = end;
    // Nothing more comes, so the socket need not rest for this queue.
    this.#makeRoom();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) return;
    if (end === 'ended') waiting.resolve({ value: undefined, done: true });
    else {
      this.#end = 'ended';
      waiting.reject(end.error);
    }
  }
}
