/** One page of a list, with the address of the next. */
import type { GraphRequest } from '../request.ts';
import type { Query } from './query.ts';

export interface Page {
  readonly '@odata.context': string;
  readonly '@odata.count'?: number;
  readonly '@odata.nextLink'?: string;
  readonly value: readonly object[];
}

/** `$skip` counts from the beginning anew on every page: what is added or goes in between shifts the rest, as with Graph. */
export function pageOf<Thing>(
  all: readonly Thing[],
  shown: (thing: Thing) => object,
  request: GraphRequest,
  query: Query,
  sizeUnasked: number,
): Page {
  const size = query.top ?? sizeUnasked;
  const part = all.slice(query.skip, query.skip + size);
  const end = query.skip + part.length;
  return {
    '@odata.context': contextOf(request),
    ...(query.isCounted ? { '@odata.count': all.length } : {}),
    ...(end < all.length && part.length > 0 ? { '@odata.nextLink': linkWith(request, { $skip: String(end) }) } : {}),
    value: part.map(shown),
  };
}

export function contextOf({ origin, version, path }: GraphRequest): string {
  return `${origin}/${version}/$metadata#${path.map((part) => encodeURIComponent(part)).join('/')}`;
}

/** The address of the request with other options in its query; undefined takes one away. */
export function linkWith(request: GraphRequest, options: Readonly<Record<string, string | undefined>>): string {
  const query = new Map(request.query);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const search = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const path = request.path.map((part) => encodeURIComponent(part)).join('/');
  return `${request.origin}/${request.version}/${path}?${search}`;
}
