/** Remembers which numbers a server named, at 4 bytes each: a folder may hold hundreds of thousands. */
export class UidGatherer {
  #uids = new Uint32Array(1024);
  #count = 0;

  add(uid: number): void {
    if (this.#count === this.#uids.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#uids);
      this.#uids = larger;
    }
    this.#uids[this.#count++] = uid;
  }

  /** What was added so far. Call it once, at the end. */
  set(): { has(uid: number): boolean } {
    const sorted = this.#uids.subarray(0, this.#count).sort();
    return { has: (uid) => holds(sorted, uid) };
  }
}

function holds(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle] ?? 0;
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
