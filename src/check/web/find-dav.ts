/**
 * Looks for the server that gives out the calendars or contacts of a domain (C11): its service records and the well-known
 * addresses of RFC 6764, on the domain and on hosts that are usual for it. Signs in nowhere.
 */

import type { CheckResult } from '../../model/check-result.ts';
import type { PageDeps } from '../../wire/autodiscover/ask-page.ts';
import { followRedirects, type Way } from '../../wire/autodiscover/follow.ts';
import { pathIn } from '../../wire/dav/service-records.ts';
import { addressesOf, type Looked, lookAt } from '../names.ts';
import { isDavServer, judgeDav } from './judge-dav.ts';
import type { WebCheck } from './outlook-order.ts';

export type DavProtocol = 'caldav' | 'carddav';

export interface DavFacts {
  readonly domain: string;
  readonly protocol: DavProtocol;
  readonly record: Looked<'SRV'>;
  /** In the order in which they were asked; nothing more is asked behind the first that answers as one. */
  readonly ways: readonly Way[];
}

/** One result for each protocol. Never throws over what a server does; the signal's reason only. */
export async function findDav(
  check: WebCheck,
  protocols: readonly DavProtocol[],
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  return Promise.all(protocols.map(async (protocol) => judgeDav(await lookFor(protocol, check, signal))));
}

async function lookFor(protocol: DavProtocol, check: WebCheck, signal: AbortSignal): Promise<DavFacts> {
  const { domain, names, web, services } = check;
  const name = `_${protocol}s._tcp.${domain}`;
  const record = await lookAt(names, name, 'SRV', signal);
  const texts = await lookAt(names, name, 'TXT', signal);
  const deps: PageDeps = {
    ...web,
    method: 'PROPFIND',
    addressesOf: (host, during) => addressesOf(names, host, during),
  };
  const path = texts.is === 'found' ? pathIn(texts.records.map(({ text }) => text)) : null;
  const wellKnown = `/.well-known/${protocol}`;
  const begins = [
    ...announcedHosts(record).map((host) => `https://${host}${path ?? wellKnown}`),
    ...[domain, `dav.${domain}`, ...services.from.davHosts].map((host) => `https://${host}${wellKnown}`),
  ];
  const ways: Way[] = [];
  for (const begin of new Set(begins)) {
    if (!URL.canParse(begin)) continue;
    const way = await followRedirects(new URL(begin), deps, signal);
    ways.push(way);
    if (isDavServer(way, protocol)) break;
  }
  return { domain, protocol, record, ways };
}

/** Other ports are told and not asked: a record could name any service of any network. */
function announcedHosts(record: Looked<'SRV'>): readonly string[] {
  const records = record.is === 'found' ? record.records : [];
  return records
    .filter(({ host, port }) => HOST.test(host) && port === HTTPS_PORT)
    .sort((one, other) => one.priority - other.priority || other.weight - one.weight)
    .map(({ host }) => host)
    .slice(0, HOSTS_MAX);
}

const HTTPS_PORT = 443;
/** A record may hold any bytes. */
const HOST = /^[\w-]+(?:\.[\w-]+)*$/;
/** Nobody announces more. */
const HOSTS_MAX = 3;
