/** Asks where the mail of a domain goes: each name server that has its zone, and where these cannot be reached, one that knows them. */
import type { Names } from '../../check/names.ts';
import type { RouteLook } from '../../project/cut-over/switch-route.ts';
import { DnsError } from '../../wire/dns/errors.ts';
import type { NameServer } from '../../wire/dns/transport.ts';

export interface RouteDeps {
  /** Those of this machine, which know everybody else. */
  readonly general: Names;
  /** One name server, and no other. */
  readonly namesAt: (server: NameServer) => Names;
}

const DNS_PORT = 53;
/** More than these have no zone. */
const ZONE_SERVERS_MAX = 8;

/** What cannot be seen is told, and never thrown; but for the signal's reason. */
export async function lookAtRoute(domain: string, deps: RouteDeps, signal: AbortSignal): Promise<RouteLook> {
  const { general, namesAt } = deps;
  try {
    const zone = await zoneServers(domain, general, signal);
    const asked = zone.map((server) => routeAt(namesAt(server), domain, signal));
    const answers = (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    signal.throwIfAborted();
    // Many networks let nobody out to name servers but their own.
    const seen = answers.length > 0 ? answers : [await routeAt(general, domain, signal)];
    const hosts = [...new Set(seen.flatMap((one) => one.hosts))].toSorted();
    return { domain, hosts, ttlSeconds: Math.max(...seen.map(({ ttlSeconds }) => ttlSeconds)), trouble: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DnsError)) throw error;
    return { domain, hosts: [], ttlSeconds: null, trouble: error.message };
  }
}

async function routeAt(names: Names, domain: string, signal: AbortSignal) {
  const { records } = await names.look(domain, 'MX', signal);
  const ttlSeconds = Math.max(0, ...records.map((record) => record.ttlSeconds));
  return { hosts: records.map(({ host }) => host), ttlSeconds };
}

/** Empty where they are not told. */
async function zoneServers(domain: string, names: Names, signal: AbortSignal): Promise<readonly NameServer[]> {
  try {
    const { records } = await names.look(domain, 'NS', signal);
    const hosts = records.slice(0, ZONE_SERVERS_MAX).map(({ host }) => names.look(host, 'A', signal));
    const found = (await Promise.all(hosts)).flatMap((one) => one.records.slice(0, 1));
    return found.map(({ address }) => ({ address, port: DNS_PORT }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DnsError) return [];
    throw error;
  }
}
