/** Runs the checks of a domain: asks name servers, web hosts and mailboxes. All that is written is a message on trial in the new mailbox. */
import { getServers } from 'node:dns';
import { unreachable } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { checkDomain } from '../../check/domain/check-domain.ts';
import { judgeContact } from '../../check/judge-contact.ts';
import { EXCHANGE_ONLINE, exchangeAt, type MailService, RACKSPACE } from '../../check/mail-service.ts';
import { judgeOrganisation } from '../../check/organisation/judge-organisation.ts';
import { type CheckReport, reportOf } from '../../check/report.ts';
import { checkMtaSts } from '../../check/web/check-mta-sts.ts';
import { type DavProtocol, findDav } from '../../check/web/find-dav.ts';
import { checkOutlookOrder } from '../../check/web/outlook-order.ts';
import type { CheckJob, CheckTarget, RunControl } from '../../cli/machinery.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { readKnownOrganisation } from '../../plan/known-organisation.ts';
import { SERVERS_MAX } from '../../wire/dns/limits.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import type { NameServer } from '../../wire/dns/transport.ts';
import { checkApi } from './check-api.ts';
import { checkMailboxes } from './check-mailboxes.ts';
import { checkTarget } from './check-target.ts';
import { readDocument } from './read-document.ts';

export async function runCheck(
  job: CheckJob,
  control: RunControl,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<CheckReport> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  // First: a file that is not there is known at once, and not after a minute of asking.
  const organisation = await checkOrganisation(job, clock);
  const services = { from: RACKSPACE, to: job.target === null ? null : serviceOf(job.target) };
  const names = new DnsResolver({ servers: serversOf(job), clock, random });
  const namesAt = (addresses: readonly string[]): DnsResolver =>
    new DnsResolver({ servers: addresses.map((address) => ({ address, port: DNS_PORT })), clock, random });
  const { domain, dkimSelectors } = job;
  const records = await checkDomain({ domain, services, dkimSelectors, names, namesAt, random }, signal);
  const loopback = job.isLoopbackAllowed ? { ports: job.webPorts } : null;
  const web = { ca: job.authorities, loopback, clock };
  // A domain that is not there has no web server.
  const isThere = records.length > 1;
  const asked = { domain, services, names, web };
  // Silent servers are waited for: all of them at once.
  const ask = () => [
    checkMtaSts(asked, signal),
    checkOutlookOrder(asked, signal),
    findDav(asked, unnamedDav(job), signal),
  ];
  const hosts = isThere ? (await Promise.all(ask())).flat() : [];
  const contact = job.contact === null ? [] : [judgeContact(job.contact, domain)];
  const api = job.api === null ? [] : await checkApi(job.api, job, control, { clock, random });
  const mailboxes = await checkMailboxes(job.mailboxes, control, { clock, random });
  const { targetMailbox, authorities } = job;
  const target =
    targetMailbox === null
      ? []
      : await checkTarget(targetMailbox, { authorities, sourceBytes: mailboxes.bytes }, control, { clock, random });
  return reportOf(
    domain,
    [...records, ...hosts, ...contact, ...organisation, ...api, ...mailboxes.results, ...target],
    job.waivers,
  );
}

/** What the inventory says about the domain; nothing where nobody took one. */
async function checkOrganisation(
  { domain, inventory, targetMailboxBytes }: CheckJob,
  clock: Clock,
): Promise<readonly CheckResult[]> {
  if (inventory === null) return [];
  const known = readKnownOrganisation(await readDocument(inventory, '--inventory'), inventory);
  return judgeOrganisation(known, { domain, targetBytes: targetMailboxBytes, now: clock.now() });
}

/** Where a source is named, it is listed, and nobody has to look for it. */
function unnamedDav({ mailboxes }: CheckJob): readonly DavProtocol[] {
  const named = new Set(mailboxes.flatMap(({ sources }) => sources.map(({ address }) => address.is)));
  return (['caldav', 'carddav'] as const).filter((protocol) => !named.has(protocol));
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

/** Those that were typed, or those of this machine: `192.0.2.1`, `192.0.2.1:5353` or `[2001:db8::1]:5353`. */
function serversOf({ resolvers }: CheckJob): readonly NameServer[] {
  if (resolvers.length > 0) return resolvers;
  return getServers()
    .slice(0, SERVERS_MAX)
    .map((server) => {
      const [, six, four, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(server) ?? [];
      return { address: six ?? four ?? server, port: port === undefined ? DNS_PORT : Number(port) };
    });
}
