/** Who we are to the server, and where our collections lie (RFC 5397; RFC 4791 §6.2.1; RFC 6352 §7.1.1). */
import type { DavClient } from './client.ts';
import { PROPERTIES_BYTES_MAX } from './limits.ts';
import { type DavRow, propHrefs } from './multistatus.ts';
import { type DavService, davName } from './names.ts';
import { isSamePlace, maySendCredentials, type Place, readPlace } from './place.ts';
import { propfind } from './propfind.ts';

/** What one resource says about the account. */
export interface Signpost {
  readonly at: Place;
  readonly principal: Place | null;
  /** The server takes us for nobody in particular: it has not looked at the password. */
  readonly isNobody: boolean;
  readonly homes: readonly Place[];
  /** The scheduling inbox (RFC 6638 §2.2): it knows the default calendar. */
  readonly inbox: Place | null;
  /** True when it is itself a collection of the service. */
  readonly isCollection: boolean;
}

/** Home sets of one account. */
const HOMES_MAX = 16;

/** Asks one resource. Null when the server says nothing about it. */
export async function readSignpost(
  client: DavClient,
  at: Place,
  service: DavService,
  signal: AbortSignal,
): Promise<Signpost | null> {
  const props = ['D:current-user-principal', 'D:resourcetype', service.homeSet, 'C:schedule-inbox-URL'] as const;
  const found = await propfind(
    client,
    { at, depth: '0', props, answerBytesMax: PROPERTIES_BYTES_MAX },
    (row, from) => signpostOf(row, from, service),
    signal,
  );
  return found.rows.find((one) => isSamePlace(one.at, found.at)) ?? found.rows[0] ?? null;
}

function signpostOf(row: DavRow, from: Place, service: DavService): Signpost | null {
  if (row.status !== null && row.status >= 300) return null;
  const self = readPlace(row.href, from);
  const principal = row.props.get('D:current-user-principal');
  const types = row.props.get('D:resourcetype')?.children.map(davName) ?? [];
  return {
    at: self.is === 'place' && self.place.origin === from.origin ? self.place : from,
    principal: placesIn(propHrefs(row, 'D:current-user-principal'), from)[0] ?? null,
    isNobody: principal?.children.some((child) => davName(child) === 'D:unauthenticated') ?? false,
    homes: placesIn(propHrefs(row, service.homeSet), from).slice(0, HOMES_MAX),
    inbox: placesIn(propHrefs(row, 'C:schedule-inbox-URL'), from)[0] ?? null,
    isCollection: types.includes(service.collectionType),
  };
}

/** Those that may be asked with our credentials. A large provider keeps homes on other hosts of its site. */
function placesIn(hrefs: readonly string[], from: Place): readonly Place[] {
  return hrefs.flatMap((href) => {
    const read = readPlace(href, from);
    return read.is === 'place' && maySendCredentials(from, read.place) ? [read.place] : [];
  });
}
