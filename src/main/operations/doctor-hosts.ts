/** Looks whether the hosts of the stored projects can be reached from this machine: name, line, encryption. Nobody signs in. */
import { isIP } from 'node:net';
import { type Clock, instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { HostFacts, ResolverFacts } from '../../check/installation/judge-network.ts';
import { DnsError } from '../../wire/dns/errors.ts';
import { SERVERS_MAX } from '../../wire/dns/limits.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import { ImapConnectionError } from '../../wire/imap/errors.ts';
import { within } from '../../wire/imap/line/deadline.ts';
import { openTcp, secure } from '../../wire/imap/line/open-socket.ts';

export interface HostDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Authorities that are trusted beside those of the machine. */
  readonly authorities: readonly string[];
  /** Of this machine: `192.0.2.1`, `192.0.2.1:5353` or `[2001:db8::1]:5353`. */
  readonly nameServers: () => readonly string[];
}

export interface Place {
  readonly host: string;
  readonly port: number;
  /** False where encryption begins later, or not at all. */
  readonly isEncrypted: boolean;
}

/** A host that needs longer is taken for silent. */
const REACH_MS_MAX = 10_000;
const DNS_PORT = 53;
/** Looked up where there is no project yet: most go there. */
const USUAL_HOST = 'outlook.office365.com';

const PORTS: ReadonlyMap<string, { readonly port: number; readonly isEncrypted: boolean }> = new Map([
  ['imaps:', { port: 993, isEncrypted: true }],
  ['imap:', { port: 143, isEncrypted: false }],
  ['ews+https:', { port: 443, isEncrypted: true }],
  ['caldavs:', { port: 443, isEncrypted: true }],
  ['carddavs:', { port: 443, isEncrypted: true }],
  ['ews+http:', { port: 80, isEncrypted: false }],
  ['caldav:', { port: 80, isEncrypted: false }],
  ['carddav:', { port: 80, isEncrypted: false }],
]);

/** Each host and port once, of `imaps://host` and the like; what is no such thing is left out. */
export function placesIn(stored: readonly string[]): readonly Place[] {
  const places = stored.flatMap((text): readonly Place[] => {
    const url = URL.parse(text);
    const usual = url === null ? undefined : PORTS.get(url.protocol);
    if (url === null || usual === undefined || url.hostname === '') return [];
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return [{ host, port: url.port === '' ? usual.port : Number(url.port), isEncrypted: usual.isEncrypted }];
  });
  const named = new Map(places.map((place) => [`${place.host}:${place.port}`, place]));
  return [...named.values()];
}

/** Throws the signal's reason only. */
export async function reach(
  { host, port, isEncrypted }: Place,
  { clock, authorities }: HostDeps,
  signal: AbortSignal,
): Promise<HostFacts> {
  const began = clock.now();
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const late = () =>
    new ImapConnectionError('silent', `nothing came within ${REACH_MS_MAX / 1000} seconds`, 'a connection');
  const opening = async (): Promise<HostFacts> => {
    const socket = await openTcp(host, port, both);
    both.addEventListener('abort', () => socket.destroy(), { once: true });
    const secured = isEncrypted
      ? await secure(socket, host, authorities.length === 0 ? null : authorities, both)
      : null;
    const until = secured?.getPeerX509Certificate()?.validToDate ?? null;
    const ms = clock.now() - began;
    const certificateUntil = until === null ? null : instant(until.getTime());
    return { host, port, seen: { is: 'reached', ms, certificateUntil } };
  };
  try {
    return await within({ ms: REACH_MS_MAX, clock, late }, signal, opening());
  } catch (error) {
    if (!(error instanceof ImapConnectionError)) throw error;
    return { host, port, seen: { is: 'failed', why: error.reason, reason: error.message } };
  } finally {
    over.abort();
  }
}

/** Each name server of this machine by itself: one that is silent costs seconds, although another one answers. */
export async function askResolvers(
  places: readonly Place[],
  { clock, random, nameServers }: HostDeps,
  signal: AbortSignal,
): Promise<readonly ResolverFacts[]> {
  const name = places.find(({ host }) => isIP(host) === 0)?.host ?? USUAL_HOST;
  const servers = nameServers().slice(0, SERVERS_MAX);
  return Promise.all(
    servers.map(async (server): Promise<ResolverFacts> => {
      const [, six, four, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(server) ?? [];
      const one = { address: six ?? four ?? server, port: port === undefined ? DNS_PORT : Number(port) };
      try {
        await new DnsResolver({ servers: [one], clock, random }).look(name, 'A', signal);
        return { server, trouble: null };
      } catch (error) {
        if (!(error instanceof DnsError)) throw error;
        return { server, trouble: error.message };
      }
    }),
  );
}
