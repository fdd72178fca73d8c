/** The judgement of one check on records of example.com, in a world where the services have theirs. */
import { seededRandom } from '../../src/base/random.ts';
import { checkDomain } from '../../src/check/domain/check-domain.ts';
import { EXCHANGE_ONLINE, type MailService, RACKSPACE } from '../../src/check/mail-service.ts';
import type { CheckResult } from '../../src/model/check-result.ts';
import { never } from '../contract/contract.ts';
import { zone } from './zone.ts';

const WORLD = [
  'mx1.emailsrvr.com A 192.0.2.1',
  'mx2.emailsrvr.com A 192.0.2.2',
  'emailsrvr.com TXT v=spf1 ip4:192.0.2.0/24 ~all',
  'spf.protection.outlook.com TXT v=spf1 ip4:198.51.100.0/24 -all',
  'autodiscover.outlook.com A 198.51.100.1',
  'autodiscover.emailsrvr.com A 192.0.2.3',
  'host.example.org A 203.0.113.7',
  'example.com A 203.0.113.1',
];

/** Of the check with this number. */
export async function check(
  id: string,
  lines: readonly string[],
  more: {
    readonly to?: MailService | null;
    readonly selectors?: readonly string[];
    readonly broken?: readonly string[];
  } = {},
): Promise<CheckResult> {
  const { to = EXCHANGE_ONLINE, selectors = [], broken = [] } = more;
  const names = zone([...WORLD, ...lines], broken);
  const services = { from: RACKSPACE, to };
  const all = {
    domain: 'example.com',
    services,
    dkimSelectors: selectors,
    names,
    namesAt: () => names,
    random: seededRandom(1),
  };
  const result = (await checkDomain(all, never())).find((one) => one.id === id);
  if (result === undefined) throw new Error(`there is no ${id}`);
  return result;
}

/** `warn: ` and the cause. */
export const said = ({ verdict, fault }: CheckResult): string => `${verdict}: ${fault?.cause ?? ''}`;
