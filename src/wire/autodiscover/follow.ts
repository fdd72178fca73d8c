/** Follows redirects from one address of the web, each hop with the same guards as the first. */
import { askPage, type Hop, type PageDeps } from './ask-page.ts';
import { HOPS_MAX, URL_CHARS_MAX } from './limits.ts';

/** How the way ended: at its last hop, or because it would not have ended well. */
type WayEnd =
  | { readonly is: 'arrived' }
  | { readonly is: 'loop'; readonly url: string }
  | { readonly is: 'too-many' }
  /** A redirect to what no client may follow, with the reason. */
  | { readonly is: 'bad-redirect'; readonly reason: string };

export interface Way {
  /** At least one. */
  readonly hops: readonly Hop[];
  readonly end: WayEnd;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Throws the signal's reason only. */
export async function followRedirects(begin: URL, deps: PageDeps, signal: AbortSignal): Promise<Way> {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  let url = begin;
  for (;;) {
    seen.add(url.href);
    const hop = await askPage(url, deps, signal);
    hops.push(hop);
    const { answer } = hop;
    if (answer.is !== 'page' || !REDIRECTS.includes(answer.status)) return { hops, end: { is: 'arrived' } };
    const next = nextUrl(answer.location, url);
    if (typeof next === 'string') return { hops, end: { is: 'bad-redirect', reason: next } };
    if (seen.has(next.href)) return { hops, end: { is: 'loop', url: next.href } };
    if (hops.length > HOPS_MAX) return { hops, end: { is: 'too-many' } };
    url = next;
  }
}

/** Where a redirect leads, or why it leads nowhere. */
function nextUrl(location: string | null, from: URL): URL | string {
  if (location === null || location.trim() === '') return 'it does not say where to';
  if (location.length > URL_CHARS_MAX) return `its address is longer than ${URL_CHARS_MAX} characters`;
  if (!URL.canParse(location, from.href)) return 'it names no address';
  const next = new URL(location, from);
  next.hash = '';
  if (next.protocol !== 'https:' && next.protocol !== 'http:') return `it leads to ${next.protocol}, not to the web`;
  if (next.username !== '' || next.password !== '') return 'its address holds a user name';
  if (next.port !== '') return `it leads to port ${next.port}`;
  return next;
}
