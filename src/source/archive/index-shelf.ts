/** Indexes of the files that were read last, so that a batch does not read its whole file again. */
import type { ArchiveFile } from './tree.ts';

/** Rows of all indexes that are kept. Seventy bytes each: about as much memory as one index of the largest allowed file. */
const ROWS_MAX = 1_000_000;
/** What an index takes beside its rows is counted as so many: files with one item are many. */
const ROWS_OF_EACH = 20;

interface Shelved<Index> {
  readonly stamp: string;
  readonly index: Promise<Index>;
  rows: number;
}

export class IndexShelf<Index extends { readonly length: number }> {
  /** The one that was asked for last is the last. */
  readonly #shelved = new Map<string, Shelved<Index>>();
  #rows = 0;

  /** The index of the file as it is now. Several who ask at once share one reading. */
  async get(file: ArchiveFile, build: () => Promise<Index>): Promise<Index> {
    const key = file.path.join('/');
    const held = this.#shelved.get(key);
    this.#shelved.delete(key);
    if (held?.stamp === file.stamp) {
      this.#shelved.set(key, held);
      return held.index;
    }
    this.#rows -= held?.rows ?? 0;
    const made: Shelved<Index> = { stamp: file.stamp, index: build(), rows: 0 };
    this.#shelved.set(key, made);
    try {
      const index = await made.index;
      if (this.#shelved.get(key) === made) this.#count(made, index.length + ROWS_OF_EACH);
      return index;
    } catch (error) {
      if (this.#shelved.get(key) === made) this.#shelved.delete(key);
      throw error;
    }
  }

  #count(made: Shelved<Index>, rows: number): void {
    made.rows = rows;
    this.#rows += rows;
    for (const [key, one] of this.#shelved) {
      if (this.#rows <= ROWS_MAX || one === made) return;
      this.#shelved.delete(key);
      this.#rows -= one.rows;
    }
  }
}
