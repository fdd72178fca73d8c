/** The words of WebDAV and what CalDAV and CardDAV add to them: namespaces, properties, and what differs between the two. */
import type { XmlElement } from '../xml.ts';

/** By the prefix that requests of ours use, and that names in this program begin with: `D:getetag`. */
const NAMESPACES = {
  D: 'DAV:',
  C: 'urn:ietf:params:xml:ns:caldav',
  R: 'urn:ietf:params:xml:ns:carddav',
  S: 'http://calendarserver.org/ns/',
} as const;

/** A name with one of our prefixes. */
export type DavName = `${keyof typeof NAMESPACES}:${string}`;

const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMESPACES).map(([prefix, namespace]) => [namespace, prefix]),
);

/** For the first element of every request. */
export const DECLARATIONS = Object.entries(NAMESPACES)
  .map(([prefix, namespace]) => `xmlns:${prefix}="${namespace}"`)
  .join(' ');

/** The name of an element with our prefix, whatever prefix the server uses; of a foreign namespace `{namespace}name`. */
export function davName({ namespace, name }: Pick<XmlElement, 'namespace' | 'name'>): string {
  const prefix = PREFIXES.get(namespace);
  return prefix === undefined ? `{${namespace}}${name}` : `${prefix}:${name}`;
}

/** What a request asks for. */
export function propXml(names: readonly DavName[]): string {
  return `<D:prop>${names.map((name) => `<${name}/>`).join('')}</D:prop>`;
}

/** One of the two services that are built on WebDAV in the same way. */
export interface DavService {
  readonly is: 'caldav' | 'carddav';
  /** Of SRV and TXT records (RFC 6764 §3): the service over TLS. */
  readonly serviceName: string;
  readonly wellKnown: string;
  readonly homeSet: DavName;
  /** The resource type of its collections. */
  readonly collectionType: DavName;
  readonly multiget: DavName;
  /** The property that holds the text of a resource. */
  readonly text: DavName;
}

/** RFC 4791. */
export const CALDAV: DavService = {
  is: 'caldav',
  serviceName: '_caldavs._tcp',
  wellKnown: '/.well-known/caldav',
  homeSet: 'C:calendar-home-set',
  collectionType: 'C:calendar',
  multiget: 'C:calendar-multiget',
  text: 'C:calendar-data',
};

/** RFC 6352. */
export const CARDDAV: DavService = {
  is: 'carddav',
  serviceName: '_carddavs._tcp',
  wellKnown: '/.well-known/carddav',
  homeSet: 'R:addressbook-home-set',
  collectionType: 'R:addressbook',
  multiget: 'R:addressbook-multiget',
  text: 'R:address-data',
};
