/** How long old records stay in the memory of others after they were changed (C3). */

import { type CheckHead, type CheckResult, passed, TTL_SECONDS_MAX, warned } from '../../model/check-result.ts';
import type { DnsRecord } from '../../wire/dns/records.ts';

export interface TtlFacts {
  /** The records that change on the day of the cut-over. */
  readonly records: readonly DnsRecord[];
  /** False when a resolver said so, which counts down: the zone may say more. */
  readonly isAuthoritative: boolean;
}

const HEAD: CheckHead = { id: 'C3.ttl', title: 'A change of the records is seen within an hour (TTL)' };

export function judgeTtl({ records, isAuthoritative }: TtlFacts): CheckResult {
  const evidence = records.map(({ name, type, ttlSeconds }) => `${name} ${type}: TTL ${ttlSeconds} s`);
  const source = isAuthoritative ? [] : ['as a resolver has it, which counts down; the zone itself may say more'];
  const slow = records.filter(({ ttlSeconds }) => ttlSeconds > TTL_SECONDS_MAX);
  if (slow.length === 0) return passed(HEAD, [...new Set([...evidence, ...source])]);
  const longest = Math.max(...slow.map(({ ttlSeconds }) => ttlSeconds));
  const what = [...new Set(slow.map(({ name, type }) => `${type} of ${name}`))].join(', ');
  return warned(HEAD, [...new Set([...evidence, ...source])], {
    cause: `${what}: after a change others keep the old record for up to ${hours(longest)}, and mail goes the old way so long.`,
    remedy: `Set the TTL of these records to ${TTL_SECONDS_MAX} seconds or less, at least ${hours(longest)} before the cut-over.`,
    owner: 'dns-host',
  });
}

function hours(seconds: number): string {
  const rounded = Math.max(2, Math.ceil(seconds / 3600));
  return rounded > 48 ? `${Math.ceil(rounded / 24)} days` : `${rounded} hours`;
}
