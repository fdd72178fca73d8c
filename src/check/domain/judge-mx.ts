/** Where mail for the domain goes (C3). Before the cut-over that is the old service, and nothing beside it. */

import {
  blocked,
  type CheckHead,
  type CheckResult,
  passed,
  TTL_SECONDS_MAX,
  warned,
} from '../../model/check-result.ts';
import type { RecordOf } from '../../wire/dns/records.ts';
import type { MailService } from '../mail-service.ts';
import type { Looked } from '../names.ts';
import { troubled } from './trouble.ts';

export interface MxFacts {
  readonly domain: string;
  readonly mx: Looked<'MX'>;
  /** Of each host in an MX record: what its addresses are. */
  readonly hosts: ReadonlyMap<string, Looked<'A'>>;
}

export interface Services {
  readonly from: MailService;
  /** Null when nobody said yet where the mailboxes go. */
  readonly to: MailService | null;
}

const HEAD: CheckHead = { id: 'C3.mx', title: 'Mail for the domain goes to one service (MX)' };

export function judgeMx({ domain, mx, hosts }: MxFacts, { from, to }: Services): CheckResult {
  if (mx.is === 'trouble') return troubled(HEAD, `MX of ${domain}`, mx);
  const evidence = evidenceOf(domain, mx.records, hosts);
  const keep = from.mxRecords(domain);
  const owner = 'dns-host';
  if (mx.records.length === 0) {
    const cause = `${domain} has no MX record: mail for it is lost or goes to the web server.`;
    return blocked(HEAD, evidence, { cause, remedy: 'Set the MX records below.', owner, records: keep });
  }
  const dead = mx.records.find(({ host }) => host === '' || isUnknown(hosts.get(host)));
  if (dead !== undefined) {
    const what = dead.host === '' ? 'says that the domain takes no mail' : `names ${dead.host}, which has no address`;
    const cause = `An MX record ${what}.`;
    return blocked(HEAD, evidence, { cause, remedy: 'Replace the MX records by those below.', owner, records: keep });
  }
  const isOld = (host: string): boolean => from.isItsMx?.(host) === true;
  const isNew = (host: string): boolean => to?.isItsMx?.(host) === true;
  if (mx.records.every(({ host }) => isOld(host))) return judgeAliases(mx.records, hosts, evidence);
  if (mx.records.every(({ host }) => isNew(host))) {
    const cause = `Mail for ${domain} already goes to ${to?.name}: what arrives there is not in the old mailboxes.`;
    const remedy = `If the move is not finished, set the MX records below until the cut-over.`;
    return warned(HEAD, evidence, { cause, remedy, owner, records: keep });
  }
  const strangers = mx.records.filter(({ host }) => !isOld(host)).map(({ host }) => host);
  if (strangers.length < mx.records.length) {
    const cause = `Beside ${from.name}, mail is sent to ${strangers.join(', ')}: some of it never reaches the mailboxes that are moved.`;
    return blocked(HEAD, evidence, { cause, remedy: 'Leave only the MX records below.', owner, records: keep });
  }
  const cause = `Mail goes to ${strangers.join(', ')}, which is neither ${from.name}${to === null ? '' : ` nor ${to.name}`}: a filter stands in between, or another service takes the mail.`;
  const remedy =
    'Find out who runs these hosts; a filter has to be told the address of the new mailboxes on the day of the cut-over.';
  return warned(HEAD, evidence, { cause, remedy, owner: 'administrator' });
}

/** RFC 2181 §10.3: some senders refuse a host that is an alias. */
function judgeAliases(
  records: readonly RecordOf<'MX'>[],
  hosts: MxFacts['hosts'],
  evidence: readonly string[],
): CheckResult {
  const alias = records.find(({ host }) => {
    const looked = hosts.get(host);
    return looked?.is === 'found' && looked.aliases.length > 0;
  });
  if (alias === undefined) return passed(HEAD, evidence);
  return warned(HEAD, evidence, {
    cause: `The MX record names ${alias.host}, which is an alias (CNAME): some senders refuse that.`,
    remedy: 'Name the host itself in the MX record.',
    owner: 'dns-host',
    records: [{ type: 'MX', host: '@', value: `${alias.preference} ${alias.host}`, ttlSeconds: TTL_SECONDS_MAX }],
  });
}

function isUnknown(looked: Looked<'A'> | undefined): boolean {
  return looked?.is === 'found' && looked.records.length === 0 && looked.isNameUnknown;
}

function evidenceOf(domain: string, records: readonly RecordOf<'MX'>[], hosts: MxFacts['hosts']): readonly string[] {
  if (records.length === 0) return [`${domain} MX: none`];
  return records.map(({ preference, host, ttlSeconds }) => {
    const note = isUnknown(hosts.get(host)) ? ', which has no address' : '';
    return `${domain} MX ${preference} ${host === '' ? '.' : host} (TTL ${ttlSeconds} s)${note}`;
  });
}
