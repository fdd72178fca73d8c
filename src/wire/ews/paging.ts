/** Paged views of FindFolder and FindItem. */
import type { XmlElement } from '../xml.ts';
import { EwsProtocolError } from './answers.ts';

/** Where the next page begins, or null after the last. Throws `EwsProtocolError` for a view that does not move on. */
export function readPaging(root: XmlElement, offset: number): number | null {
  if (isTrue(root.attributes.get('IncludesLastItemInRange'))) return null;
  const next = Number(root.attributes.get('IndexedPagingOffset'));
  if (!Number.isInteger(next) || next <= offset) {
    throw new EwsProtocolError(`${root.name} says neither where its next page begins nor that this is the last`);
  }
  return next;
}

/** An XML Schema boolean. */
export function isTrue(text: string | null | undefined): boolean {
  const word = text?.trim();
  return word === 'true' || word === '1';
}
