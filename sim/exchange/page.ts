/** Pages of lists (IndexedPageViewType) and how an answer describes them. */
import { ItemRefusal } from './errors.ts';
import { attributeOf, type XmlElement } from './xml-read.ts';
import type { Attributes } from './xml-write.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The attributes of RootFolder. */
  readonly attributes: Attributes;
}

/** Cuts a page out of all rows. `rowsMax` is what the throttling policy allows in one answer. */
export function pageOf<Row>(all: readonly Row[], view: XmlElement | null, rowsMax: number): Page<Row> {
  const asked = Number((view === null ? null : attributeOf(view, 'MaxEntriesReturned')) ?? rowsMax);
  const offset = view === null ? 0 : firstRow(all.length, view);
  if (asked < 1 || offset < 0) {
    throw new ItemRefusal('ErrorInvalidIndexedPagingParameters', 'The paging parameters are not valid.');
  }
  const rows = all.slice(offset, offset + Math.min(asked, rowsMax));
  const next = offset + rows.length;
  const isLast = next >= all.length;
  const IndexedPagingOffset = view === null && isLast ? null : next;
  return { rows, attributes: { IndexedPagingOffset, TotalItemsInView: all.length, IncludesLastItemInRange: isLast } };
}

function firstRow(count: number, view: XmlElement): number {
  if (view.local.startsWith('Fractional')) {
    const denominator = Number(attributeOf(view, 'Denominator'));
    const numerator = Number(attributeOf(view, 'Numerator'));
    if (denominator < 1 || numerator < 0 || numerator > denominator) {
      throw new ItemRefusal('ErrorInvalidFractionalPagingParameters', 'The paging parameters are not valid.');
    }
    return Math.floor((count * numerator) / denominator);
  }
  const offset = Number(attributeOf(view, 'Offset'));
  return attributeOf(view, 'BasePoint') === 'End' ? Math.max(0, count - offset) : offset;
}
