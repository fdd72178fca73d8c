/** Calendars and address books in a home, with what must be known before one is opened. */
import type { DavClient } from './client.ts';
import { DavProtocolError } from './errors.ts';
import { PROPERTIES_BYTES_MAX } from './limits.ts';
import { type DavRow, propHrefs, propText } from './multistatus.ts';
import { type DavName, davName } from './names.ts';
import { canonicalPath, isSamePlace, liesBelow, type Place, readPlace } from './place.ts';
import { propfind } from './propfind.ts';

export interface DavCollection {
  readonly at: Place;
  readonly displayName: string | null;
  /** Such as `C:calendar`. */
  readonly types: ReadonlySet<string>;
  /** In capitals, such as VEVENT; null where the server does not say, which means all (RFC 4791 §5.2.3). */
  readonly components: ReadonlySet<string> | null;
  /** Names of the reports that it answers, such as `D:sync-collection`; null where the server does not say. */
  readonly reports: ReadonlySet<string> | null;
  readonly ctag: string | null;
  readonly syncToken: string | null;
  /** Whose it is. */
  readonly owner: Place | null;
  /** Of a scheduling inbox: where invitations go (RFC 6638 §9.2). */
  readonly defaultCalendar: Place | null;
}

const PROPS: readonly DavName[] = [
  'D:resourcetype',
  'D:displayname',
  'D:owner',
  'D:sync-token',
  'D:supported-report-set',
  'C:supported-calendar-component-set',
  'C:schedule-default-calendar-URL',
  'S:getctag',
];

/** Collections within collections: RFC 4791 §4.2 allows calendars at any depth, nobody goes deeper than two. */
const DEPTH_MAX = 4;
/** Homes and folders in them that are asked, one request each. */
const ASKED_MAX = 200;
/** Collections of one account. */
const COLLECTIONS_MAX = 10_000;

/** Everything in the home that is a collection, but the home itself unless it is of that type. Fails as `DavClient.send` does. */
export async function listCollections(
  client: DavClient,
  home: Place,
  collectionType: DavName,
  signal: AbortSignal,
): Promise<readonly DavCollection[]> {
  const found: DavCollection[] = [];
  const open: { readonly at: Place; readonly depth: number }[] = [{ at: home, depth: 1 }];
  const asked: Place[] = [];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { at, depth } = next;
    if (asked.some((place) => isSamePlace(place, at))) continue;
    if (asked.length >= ASKED_MAX) throw new DavProtocolError(`more than ${ASKED_MAX} folders lie in the home`);
    asked.push(at);
    const { rows } = await propfind(
      client,
      { at, depth: '1', props: PROPS, answerBytesMax: PROPERTIES_BYTES_MAX },
      collectionOf,
      signal,
    );
    for (const row of rows) {
      if (isSamePlace(row.at, at) && !row.types.has(collectionType)) continue;
      // What holds only other collections is a folder of collections.
      const isBare = row.types.size === 1 && row.types.has('D:collection');
      if (isBare && depth < DEPTH_MAX && liesBelow(row.at, at)) open.push({ at: row.at, depth: depth + 1 });
      else if (!isBare) found.push(row);
    }
    if (found.length > COLLECTIONS_MAX) throw new DavProtocolError(`it lists more than ${COLLECTIONS_MAX} collections`);
  }
  return found;
}

/** The properties of one collection as they are now; null when it is no collection any more. */
export async function readCollection(client: DavClient, at: Place, signal: AbortSignal): Promise<DavCollection | null> {
  const found = await propfind(
    client,
    { at, depth: '0', props: PROPS, answerBytesMax: PROPERTIES_BYTES_MAX },
    collectionOf,
    signal,
  );
  return found.rows.find((row) => isSamePlace(row.at, found.at)) ?? null;
}

/** Null for what is no collection, and for an address that leads to another host. */
function collectionOf(row: DavRow, from: Place): DavCollection | null {
  const self = readPlace(row.href, from);
  const types = new Set(row.props.get('D:resourcetype')?.children.map(davName) ?? []);
  if (self.is === 'refused' || self.place.origin !== from.origin || !types.has('D:collection')) return null;
  const components = row.props.get('C:supported-calendar-component-set')?.children;
  const reports = row.props.get('D:supported-report-set')?.children;
  // Blanks at the ends of a name are part of it.
  const name = row.props.get('D:displayname')?.text ?? '';
  const placeIn = (prop: DavName): Place | null => {
    const read = readPlace(propHrefs(row, prop)[0] ?? '', from);
    return read.is === 'place' ? read.place : null;
  };
  return {
    at: self.place,
    displayName: name.trim() === '' ? null : name,
    types,
    components:
      components === undefined || components.length === 0
        ? null
        : new Set(components.map((one) => (one.attributes.get('name') ?? '').toUpperCase())),
    reports: reports === undefined ? null : new Set(reports.flatMap(({ children }) => children.flatMap(reportNames))),
    ctag: propText(row, 'S:getctag'),
    syncToken: propText(row, 'D:sync-token'),
    owner: placeIn('D:owner'),
    defaultCalendar: placeIn('C:schedule-default-calendar-URL'),
  };
}

function reportNames(
  report: Parameters<typeof davName>[0] & { readonly children: readonly Parameters<typeof davName>[0][] },
) {
  return report.children.map(davName);
}

/** One after the other, whatever a server's order is. */
export function byPath(one: DavCollection, other: DavCollection): number {
  const [a, b] = [`${one.at.origin}${canonicalPath(one.at.path)}`, `${other.at.origin}${canonicalPath(other.at.path)}`];
  return a < b ? -1 : Number(a > b);
}
