/** What the scripted server answers to reports. */
import { factsOf } from './scripted-propfind.ts';
import { escaped, rowOf, type ScriptedCollection, type ScriptedDav, type ScriptedRequest } from './scripted-server.ts';

interface Refusal {
  readonly status: number;
  readonly body: string;
}

/** The rows, or a refusal; null where there is no such collection. */
export function answerReport(server: ScriptedDav, { path, body }: ScriptedRequest): string | Refusal | null {
  const collection = server.collections.find((one) => one.path === path);
  if (collection === undefined) return null;
  if (body.includes('sync-collection')) return answerSync(server, collection, body);
  if (body.includes('multiget')) return answerMultiget(server, collection, body);
  return answerQuery(server, collection, body);
}

function answerSync(server: ScriptedDav, collection: ScriptedCollection, body: string): string | Refusal {
  const { sync = true, syncPartMax = Number.POSITIVE_INFINITY } = server.options;
  if (!sync) return { status: 403, body: errorXml('<D:supported-report/>') };
  const token = /sync-token>(?:token:(\d+))?<\//.exec(body)?.[1];
  const since = Number(token ?? 0);
  if (token !== undefined && (since < server.firstToken || since > collection.changes.length)) {
    return { status: 403, body: errorXml('<D:valid-sync-token/>') };
  }
  const until = Math.min(collection.changes.length, since + syncPartMax);
  const rows = [...new Set(collection.changes.slice(since, until))].map((path) => {
    const resource = collection.resources.get(path);
    if (resource !== undefined) return rowOf(path, factsOf(server, resource));
    return `<D:response><D:href>${escaped(path)}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`;
  });
  const cut =
    `<D:response><D:href>${collection.path}</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status>` +
    '<D:error><D:number-of-matches-within-limits/></D:error></D:response>';
  const isCut = until < collection.changes.length;
  return `${rows.join('')}${isCut ? cut : ''}<D:sync-token>token:${until}</D:sync-token>`;
}

function answerMultiget(server: ScriptedDav, collection: ScriptedCollection, body: string): string | Refusal {
  const { multigetStatus = 207 } = server.options;
  if (multigetStatus !== 207) return { status: multigetStatus, body: errorXml('<D:supported-report/>') };
  const property = collection.type === 'C:calendar' ? 'C:calendar-data' : 'R:address-data';
  const hrefs = [...body.matchAll(/<D:href>([^<]*)<\/D:href>/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  return hrefs
    .map((href) => {
      const resource = collection.resources.get(href);
      if (resource === undefined) {
        return `<D:response><D:href>${escaped(href)}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`;
      }
      return rowOf(href, `${factsOf(server, resource)}<${property}>${escaped(resource.text)}</${property}>`);
    })
    .join('');
}

function answerQuery(server: ScriptedDav, collection: ScriptedCollection, body: string): string | Refusal {
  const { query = 'works' } = server.options;
  if (query === 'is refused') return { status: 403, body: errorXml('<C:supported-filter/>') };
  const component = /comp-filter name="(V(?!CALENDAR)\w+)"/.exec(body)?.[1] ?? '';
  return [...collection.resources]
    .filter(([, { text }]) => query === 'ignores the filter' || text.includes(`BEGIN:${component}`))
    .map(([path, resource]) => rowOf(path, factsOf(server, resource)))
    .join('');
}

function errorXml(condition: string): string {
  return `<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${condition}</D:error>`;
}
