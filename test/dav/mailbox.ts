/** The collections of an account on a real DAV server, filled and changed by a test as their user would. */
import { createHash } from 'node:crypto';
import { assert } from '../../src/base/assert.ts';
import type { DavServerAccount, RunningDavServer } from '../servers/dav-server.ts';
import { type DavSaid, davRequest } from './request.ts';

export interface DavMailbox {
  /** Where the collection of that name is; made when it is not there. `components` of a calendar: all without them. */
  collection(name: string, components?: readonly string[]): Promise<URL>;
  /** Gives the status. */
  put(at: URL, bytes: Buffer): Promise<number>;
  remove(at: URL): Promise<void>;
  /** Everything that reading could change by mistake, as one text. */
  snapshot(): Promise<string>;
}

const NAMESPACES =
  'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/"';

export function davMailbox(
  server: RunningDavServer,
  account: DavServerAccount,
  service: 'caldav' | 'carddav',
): DavMailbox {
  const { user, password } = account;
  const home = account.home(service);
  const made = new Map<string, URL>();
  const ask: Ask = (method, url, body = '', headers = {}) =>
    davRequest({ method, url, body, headers, user, password, ca: server.ca });
  return {
    collection: async (name, components = []) => {
      const at = made.get(name) ?? (await makeCollection(ask, { home, service, name, components }));
      made.set(name, at);
      return at;
    },
    put: async (at, bytes) => {
      const type = service === 'caldav' ? 'text/calendar' : 'text/vcard';
      return (await ask('PUT', at, bytes, { 'Content-Type': `${type}; charset=utf-8` })).status;
    },
    remove: async (at) => {
      const { status } = await ask('DELETE', at);
      assert(status < 300, `the server removes ${at.pathname}, and does not answer ${status}`);
    },
    snapshot: () => snapshotOf(ask, home),
  };
}

type Ask = (
  method: string,
  url: URL,
  body?: string | Buffer,
  headers?: Readonly<Record<string, string>>,
) => Promise<DavSaid>;

async function makeCollection(
  ask: Ask,
  wanted: {
    readonly home: URL;
    readonly service: 'caldav' | 'carddav';
    readonly name: string;
    readonly components: readonly string[];
  },
): Promise<URL> {
  const { home, service, name, components } = wanted;
  // A path that has nothing to do with the name, as web pages make them.
  const at = new URL(`${createHash('sha256').update(name).digest('hex').slice(0, 12)}/`, home);
  const set = components.map((component) => `<C:comp name="${component}"/>`).join('');
  const type = service === 'caldav' ? '<C:calendar/>' : '<R:addressbook/>';
  const props =
    `<D:resourcetype><D:collection/>${type}</D:resourcetype><D:displayname>${escaped(name)}</D:displayname>` +
    (set === '' ? '' : `<C:supported-calendar-component-set>${set}</C:supported-calendar-component-set>`);
  const [method, element] =
    service === 'caldav' ? (['MKCALENDAR', 'C:mkcalendar'] as const) : (['MKCOL', 'D:mkcol'] as const);
  const body = `<${element} ${NAMESPACES}><D:set><D:prop>${props}</D:prop></D:set></${element}>`;
  const { status } = await ask(method, at, body, { 'Content-Type': 'application/xml' });
  assert(status === 201, `the server makes the collection ${name}, and does not answer ${status}`);
  return at;
}

async function snapshotOf(ask: Ask, home: URL): Promise<string> {
  const parts: string[] = [];
  const listed = async (at: URL): Promise<readonly URL[]> => {
    const props = '<D:getetag/><D:sync-token/><S:getctag/><D:displayname/><D:getlastmodified/>';
    const body = `<D:propfind ${NAMESPACES}><D:prop>${props}</D:prop></D:propfind>`;
    const said = (await ask('PROPFIND', at, body, { Depth: '1', 'Content-Type': 'application/xml' })).body.toString();
    parts.push(said);
    const hrefs = [...said.matchAll(/<(?:\w+:)?href>([^<]*)<\/(?:\w+:)?href>/g)];
    return hrefs.map(([, href = '']) => new URL(href, at)).filter((one) => one.pathname !== at.pathname);
  };
  for (const collection of await listed(home)) {
    for (const resource of await listed(collection)) parts.push((await ask('GET', resource)).body.toString('utf8'));
  }
  return parts.join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
