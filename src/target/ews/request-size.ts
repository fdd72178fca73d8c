/** How many messages go into one CreateItem. Nobody publishes the best number, so it follows what the server does. */

/** Where it begins: few enough for a slow server, enough to save most round trips. */
const ITEMS_FIRST = 25;
/** Twice of this per request brought nothing more; a batch has to stay well below the server's minute. */
const ITEMS_MAX = 100;
/** An answer within this time says that more would do. */
const QUICK_MS = 2500;
/** An answer after this time says that less would be safer: the server stops a batch after a minute. */
const SLOW_MS = 25_000;

/** Shared by all puts of one target. */
export class RequestSize {
  #itemsMax = ITEMS_FIRST;

  get itemsMax(): number {
    return this.#itemsMax;
  }

  /** A request with that many items was answered after that time. */
  took(items: number, ms: number): void {
    if (ms >= SLOW_MS) this.shrink(items);
    else if (ms <= QUICK_MS && items >= this.#itemsMax) this.#itemsMax = Math.min(ITEMS_MAX, this.#itemsMax * 2);
  }

  /** A request with that many items was too much. */
  shrink(items: number): void {
    this.#itemsMax = Math.max(1, Math.min(this.#itemsMax, Math.floor(items / 2)));
  }
}
