/**
 * Goes the way that Outlook goes to find a mailbox by its address alone (C2): two addresses of the web, a redirect in open
 * text, a service record. All four are looked at, also behind one that stops Outlook, so that everything is known at once.
 */

import type { CheckResult } from '../../model/check-result.ts';
import type { PageDeps } from '../../wire/autodiscover/ask-page.ts';
import { bestHost } from '../../wire/autodiscover/best-host.ts';
import { followRedirects, type Way } from '../../wire/autodiscover/follow.ts';
import type { Services } from '../domain/judge-mx.ts';
import { addressesOf, type Looked, lookAt, type Names } from '../names.ts';
import { judgeOrder } from './judge-order.ts';

export interface WebCheck {
  readonly domain: string;
  readonly services: Services;
  readonly names: Names;
  readonly web: Omit<PageDeps, 'addressesOf'>;
}

export type StepName = 'domain' | 'autodiscover' | 'redirect' | 'service';

/** One step of the way, as it was seen. */
export interface Step {
  readonly name: StepName;
  /** Where it begins, for people. */
  readonly at: string;
  /** Null where there was nothing to ask: no service record. */
  readonly way: Way | null;
  /** Why nobody could say whether there is a service record; null where that is known. */
  readonly trouble: string | null;
  /** Hosts on the way and what they are aliases of. */
  readonly hosts: readonly string[];
  /** Their addresses. */
  readonly addresses: readonly string[];
}

const PATH = '/autodiscover/autodiscover.xml';

/** Never throws over what a server does; the signal's reason only. */
export async function checkOutlookOrder(check: WebCheck, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const { domain, names, services } = check;
  const service = await lookAt(names, `_autodiscover._tcp.${domain}`, 'SRV', signal);
  const host = service.is === 'found' ? bestHost(service.records) : null;
  const steps = await Promise.all([
    takeStep('domain', `https://${domain}${PATH}`, check, signal),
    takeStep('autodiscover', `https://autodiscover.${domain}${PATH}`, check, signal),
    takeStep('redirect', `http://autodiscover.${domain}${PATH}`, check, signal),
    host === null ? noService(domain, service) : takeStep('service', `https://${host}${PATH}`, check, signal),
  ]);
  const aim = services.to ?? services.from;
  const aimAddresses = await addressesOfAim(aim.autodiscoverHost, names, signal);
  return judgeOrder({ domain, steps, services, aimAddresses, nowMs: check.web.clock.now() });
}

async function takeStep(name: StepName, at: string, { names, web }: WebCheck, signal: AbortSignal): Promise<Step> {
  const deps: PageDeps = { ...web, addressesOf: (host, during) => addressesOf(names, host, during) };
  const way = await followRedirects(new URL(at), deps, signal);
  const hosts: string[] = [];
  for (const { url } of way.hops) {
    const looked = await lookAt(names, url.hostname, 'A', signal);
    hosts.push(url.hostname, ...(looked.is === 'found' ? looked.aliases.map((alias) => alias.host) : []));
  }
  const last = way.hops.at(-1)?.address ?? null;
  return { name, at, way, trouble: null, hosts: [...new Set(hosts)], addresses: last === null ? [] : [last] };
}

function noService(domain: string, service: Looked<'SRV'>): Step {
  const trouble = service.is === 'found' ? null : service.reason;
  return {
    name: 'service',
    at: `_autodiscover._tcp.${domain}: ${trouble ?? 'there is none'}`,
    way: null,
    trouble,
    hosts: [],
    addresses: [],
  };
}

/** For hosts that lead to the target by address and not by name; what cannot be asked for is left out. */
async function addressesOfAim(host: string, names: Names, signal: AbortSignal): Promise<readonly string[]> {
  const [four, six] = [await lookAt(names, host, 'A', signal), await lookAt(names, host, 'AAAA', signal)];
  return [...(four.is === 'found' ? four.records : []), ...(six.is === 'found' ? six.records : [])].map(
    ({ address }) => address,
  );
}
