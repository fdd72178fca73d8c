/** What else stays behind: auto-replies, catch-all addresses and archives (C13, C14, R36). Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { DomainScope } from './domain-scope.ts';
import { findingOf, settled, untold } from './finding.ts';

export function judgeAutoReplies({ moving }: DomainScope): CheckResult {
  const on = moving.filter(({ autoReply }) => autoReply?.isOn === true);
  const unknown = moving.filter(({ autoReply }) => autoReply === null).map(({ address }) => address);
  return settled(
    { id: 'C13.auto-reply', title: 'Nobody stops answering for the absent' },
    [
      findingOf(
        on.map(({ address }) => `${address} answers by itself`),
        {
          weight: 'warn',
          cause: `The auto-reply of ${formatCount(on.length, 'mailbox', 'mailboxes')} does not move.`,
          remedy:
            'Set it at the target on the day of the switch; godwit inventory --json has the texts. Not earlier, so that nobody gets two answers.',
        },
      ),
      untold(unknown, moving, 'whether they answer by themselves', 'settings'),
    ],
    [`${formatCount(moving.length - on.length - unknown.length, 'mailbox answers', 'mailboxes answer')} nobody`],
  );
}

export function judgeCatchAll({ domain, told }: DomainScope): CheckResult {
  const head = { id: 'C13.catch-all', title: 'Mail to addresses that do not exist is meant to be refused' };
  const catchAll = told?.catchAll ?? null;
  if (catchAll === null) return settled(head, [untold([domain], [], 'whether there is a catch-all address', 'domain')]);
  if (catchAll === '') return settled(head, [], ['there is no catch-all address']);
  return settled(head, [
    findingOf([`mail to any other address in ${domain} goes to ${catchAll}`], {
      weight: 'warn',
      cause: 'There is a catch-all address: after the move, mail to addresses that nobody wrote down would be refused.',
      remedy: `Look in ${catchAll} for the addresses that are really written to, and make each an alias at the target.`,
    }),
  ]);
}

export function judgeArchiving({ domain, told }: DomainScope): CheckResult {
  const head = { id: 'C14', title: 'The archive of the domain is decided about' };
  const hasArchiving = told?.hasArchiving ?? null;
  if (hasArchiving === null) return settled(head, [untold([domain], [], 'whether archiving is on', 'domain')]);
  if (!hasArchiving) return settled(head, [], [`archiving is off for ${domain}`]);
  return settled(head, [
    findingOf([`archiving is on for ${domain}`], {
      weight: 'block',
      cause:
        'Mail is also kept in a separate archive that no mail program and no move can see, and it ends with the licences.',
      remedy:
        'Decide about it now, for an export is ordered, paid by the GB and takes two to six weeks; then accept this with --waive "C14=what you decided".',
    }),
  ]);
}
