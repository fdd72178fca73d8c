/** Addresses that are two things at once (C12, P19): a target takes each only once. Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { addressHoldings } from '../../plan/inventory-flags.ts';
import type { DomainScope } from './domain-scope.ts';
import { findingOf, settled, untold } from './finding.ts';

export function judgeAddresses({ domain, mailboxes, lists, places, areAliasesTold }: DomainScope): CheckResult {
  const holders = new Map<string, string[]>();
  for (const { address, as } of addressHoldings(mailboxes, lists)) {
    // Not `plain`: there the further address of a mailbox would be the mailbox itself, and hide who else has it.
    const name = places.whole(address);
    const said = name === address ? as : `${as} (as ${address})`;
    holders.set(name, [...(holders.get(name) ?? []), said]);
  }
  const taken = [...holders].filter(([, kinds]) => kinds.length > 1);
  const unknown = mailboxes
    .filter(({ platform, otherAddresses }) => platform === 'exchange' && otherAddresses === null)
    .map(({ address }) => address);
  return settled(
    { id: 'C12.addresses', title: 'Each address is one thing' },
    [
      findingOf(
        taken.map(([address, kinds]) => `${address} is ${kinds.join(' and ')}`),
        {
          weight: 'block',
          cause: `${formatCount(taken.length, 'address is', 'addresses are')} two things at once, and a target takes each only once: the second would not be made.`,
          remedy: 'Rename or delete one of the two before the move.',
        },
      ),
      untold(unknown, mailboxes, 'which further addresses they have', 'settings'),
      untold(areAliasesTold ? [] : [domain], [], 'which aliases there are', 'domain'),
    ],
    [formatCount(holders.size, 'address', 'addresses')],
  );
}
