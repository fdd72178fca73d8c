/** Rows about the resources of a collection: their names, tags, sizes and dates. */
import { createHash } from 'node:crypto';
import { HREF_CHARS_MAX } from './limits.ts';
import { type DavRow, propText } from './multistatus.ts';
import { type DavName, davName } from './names.ts';
import { isSamePlace, liesBelow, type Place, readPlace } from './place.ts';

export interface DavResource {
  /** Its path in the server's characters; or, where its address cannot be used, that address. See `resourceAt`. */
  readonly name: string;
  /** Without `W/` and quotes; null where the server gives none. */
  readonly etag: string | null;
  readonly sizeBytes: number | null;
  /** Milliseconds since 1970. */
  readonly changedAt: number | null;
}

/** What a listing asks for. */
export const RESOURCE_PROPS: readonly DavName[] = [
  'D:getetag',
  'D:getcontentlength',
  'D:getlastmodified',
  'D:resourcetype',
];

/** Null for the collection itself and for collections within it. */
export function resourceOf(row: DavRow, from: Place, collection: Place): DavResource | null {
  const name = resourceName(row.href, from, collection);
  const isCollection =
    row.props.get('D:resourcetype')?.children.some((one) => davName(one) === 'D:collection') ?? false;
  if (name === null || isCollection) return null;
  return { name, ...resourceFacts(row) };
}

export function resourceFacts(row: Pick<DavRow, 'props'>): Omit<DavResource, 'name'> {
  const length = propText(row, 'D:getcontentlength') ?? '';
  const changedAt = Date.parse(propText(row, 'D:getlastmodified') ?? '');
  return {
    etag: plainEtag(propText(row, 'D:getetag')),
    sizeBytes: /^\d{1,12}$/.test(length) ? Number(length) : null,
    changedAt: Number.isNaN(changedAt) ? null : changedAt,
  };
}

/** Null for the collection itself. */
export function resourceName(href: string, from: Place, collection: Place): string | null {
  const read = readPlace(href, from);
  if (read.is === 'place' && isSamePlace(read.place, collection)) return null;
  if (read.is === 'place' && liesBelow(read.place, collection)) return read.place.path;
  const text = href.trim();
  if (text.length <= HREF_CHARS_MAX) return text;
  return `${CUT}${text.slice(0, 100)}…${createHash('sha256').update(text).digest('hex')}`;
}

/** Before the beginning of an address that is too long to be kept: every name that can be used begins with a slash. */
const CUT = 'too long: ';

/** Where the resource of that name lies; or why it is not asked for. */
export function resourceAt(name: string, collection: Place): Place | { readonly refused: string } {
  if (name.startsWith(CUT)) return { refused: `it is longer than ${HREF_CHARS_MAX} characters` };
  const read = readPlace(name, collection);
  if (read.is === 'refused') return { refused: read.why };
  if (!liesBelow(read.place, collection)) return { refused: 'it leads out of its collection' };
  return read.place;
}

/**
 * A tag for comparing: weak and strong ones are one to us, and so are those that a compressing server in front has marked
 * (Apache: `"abc-gzip"`).
 */
export function plainEtag(written: string | null): string | null {
  const opaque = /^(?:W\/)?"?(.*?)"?$/s.exec(written?.trim() ?? '')?.[1] ?? '';
  return opaque.replace(/[-;](gzip|br)$/, '') || null;
}
