/** Paged views of FindFolder and FindItem. */
import type { XmlElement } from '../xml.ts';
import { EwsProtocolError } from './answers.ts';
import { SYNC_CHANGES_MAX } from './names.ts';

/**
 * Where the next page begins, or null after the last. A page that says nothing about it is the last one unless it is full.
 * Throws `EwsProtocolError` for a view that does not move on.
 */
export function readPaging(
  root: XmlElement,
  page: { readonly offset: number; readonly rows: number; readonly rowsMax: number },
): number | null {
  const isLast = root.attributes.get('IncludesLastItemInRange');
  const said = root.attributes.get('IndexedPagingOffset');
  if (isTrue(isLast) || (isLast === undefined && said === undefined && page.rows < page.rowsMax)) return null;
  const next = Number(said);
  if (!Number.isInteger(next) || next <= page.offset) {
    throw new EwsProtocolError(`${root.name} says neither where its next page begins nor that this is the last`);
  }
  return next;
}

/** What a page of changes says of itself; one that says nothing is the last one unless it is full. */
export function isLastPage(said: string | null, changes: number): boolean {
  return said === null ? changes < SYNC_CHANGES_MAX : isTrue(said);
}

/** An XML Schema boolean. */
export function isTrue(text: string | null | undefined): boolean {
  const word = text?.trim();
  return word === 'true' || word === '1';
}
