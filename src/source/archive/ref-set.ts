/** The names of everything in a folder, eight bytes each, to find out what is not there any more. */
import { Column } from './column.ts';
import { nameHash } from './name-hash.ts';

export class RefSet {
  readonly #hashes = new Column();

  add(ref: string): void {
    this.#hashes.add(nameHash(ref));
  }

  /** Says of a name whether it was added. Nothing is added afterwards. */
  sealed(): (ref: string) => boolean {
    const sorted = Float64Array.from({ length: this.#hashes.length }, (_hash, index) => this.#hashes.at(index)).sort();
    return (ref) => {
      const wanted = nameHash(ref);
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
        else high = middle;
      }
      return sorted[low] === wanted;
    };
  }
}
