/** What the scripted server says of its account, its home and its collections. */
import {
  escaped,
  etagOf,
  rowOf,
  type ScriptedCollection,
  type ScriptedDav,
  type ScriptedRequest,
} from './scripted-server.ts';

const PRINCIPAL = '/principals/ann/';
const HOME = '/dav/ann/';

/** Null for what is not there. */
export function answerPropfind(server: ScriptedDav, { path, depth }: ScriptedRequest): string | null {
  if (path === '/' || path.startsWith('/.well-known/')) {
    return rowOf(path, `<D:current-user-principal><D:href>${PRINCIPAL}</D:href></D:current-user-principal>`);
  }
  if (path === PRINCIPAL) {
    const home = `<D:href>${HOME}</D:href>`;
    return rowOf(
      path,
      `<C:calendar-home-set>${home}</C:calendar-home-set><R:addressbook-home-set>${home}</R:addressbook-home-set>`,
    );
  }
  if (path === HOME) {
    const self = rowOf(HOME, '<D:resourcetype><D:collection/></D:resourcetype>');
    return (
      self + (depth === '0' ? '' : server.collections.map((one) => rowOf(one.path, propsOf(server, one))).join(''))
    );
  }
  const collection = server.collections.find((one) => one.path === path);
  if (collection === undefined) return resourceRow(server, path);
  const self = rowOf(path, propsOf(server, collection));
  return self + (depth === '0' ? '' : [...collection.resources.keys()].map((one) => resourceRow(server, one)).join(''));
}

/** Tag, size and date of a resource, as far as the server tells them. */
export function factsOf(server: ScriptedDav, resource: { readonly text: string; readonly changedAt: number }): string {
  const { etags = true, sizes = true } = server.options;
  const date = new Date(Date.UTC(2020, 0, 1) + resource.changedAt * 1000).toUTCString();
  const size = `<D:getcontentlength>${Buffer.byteLength(resource.text)}</D:getcontentlength>`;
  return (
    (etags ? `<D:getetag>${escaped(etagOf(resource))}</D:getetag>` : '') +
    (sizes ? `${size}<D:getlastmodified>${date}</D:getlastmodified>` : '')
  );
}

function propsOf({ options }: ScriptedDav, one: ScriptedCollection): string {
  const components = (one.components ?? []).map((component) => `<C:comp name="${component}"/>`).join('');
  const isSync = options.sync !== false;
  return (
    `<D:resourcetype><D:collection/><${one.type}/>${one.extraTypes}</D:resourcetype>` +
    `<D:displayname>${escaped(one.name)}</D:displayname>${one.extra}` +
    (components === ''
      ? ''
      : `<C:supported-calendar-component-set>${components}</C:supported-calendar-component-set>`) +
    (options.ctag === false ? '' : `<S:getctag>ctag-${one.changes.length}</S:getctag>`) +
    (isSync ? `<D:sync-token>token:${one.changes.length}</D:sync-token>` : '')
  );
}

function resourceRow(server: ScriptedDav, path: string): string | null {
  const resource = server.collections.flatMap(({ resources }) => resources.get(path) ?? [])[0];
  return resource === undefined ? null : rowOf(path, factsOf(server, resource));
}
