/** Tells messages that somebody moved within the target from messages that are missing there: by their markers. */
import { type FolderPath, folderLabel } from '../model/folder.ts';
import type { Marker } from '../model/item.ts';
import type { ExceptionBook } from './exception-book.ts';
import type { TargetIndex } from './target-index.ts';
import type { Verification } from './verify-mailbox.ts';

/** Marked items that no entry of their folder claims. Moved ones are few; more are the copy of another ledger. */
const STRAYS_MAX = 100_000;

/** Where marked items lie that belong to no entry of the folder they lie in. */
export class Strays {
  readonly #places = new Map<Marker, FolderPath>();

  addFrom(index: TargetIndex, place: FolderPath): void {
    for (const { marker } of index.unclaimed()) {
      if (this.#places.size >= STRAYS_MAX) return;
      if (marker !== null) this.#places.set(marker, place);
    }
  }

  placeOf(marker: Marker): FolderPath | null {
    return this.#places.get(marker) ?? null;
  }
}

/** After all folders were looked at: corrects what was called missing and lies elsewhere, in the book and in the ledger. */
export async function correctMoved(book: ExceptionBook, strays: Strays, run: Verification): Promise<void> {
  const moved = book.correct(({ folder, ref, problem }) => {
    if (problem.code !== 'proof.missing' || ref === null) return null;
    const place = strays.placeOf(run.markerOf(folder, ref));
    return place === null ? null : { code: 'proof.moved', facts: { folder: folderLabel(place) } };
  });
  for (const { folder, ref, problem } of moved) {
    if (ref !== null) await run.ledger.prove(folder, [{ is: 'failed', ref, problem }]);
  }
}
