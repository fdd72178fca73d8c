/** The folders of an account: one for each collection and each kind of item that it may hold. */
import { FOLDERS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import type { FolderPath, SourceFolder } from '../../model/folder.ts';
import type { LeftOutFolder } from '../../model/source.ts';
import { byPath, type DavCollection, listCollections, readCollection } from '../../wire/dav/collections.ts';
import { DavStatusError } from '../../wire/dav/errors.ts';
import { isSamePlace, lastName, type Place } from '../../wire/dav/place.ts';
import { type Share, serverNameOf, stampOf } from './names.ts';
import { pathsOf } from './paths.ts';
import { rolesOf } from './roles.ts';
import { type Component, componentsOf, KIND_OF } from './service-kinds.ts';
import type { DavSession } from './session.ts';
import { sortCollection } from './sorting.ts';

export interface FoundFolders {
  readonly folders: readonly SourceFolder[];
  /** Collections of the service that are no part of this mailbox. */
  readonly leftOut: readonly LeftOutFolder[];
}

/** Lists what is there. Throws errors of `wire/dav`. */
export async function findFolders(session: DavSession, signal: AbortSignal): Promise<FoundFolders> {
  const all = await collectionsOf(session, signal);
  const isForeign = foreignIn(all, session);
  const leftOut = all.flatMap((one) => {
    const why = whyLeftOut(one, session, isForeign(one));
    return why === null ? [] : [{ path: [nameOf(one)], why }];
  });
  const own = all.filter(
    (one) => one.types.has(session.service.collectionType) && whyLeftOut(one, session, isForeign(one)) === null,
  );
  if (own.length > FOLDERS_MAX) throw new Failure('source.protocol', { reason: `it listed ${own.length} collections` });
  const ownShares = [];
  for (const one of own) ownShares.push({ one, shares: await sharesOf(session, one, signal) });
  const inboxDefault = await defaultCalendar(session, all, signal);
  return { folders: foldersOf(ownShares, inboxDefault), leftOut };
}

async function collectionsOf(session: DavSession, signal: AbortSignal): Promise<readonly DavCollection[]> {
  const { client, account, service } = session;
  const found: DavCollection[] = [];
  for (const home of account.homes) {
    for (const one of await listCollections(client, home, service.collectionType, signal)) {
      // A home may lie within another one.
      if (!found.some((other) => isSamePlace(one.at, other.at))) found.push(one);
    }
  }
  const only = account.only === null ? null : await readCollection(client, account.only, signal);
  return [...found, ...(only === null ? [] : [only])].sort(byPath);
}

/** Collections of the calendar service that hold no appointments of their own. */
const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['C:schedule-inbox', 'it is where invitations wait until they are in a calendar'],
  ['C:schedule-outbox', 'it is where invitations are sent from'],
  ['S:subscribed', 'it shows a calendar that lies somewhere else; subscribe to it again in the target'],
]);

/** Null for what is moved, and for collections of other services, which lie beside ours and are not spoken of. */
function whyLeftOut(one: DavCollection, session: DavSession, isForeign: boolean): string | null {
  const { service } = session;
  const { types } = one;
  if (service.is === 'caldav') {
    for (const [type, why] of SPECIAL) if (types.has(type)) return why;
  }
  if (!types.has(service.collectionType)) return null;
  if (isForeign) return 'it belongs to somebody else and is no part of this mailbox';
  return componentsOf(one, service).length === 0 ? 'it holds neither events nor tasks nor notes' : null;
}

/**
 * Tells what others share with us. An owner counts only where the server says of something else that it is ours: there are
 * servers that give every collection an owner whom they do not call by the name of our account.
 */
function foreignIn(all: readonly DavCollection[], { account, service }: DavSession): (one: DavCollection) => boolean {
  const { principal } = account;
  const isOwn = ({ owner }: DavCollection): boolean =>
    owner !== null && principal !== null && isSamePlace(owner, principal);
  const saysOwners = all.some((one) => one.types.has(service.collectionType) && isOwn(one));
  return (one) => one.types.has('S:shared') || (saysOwners && one.owner !== null && !isOwn(one));
}

interface OwnShares {
  readonly one: DavCollection;
  /** What it holds, the main component first. */
  readonly shares: readonly { readonly share: Share; readonly itemsCount: number | null }[];
}

/** What else a collection may hold gets a folder as soon as there is something in it. */
async function sharesOf(session: DavSession, one: DavCollection, signal: AbortSignal): Promise<OwnShares['shares']> {
  const components = componentsOf(one, session.service);
  const counts =
    components.length === 1 ? new Map<Component, number>() : await countsOf(session, one, components, signal);
  return components.flatMap((component, nth) => {
    const itemsCount = nth === 0 ? null : (counts?.get(component) ?? null);
    if (nth > 0 && counts !== null && itemsCount === null) return [];
    const others = components.filter((other) => other !== component);
    return [{ share: { collection: one.at, component, others, isMain: nth === 0 }, itemsCount }];
  });
}

/** Null where the server does not say: then every component gets a folder, and what is wrong shows when it is listed. */
async function countsOf(
  session: DavSession,
  one: DavCollection,
  components: readonly Component[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Component, number> | null> {
  try {
    const sorting = await sortCollection(session, one, components.slice(1), signal);
    const counts = new Map<Component, number>();
    for (const component of sorting.components.values()) counts.set(component, (counts.get(component) ?? 0) + 1);
    return counts;
  } catch (error) {
    if (error instanceof DavStatusError && error.status !== 401) return null;
    throw error;
  }
}

/** The calendar that invitations go to, where the server says. */
async function defaultCalendar(
  session: DavSession,
  all: readonly DavCollection[],
  signal: AbortSignal,
): Promise<Place | null> {
  const said = all.find((one) => one.defaultCalendar !== null)?.defaultCalendar ?? null;
  const { inbox } = session.account;
  if (said !== null || inbox === null || all.some((one) => isSamePlace(one.at, inbox))) return said;
  try {
    return (await readCollection(session.client, inbox, signal))?.defaultCalendar ?? null;
  } catch (error) {
    // Its name is found by other means then.
    if (error instanceof DavStatusError) return null;
    throw error;
  }
}

function foldersOf(own: readonly OwnShares[], inboxDefault: Place | null): readonly SourceFolder[] {
  const paths = pathsOf(
    own.map(({ one, shares }) => ({ name: nameOf(one), components: shares.map(({ share }) => share.component) })),
  );
  const plain = own.flatMap(({ one, shares }, at) =>
    shares.map(({ share, itemsCount }, nth) => ({ one, share, itemsCount, path: paths[at]?.[nth] ?? [] })),
  );
  const roles = rolesOf(
    plain.map(({ one, share }) => ({
      component: share.component,
      name: nameOf(one),
      path: one.at.path,
      isDefault: inboxDefault !== null && isSamePlace(one.at, inboxDefault),
      isMain: share.isMain,
    })),
  );
  return plain.map(({ one, share, itemsCount, path }, at) =>
    folderOf(one, share, itemsCount, path, roles[at] ?? 'plain'),
  );
}

function folderOf(
  one: DavCollection,
  share: Share,
  itemsCount: number | null,
  path: FolderPath,
  role: SourceFolder['role'],
): SourceFolder {
  return {
    path,
    role,
    kind: KIND_OF[share.component],
    holdsItems: true,
    itemsCount,
    bytesCount: null,
    serverName: serverNameOf(share),
    stamp: stampOf(one),
  };
}

/** What people call it; the end of its address where nobody gave it a name. */
function nameOf(one: DavCollection): string {
  return one.displayName ?? (lastName(one.at.path) || 'unnamed');
}
