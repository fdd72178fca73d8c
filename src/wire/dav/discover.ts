/**
 * Finds an account from an address (RFC 6764 §6). The steps, in order: the address itself where it has a path, for then
 * somebody has looked it up; the records of the domain; the well-known address; the root of the host.
 */
import { isLoopback } from '../../base/loopback.ts';
import { HttpError } from '../http-errors.ts';
import { XmlError } from '../xml.ts';
import type { DavClient } from './client.ts';
import { DavNotFoundError, DavProtocolError, DavStatusError, type FailedStep } from './errors.ts';
import type { DavService } from './names.ts';
import { isSamePlace, maySendCredentials, type Place, placeOf, readPlace } from './place.ts';
import { readSignpost, type Signpost } from './principal.ts';
import { bestHost, pathIn, type ServiceRecords } from './service-records.ts';

export interface DavAccount {
  /** Null where a server knows no principals. */
  readonly principal: Place | null;
  /** Collections in which the collections of the service lie. Empty when `only` is there. */
  readonly homes: readonly Place[];
  /** The one collection of an account without homes. */
  readonly only: Place | null;
  readonly inbox: Place | null;
}

export interface Discovery {
  readonly base: URL;
  readonly service: DavService;
  readonly records: ServiceRecords;
}

/**
 * Throws `DavNotFoundError` with every step and why it failed; `DavStatusError` as soon as the server refuses the sign-in,
 * for each more try brings the account closer to being locked; and what the network fails with when no step got further.
 */
export async function discover(client: DavClient, discovery: Discovery, signal: AbortSignal): Promise<DavAccount> {
  const failed: FailedStep[] = [];
  let unreached: unknown = null;
  let hasAnswered = false;
  for (const one of stepsFor(discovery)) {
    try {
      const at = await one.find(signal);
      return await accountAt(client, at, discovery.service, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DavStatusError && error.status === 401) throw error;
      const why = whyOf(error);
      if (error instanceof HttpError) unreached ??= error;
      else if (why !== NO_RECORDS) hasAnswered = true;
      failed.push({ step: one.step, why });
    }
  }
  // What is wrong with the line is said plainly, where nobody was there to say more.
  if (unreached !== null && !hasAnswered) throw unreached;
  throw new DavNotFoundError(failed);
}

interface Step {
  readonly step: string;
  find(signal: AbortSignal): Promise<Place>;
}

function stepsFor({ base, service, records }: Discovery): readonly Step[] {
  const given = placeOf(base);
  const isNamed = base.port === '' && !isLoopback(base.hostname) && !/^[\d.]+$|^\[/.test(base.hostname);
  const self: Step = { step: given.path, find: async () => given };
  const wellKnown = { origin: given.origin, path: service.wellKnown };
  return [
    ...(given.path === '/' ? [] : [self]),
    ...(isNamed && base.protocol === 'https:'
      ? [
          {
            step: `${service.serviceName}.${base.hostname}`,
            find: (signal: AbortSignal) => byRecords(base.hostname, service, records, signal),
          },
        ]
      : []),
    { step: wellKnown.path, find: async () => wellKnown },
    given.path === '/' ? self : { step: '/', find: async () => ({ origin: given.origin, path: '/' }) },
  ];
}

const NO_RECORDS = 'the domain has no such record';

/**
 * Records are not signed, so that anybody on the way can write them: a password goes to a host they name only when it is of
 * the site that was asked for (RFC 6764 §8).
 */
async function byRecords(
  domain: string,
  service: DavService,
  records: ServiceRecords,
  signal: AbortSignal,
): Promise<Place> {
  const name = `${service.serviceName}.${domain}`;
  const best = bestHost(await recordsOf(() => records.hosts(name, signal), signal));
  if (best === null) throw new DavProtocolError(NO_RECORDS);
  const port = best.port === 443 ? '' : `:${best.port}`;
  const written = `https://${best.host.replace(/\.$/, '')}${port}`;
  if (!URL.canParse(written)) throw new DavProtocolError(`the record names ${best.host}, which is no host`);
  const { origin } = new URL(written);
  if (!maySendCredentials({ origin: `https://${domain}`, path: '/' }, { origin, path: '/' })) {
    throw new DavProtocolError(
      `the record names ${best.host}, a host of another site; give its address if it is right`,
    );
  }
  const path = pathIn(await recordsOf(() => records.texts(name, signal), signal)) ?? service.wellKnown;
  const at = readPlace(path, { origin, path: '/' });
  if (at.is === 'refused') throw new DavProtocolError(`the path in the record cannot be used: ${at.why}`);
  return at.place;
}

/** Whatever a resolver fails with means that there is no record for us. */
async function recordsOf<T>(ask: () => Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error) return [];
    throw error;
  }
}

/** Follows the signs from here to the homes. */
async function accountAt(client: DavClient, at: Place, service: DavService, signal: AbortSignal): Promise<DavAccount> {
  const here = await readSignpost(client, at, service, signal);
  if (here === null) throw new DavProtocolError('it says nothing about itself');
  const { principal } = here;
  const isThere = principal !== null && !isSamePlace(principal, here.at);
  const there = isThere ? await readSignpost(client, principal, service, signal) : null;
  const homes = there !== null && there.homes.length > 0 ? there.homes : here.homes;
  const inbox = there?.inbox ?? here.inbox;
  if (homes.length > 0) return { principal, homes, only: null, inbox };
  if (here.isCollection) return { principal, homes: [], only: here.at, inbox };
  throw new DavProtocolError(whyNoHome(here, service));
}

function whyNoHome({ isNobody, principal }: Signpost, service: DavService): string {
  if (isNobody) return 'the server takes us for nobody, whatever the password is';
  const what = service.is === 'caldav' ? 'calendars' : 'address books';
  return principal === null ? `it names no account and no home of ${what}` : `the account there has no home of ${what}`;
}

function whyOf(error: unknown): string {
  const isKnown =
    error instanceof DavStatusError ||
    error instanceof DavProtocolError ||
    error instanceof HttpError ||
    error instanceof XmlError;
  if (!isKnown) throw error;
  return error.message;
}
