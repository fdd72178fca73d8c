/** Asks for all records of a domain that a move depends on, and judges each. */
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { blocked, type CheckResult, passed } from '../../model/check-result.ts';
import { scopeOf } from '../../wire/address-scope.ts';
import type { DnsRecord } from '../../wire/dns/records.ts';
import { type Looked, lookAt, type Names } from '../names.ts';
import { judgeAutodiscover } from './judge-autodiscover.ts';
import { judgeDkim } from './judge-dkim.ts';
import { type DmarcFacts, dmarcRecordsIn, dmarcRuleIn, judgeDmarc } from './judge-dmarc.ts';
import { judgeMx, type Services } from './judge-mx.ts';
import { judgeSpf } from './judge-spf.ts';
import { judgeTtl, type TtlFacts } from './judge-ttl.ts';
import { spfRecordsIn, walkSpf } from './spf.ts';
import { troubled } from './trouble.ts';

export interface DomainCheck {
  /** In lower case and ASCII. */
  readonly domain: string;
  readonly services: Services;
  /** Selectors to ask for beside those that the target always has. */
  readonly dkimSelectors: readonly string[];
  readonly names: Names;
  /** Asks the servers at these addresses. */
  readonly namesAt: (addresses: readonly string[]) => Names;
  readonly random: Random;
}

/** More MX hosts than this are not looked up; nobody has them. */
const MX_HOSTS_MAX = 20;
/** Parents that are asked for DMARC: RFC 7489 §6.6.3 knows one, the organisation's. */
const PARENTS_MAX = 3;
/** Name servers of the zone that are asked in their turn. */
const ZONE_SERVERS_MAX = 3;

/** Ends after the first result when there is no such domain. Throws `connection.name-servers-silent` when no server answers at all. */
export async function checkDomain(check: DomainCheck, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const { domain, names, services, random } = check;
  const zone = await lookAt(names, domain, 'NS', signal);
  if (zone.is === 'trouble') await demandAnswer(check, signal);
  const first = judgeZone(domain, zone);
  if (first.verdict === 'block') return [first];
  const [mx, texts, dmarc, host, host6, service, wildcard] = await Promise.all([
    lookAt(names, domain, 'MX', signal),
    lookAt(names, domain, 'TXT', signal),
    dmarcFacts(domain, names, signal),
    lookAt(names, `autodiscover.${domain}`, 'A', signal),
    lookAt(names, `autodiscover.${domain}`, 'AAAA', signal),
    lookAt(names, `_autodiscover._tcp.${domain}`, 'SRV', signal),
    lookAt(names, `${random.id().replaceAll('-', '')}.${domain}`, 'A', signal),
  ]);
  const autodiscover = { domain, host, host6, service, wildcard };
  const spf = texts.is === 'found' ? spfRecordsIn(texts.records.map(({ text }) => text)) : [];
  const [record] = spf;
  const tree = spf.length === 1 && record !== undefined ? await walkSpf(record, names, signal) : null;
  return [
    first,
    judgeAutodiscover(autodiscover, services),
    judgeMx({ domain, mx, hosts: await mxHosts(mx, names, signal) }, services),
    judgeSpf({ domain, texts, tree }, services),
    ...judgeDkim({ domain, selectors: await dkimSelectors(check, signal), rule: dmarcRuleIn(dmarc) }, services),
    judgeDmarc(dmarc),
    judgeTtl(await ttlFacts(check, zone, signal)),
  ];
}

/** Some servers answer for single records only, and refuse to name the servers of a zone. */
async function demandAnswer({ domain, names }: DomainCheck, signal: AbortSignal): Promise<void> {
  const looked = [
    await lookAt(names, domain, 'MX', signal),
    await lookAt(names, domain, 'TXT', signal),
    await lookAt(names, `autodiscover.${domain}`, 'A', signal),
  ];
  const troubles = looked.flatMap((one) => (one.is === 'trouble' ? [one] : []));
  const [first] = troubles;
  if (first === undefined || troubles.length < looked.length || first.trouble === 'server-failed') return;
  throw new Failure('connection.name-servers-silent', { servers: names.servers, reason: first.reason });
}

function judgeZone(domain: string, zone: Looked<'NS'>): CheckResult {
  const head = { id: 'D1', title: 'The domain is there' };
  if (zone.is === 'trouble') return troubled(head, `NS of ${domain}`, zone);
  if (!zone.isNameUnknown) {
    const hosts = zone.records.map(({ host }) => host).sort();
    return passed(head, [
      hosts.length === 0 ? `${domain} is part of another zone` : `name servers: ${hosts.join(', ')}`,
    ]);
  }
  return blocked(head, [`${domain}: there is no such name`], {
    cause: `There is no domain ${domain}: it is misspelled, or it has expired.`,
    remedy: 'Check the spelling; if it is right, renew the domain at its registrar.',
    owner: 'administrator',
  });
}

/** A resolver counts times to live down, so a server of the zone itself is asked where the answers are not from one. */
async function ttlFacts(check: DomainCheck, zone: Looked<'NS'>, signal: AbortSignal): Promise<TtlFacts> {
  const usual = await ttlFrom(check.names, check.domain, signal);
  if (usual.isAuthoritative || zone.is === 'trouble') return usual;
  const hosts = zone.records.map(({ host }) => host).slice(0, ZONE_SERVERS_MAX);
  const looked = await Promise.all(hosts.map((host) => lookAt(check.names, host, 'A', signal)));
  const addresses = looked.flatMap((one) => (one.is === 'found' ? one.records.map(({ address }) => address) : []));
  // A zone may name any address as that of its server.
  const open = addresses.filter((address) => scopeOf(address) === 'public').slice(0, ZONE_SERVERS_MAX);
  if (open.length === 0) return usual;
  const own = await ttlFrom(check.namesAt(open), check.domain, signal);
  return own.isAuthoritative ? own : usual;
}

async function ttlFrom(names: Names, domain: string, signal: AbortSignal): Promise<TtlFacts> {
  const looked = [
    await lookAt(names, domain, 'MX', signal),
    await lookAt(names, `autodiscover.${domain}`, 'CNAME', signal),
    await lookAt(names, `autodiscover.${domain}`, 'A', signal),
    await lookAt(names, `_autodiscover._tcp.${domain}`, 'SRV', signal),
  ];
  const found = looked.flatMap((one) => (one.is === 'found' ? [one] : []));
  const records = found.flatMap((one) => changingIn(one, domain));
  const unique = new Map(records.map((record) => [JSON.stringify(record), record]));
  const [mx] = looked;
  const isAuthoritative = mx?.is === 'found' && mx.isAuthoritative;
  return { records: [...unique.values()], isAuthoritative };
}

/** What stands in the zone itself; of what lies behind an alias the organisation changes nothing. */
function changingIn(
  found: { readonly records: readonly DnsRecord[]; readonly aliases: readonly DnsRecord[] },
  domain: string,
): readonly DnsRecord[] {
  return [...found.aliases, ...found.records].filter(({ name }) => name === domain || name.endsWith(`.${domain}`));
}

async function mxHosts(mx: Looked<'MX'>, names: Names, signal: AbortSignal): Promise<ReadonlyMap<string, Looked<'A'>>> {
  const hosts = mx.is === 'found' ? [...new Set(mx.records.map(({ host }) => host))].filter((host) => host !== '') : [];
  const looked = hosts
    .slice(0, MX_HOSTS_MAX)
    .map(async (host) => [host, await lookAt(names, host, 'A', signal)] as const);
  return new Map(await Promise.all(looked));
}

async function dkimSelectors({ domain, services, dkimSelectors: more, names }: DomainCheck, signal: AbortSignal) {
  const selectors = [...new Set([...(services.to?.dkimSelectors ?? []), ...more])];
  return Promise.all(
    selectors.map(async (selector) => ({
      selector,
      texts: await lookAt(names, `${selector}._domainkey.${domain}`, 'TXT', signal),
    })),
  );
}

async function dmarcFacts(domain: string, names: Names, signal: AbortSignal): Promise<DmarcFacts> {
  const places: DmarcFacts['places'][number][] = [];
  const labels = domain.split('.');
  for (let at = 0; at < labels.length - 1 && at <= PARENTS_MAX; at++) {
    const name = `_dmarc.${labels.slice(at).join('.')}`;
    const texts = await lookAt(names, name, 'TXT', signal);
    // What cannot be asked of a parent is no news about the domain.
    if (texts.is === 'trouble' && at > 0) break;
    places.push({ name, texts });
    if (texts.is === 'trouble' || dmarcRecordsIn(texts.records.map(({ text }) => text)).length > 0) break;
  }
  return { domain, places };
}
