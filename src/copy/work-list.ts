/** The folders that may have something to copy, shared by all lanes. */
import { type FolderKey, folderKey } from '../model/folder.ts';
import type { FolderTie } from './folder-tie.ts';

interface Work {
  readonly tie: FolderTie;
  lanes: number;
  /** Grows with each offer, so that a lane that found nothing does not hide what was offered meanwhile. */
  offers: number;
}

export class WorkList {
  readonly #open = new Map<FolderKey, Work>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  /** The folder has, or may have, something to copy. May be said again whenever more was recorded. */
  offer(tie: FolderTie): void {
    const known = this.#open.get(folderKey(tie.source.path));
    if (known !== undefined) known.offers += 1;
    else this.#open.set(folderKey(tie.source.path), { tie, lanes: 0, offers: 1 });
    this.#wake();
  }

  /** Nothing more will be offered. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /**
   * The folder for a lane's next batch: its last one as long as that is open, else the one with the fewest lanes. Waits
   * while nothing is open; null when nothing is open and nothing more will come.
   */
  async next(last: Turn | null): Promise<Turn | null> {
    if (last !== null) last.work.lanes -= 1;
    for (;;) {
      const work = this.#choose(last);
      if (work !== null) {
        work.lanes += 1;
        return { work, offers: work.offers };
      }
      if (this.#closed) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The turn's folder had nothing left. */
  dry(turn: Turn): void {
    if (turn.work.offers === turn.offers) this.#open.delete(folderKey(turn.work.tie.source.path));
  }

  /** The folder failed: nothing more is taken from it. */
  stop(tie: FolderTie): void {
    this.#open.delete(folderKey(tie.source.path));
  }

  #choose(last: Turn | null): Work | null {
    if (last !== null) {
      const same = this.#open.get(folderKey(last.work.tie.source.path));
      if (same !== undefined) return same;
    }
    let best: Work | null = null;
    for (const work of this.#open.values()) if (best === null || work.lanes < best.lanes) best = work;
    return best;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A lane's right to take one batch from a folder. */
export interface Turn {
  readonly work: Work;
  readonly offers: number;
}
