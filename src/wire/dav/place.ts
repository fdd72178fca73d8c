/**
 * Where something lies. A path is kept in the very characters that the server wrote: to it, `%40` and `@` may be two names.
 * What a server writes as an address is not believed: it may lead to another host or out of its folder.
 */
import { HREF_CHARS_MAX } from './limits.ts';

export interface Place {
  /** As `URL.origin` gives it: `https://dav.example.net` or `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Begins with a slash. May hold a query. */
  readonly path: string;
}

export type ReadPlace =
  | { readonly is: 'place'; readonly place: Place }
  | { readonly is: 'refused'; readonly why: string };

export function placeOf(url: URL): Place {
  return { origin: url.origin, path: `${url.pathname}${url.search}` };
}

/** Reads an address that a server wrote in its answer about `at`. */
export function readPlace(written: string, at: Place): ReadPlace {
  const text = written.trim();
  if (text === '') return refused('it is empty');
  if (text.length > HREF_CHARS_MAX) return refused(`it is longer than ${HREF_CHARS_MAX} characters`);
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f\\]/.test(text)) return refused('it holds characters that no address has');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return readPath(text, at);
  const parts = /^https?:\/\/[^/?#]*/i.exec(text);
  if (parts === null) return refused('it is no address of the web');
  const origin = URL.canParse(parts[0]) ? new URL(parts[0]).origin : 'null';
  if (origin === 'null') return refused('it names no host');
  return readPath(text.slice(parts[0].length) || '/', { origin, path: '/' });
}

function readPath(text: string, at: Place): ReadPlace {
  if (text.startsWith('//')) return refused('it names a host without a protocol');
  const path = text.startsWith('/') ? text : `${folderOf(at.path)}${text}`;
  if (pathOnly(path).split('/').some(isDots)) return refused('it climbs out of its folder');
  return { is: 'place', place: { origin: at.origin, path } };
}

/** True for the same place, however it is spelled; a slash at the end makes no difference. */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.origin === other.origin && isSamePath(one.path, other.path);
}

export function isSamePath(one: string, other: string): boolean {
  return canonicalPath(one).replace(/\/+$/, '') === canonicalPath(other).replace(/\/+$/, '');
}

/** True when the place lies somewhere below the folder. */
export function liesBelow(place: Place, folder: Place): boolean {
  const begin = `${canonicalPath(folder.path).replace(/\/+$/, '')}/`;
  const path = canonicalPath(place.path);
  return place.origin === folder.origin && path.startsWith(begin) && path.length > begin.length;
}

/** One spelling for all that mean the same: everything is encoded that need not stand for itself (RFC 3986 §6.2.2). */
export function canonicalPath(path: string): string {
  return path.replace(/%[0-9a-f]{2}|[^A-Za-z0-9._~/-]/giu, (part) =>
    part.length === 3 && part.startsWith('%')
      ? spelled(Number.parseInt(part.slice(1), 16))
      : [...Buffer.from(part, 'utf8')].map(encoded).join(''),
  );
}

/** The path as a request line can carry it: what may not stand there is encoded, all else stays as it is. */
export function requestPath(path: string): string {
  return path.replace(/[^\x21\x24-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map(encoded).join(''),
  );
}

/** The last part of the path in plain text. */
export function lastName(path: string): string {
  const name = pathOnly(path).replace(/\/+$/, '').split('/').at(-1) ?? '';
  return decoded(name);
}

/**
 * True when the credentials for one place may be shown to the other: the same origin, or over TLS a host of the same site.
 * `caldav.example.com` may send to `p12.example.com`; an address that needs more has to be configured as it is.
 */
export function maySendCredentials(from: Place, to: Place): boolean {
  if (from.origin === to.origin) return true;
  const [before, after] = [new URL(from.origin), new URL(to.origin)];
  if (after.protocol !== 'https:') return false;
  if (before.hostname === after.hostname) return before.protocol === 'https:' || isDefaultPorts(before, after);
  return isSameSite(before.hostname, after.hostname) && before.protocol === 'https:';
}

/** An upgrade from http to https of one host. */
function isDefaultPorts(before: URL, after: URL): boolean {
  return before.port === '' && after.port === '';
}

/** Without a list of public suffixes: what may be one, such as `co.uk`, is no site that two hosts share. */
function isSameSite(one: string, other: string): boolean {
  if ([one, other].some((host) => /^[\d.]+$|:/.test(host))) return false;
  const site = siteOf(one);
  return site !== null && (other === site || other.endsWith(`.${site}`));
}

function siteOf(host: string): string | null {
  const labels = host.split('.');
  if (labels.length < 2) return null;
  // `example.com` is a site as it is; of `dav.example.com` it is what stands behind the first dot.
  const site = labels.length === 2 ? labels : labels.slice(1);
  const [second = '', top = ''] = site.slice(-2);
  const mayBeSuffix = site.length === 2 && labels.length > 2 && top.length === 2 && second.length <= 3;
  return mayBeSuffix ? null : site.join('.');
}

/** What is encoded without need stands for itself; an encoded slash is no slash. */
function spelled(octet: number): string {
  return /[A-Za-z0-9._~-]/.test(String.fromCharCode(octet)) ? String.fromCharCode(octet) : encoded(octet);
}

function encoded(octet: number): string {
  return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** `.` and `..`, also where their dots are encoded. */
function isDots(segment: string): boolean {
  return /^\.{1,2}$/.test(segment.replace(/%2e/gi, '.').replace(/;.*$/, ''));
}

function pathOnly(path: string): string {
  return path.replace(/\?.*$/s, '');
}

function folderOf(path: string): string {
  return pathOnly(path).replace(/[^/]*$/, '');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    // Not UTF-8: some old servers encode Latin-1. Better unreadable than wrong.
    if (error instanceof URIError) return name;
    throw error;
  }
}

function refused(why: string): ReadPlace {
  return { is: 'refused', why };
}
