/** Whether the records lead Outlook to the target (C1). */

import {
  blocked,
  type CheckHead,
  type CheckResult,
  passed,
  TTL_SECONDS_MAX,
  type WantedRecord,
  warned,
} from '../../model/check-result.ts';
import type { RecordOf } from '../../wire/dns/records.ts';
import type { MailService } from '../mail-service.ts';
import type { Looked } from '../names.ts';
import type { Services } from './judge-mx.ts';
import { troubled } from './trouble.ts';

export interface AutodiscoverFacts {
  readonly domain: string;
  /** `autodiscover.<domain>`, with the aliases on its way. */
  readonly host: Looked<'A'>;
  readonly host6: Looked<'AAAA'>;
  /** `_autodiscover._tcp.<domain>`. */
  readonly service: Looked<'SRV'>;
  /** A name that nobody can have set: what it has comes from a wildcard record. */
  readonly wildcard: Looked<'A'>;
}

const HEAD: CheckHead = { id: 'C1', title: 'The records lead Outlook to the new mailboxes (Autodiscover)' };

export function judgeAutodiscover(facts: AutodiscoverFacts, services: Services): CheckResult {
  const { domain, host, service } = facts;
  if (host.is === 'trouble') return troubled(HEAD, `autodiscover.${domain}`, host);
  const evidence = evidenceOf(facts);
  const aim = services.to ?? services.from;
  const records = [wantedAlias(aim)];
  const goals = goalsOf(facts);
  const serviceHosts = service.is === 'found' ? service.records.filter((one) => one.host !== '') : [];
  const isFound = goals.length > 0 || serviceHosts.length > 0;
  if (!isFound) {
    const cause = `Neither autodiscover.${domain} nor an SRV record is there: Outlook cannot set itself up.`;
    return blocked(HEAD, evidence, { cause, remedy: 'Add the CNAME record below.', owner: 'dns-host', records });
  }
  const leadsTo = (to: MailService): boolean =>
    goals.length > 0 ? goals.some(to.isItsHost) : serviceHosts.every((one) => to.isItsHost(one.host));
  if (leadsTo(aim)) return passed(HEAD, evidence);
  if (leadsTo(services.from)) {
    const cause = `Autodiscover still leads to ${services.from.name}, not to ${aim.name}.`;
    const remedy = 'Replace it by the record below on the day of the cut-over.';
    return warned(HEAD, evidence, { cause, remedy, owner: 'dns-host', records });
  }
  const seen = goals.length > 0 ? goals.join(', ') : serviceHosts.map((one) => one.host).join(', ');
  const wild = isWildcard(facts) ? ' It comes from a wildcard record (*), which answers for every name.' : '';
  const cause = `Autodiscover leads to ${seen}, not to ${aim.name}.${wild}`;
  const remedy = `Replace what autodiscover.${domain} has by the record below.`;
  return blocked(HEAD, evidence, { cause, remedy, owner: 'dns-host', records });
}

/** Where `autodiscover` leads: hosts on its way, or its own name where it has addresses itself. Empty: nowhere. */
function goalsOf({ domain, host, host6 }: AutodiscoverFacts): readonly string[] {
  const found = [host, host6].flatMap((one) => (one.is === 'found' ? [one] : []));
  const aliases = found.flatMap((one) => one.aliases.map((alias) => alias.host));
  if (aliases.length > 0) return [...new Set(aliases)];
  return found.some((one) => one.records.length > 0) ? [`autodiscover.${domain}`] : [];
}

function isWildcard({ host, wildcard }: AutodiscoverFacts): boolean {
  if (host.is !== 'found' || wildcard.is !== 'found') return false;
  const key = (one: typeof host): string =>
    JSON.stringify([one.aliases.map((alias) => alias.host), one.records.map(({ address }) => address).sort()]);
  return (wildcard.records.length > 0 || wildcard.aliases.length > 0) && key(host) === key(wildcard);
}

function wantedAlias({ autodiscoverHost }: MailService): WantedRecord {
  return { type: 'CNAME', host: 'autodiscover', value: autodiscoverHost, ttlSeconds: TTL_SECONDS_MAX };
}

function evidenceOf(facts: AutodiscoverFacts): readonly string[] {
  const { domain, host, host6, service } = facts;
  const name = `autodiscover.${domain}`;
  const aliases = host.is === 'found' ? host.aliases : [];
  const addresses = [...(host.is === 'found' ? host.records : []), ...(host6.is === 'found' ? host6.records : [])];
  const lines = [
    ...aliases.map((alias) => `${alias.name} CNAME ${alias.host} (TTL ${alias.ttlSeconds} s)`),
    ...addresses.map((one) => `${one.name} ${one.type} ${one.address}`),
  ];
  return [
    ...(lines.length === 0 ? [`${name}: there is no such record`] : lines),
    ...(service.is === 'found'
      ? serviceLines(domain, service.records)
      : [`_autodiscover._tcp.${domain}: ${service.reason}`]),
    ...(isWildcard(facts) ? [`*.${domain} answers for every name`] : []),
  ];
}

function serviceLines(domain: string, records: readonly RecordOf<'SRV'>[]): readonly string[] {
  if (records.length === 0) return [`_autodiscover._tcp.${domain} SRV: none`];
  return records.map(
    ({ priority, weight, port, host }) =>
      `_autodiscover._tcp.${domain} SRV ${priority} ${weight} ${port} ${host || '.'}`,
  );
}
