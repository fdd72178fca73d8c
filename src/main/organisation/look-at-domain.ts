/** Asks the name servers and web hosts of a domain everything that a move depends on. Nothing is written anywhere. */
import { getServers } from 'node:dns';
import { unreachable } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { checkDomain } from '../../check/domain/check-domain.ts';
import { EXCHANGE_ONLINE, exchangeAt, type MailService, RACKSPACE } from '../../check/mail-service.ts';
import { checkMtaSts } from '../../check/web/check-mta-sts.ts';
import { type DavProtocol, findDav } from '../../check/web/find-dav.ts';
import { checkOutlookOrder } from '../../check/web/outlook-order.ts';
import type { CheckJob, CheckTarget } from '../../cli/machinery.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { SERVERS_MAX } from '../../wire/dns/limits.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import type { NameServer } from '../../wire/dns/transport.ts';

type Asked = 'domain' | 'target' | 'resolvers' | 'dkimSelectors' | 'authorities' | 'isLoopbackAllowed' | 'webPorts';

export interface DomainLook extends Pick<CheckJob, Asked> {
  /** Calendars and contacts that nobody named a server of. */
  readonly unnamedDav: readonly DavProtocol[];
}

/** What was seen, judged. Throws `connection.name-servers-silent` when no server answers at all. */
export async function lookAtDomain(
  look: DomainLook,
  signal: AbortSignal,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<readonly CheckResult[]> {
  const { domain, dkimSelectors, unnamedDav } = look;
  const services = { from: RACKSPACE, to: look.target === null ? null : serviceOf(look.target) };
  const names = new DnsResolver({ servers: serversOf(look.resolvers), clock, random });
  const namesAt = (addresses: readonly string[]): DnsResolver =>
    new DnsResolver({ servers: addresses.map((address) => ({ address, port: DNS_PORT })), clock, random });
  const records = await checkDomain({ domain, services, dkimSelectors, names, namesAt, random }, signal);
  const loopback = look.isLoopbackAllowed ? { ports: look.webPorts } : null;
  const web = { ca: look.authorities, loopback, clock };
  // A domain that is not there has no web server.
  const isThere = records.length > 1;
  const asked = { domain, services, names, web };
  // Silent servers are waited for: all of them at once.
  const ask = () => [checkMtaSts(asked, signal), checkOutlookOrder(asked, signal), findDav(asked, unnamedDav, signal)];
  const hosts = isThere ? (await Promise.all(ask())).flat() : [];
  return [...records, ...hosts];
}

const DNS_PORT = 53;

function serviceOf(target: CheckTarget): MailService {
  switch (target.is) {
    case 'exchange-online':
      return EXCHANGE_ONLINE;
    case 'rackspace':
      return RACKSPACE;
    case 'exchange':
      return exchangeAt(target.host);
    default:
      return unreachable(target);
  }
}

/** Those that were named, or those of this machine: `192.0.2.1`, `192.0.2.1:5353` or `[2001:db8::1]:5353`. */
export function serversOf(named: readonly NameServer[]): readonly NameServer[] {
  if (named.length > 0) return named;
  return getServers()
    .slice(0, SERVERS_MAX)
    .map((server) => {
      const [, six, four, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(server) ?? [];
      return { address: six ?? four ?? server, port: port === undefined ? DNS_PORT : Number(port) };
    });
}
