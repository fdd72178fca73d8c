/** Everything that an inventory says about the readiness of one domain (C8, C9, C12 to C14, R49). Pure. */
import type { Instant } from '../../base/clock.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { domainScope } from './domain-scope.ts';
import { judgeAddresses } from './judge-addresses.ts';
import { judgeForwarding } from './judge-forwarding.ts';
import { judgeGroups, judgeLists, judgeMembers } from './judge-lists.ts';
import { judgeDisabled, judgeLicences, judgeRoster } from './judge-roster.ts';
import { judgeFilters, judgeSenders } from './judge-senders.ts';
import { judgeArchiving, judgeAutoReplies, judgeCatchAll } from './judge-settings.ts';
import { judgeFullness, judgeTargetSize } from './judge-storage.ts';
import { judgeUse } from './judge-use.ts';

export interface OrganisationQuestion {
  /** In lower case and ASCII. */
  readonly domain: string;
  /** What one new mailbox holds; null when nobody said. */
  readonly targetBytes: number | null;
  readonly now: Instant;
}

export function judgeOrganisation(
  known: KnownOrganisation,
  { domain, targetBytes, now }: OrganisationQuestion,
): readonly CheckResult[] {
  const scope = domainScope(known, domain);
  const roster = judgeRoster(scope, now);
  // Of a domain that is not in the inventory there is nothing else to say.
  if (scope.told === null && scope.mailboxes.length === 0 && scope.lists.length === 0) return [roster];
  return [
    roster,
    judgeDisabled(scope),
    judgeLicences(scope),
    judgeFullness(scope),
    judgeTargetSize(scope, targetBytes),
    judgeUse(scope),
    judgeAddresses(scope),
    judgeMembers(scope),
    judgeLists(scope),
    judgeGroups(scope),
    judgeForwarding(scope),
    judgeAutoReplies(scope),
    judgeSenders(scope),
    judgeFilters(scope),
    judgeCatchAll(scope),
    judgeArchiving(scope),
  ];
}
