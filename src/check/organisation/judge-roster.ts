/** Whether the inventory names everybody who moves (R12, R49): who is in it, who is disabled, and how many licences there are. Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { Instant } from '../../base/clock.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { KnownException } from '../../plan/known-organisation.ts';
import type { DomainScope } from './domain-scope.ts';
import { type Finding, findingOf, settled, untold } from './finding.ts';

/** People come and go: what is older is no list of who moves. */
const AGE_DAYS_MAX = 7;
const DAY_MS = 86_400_000;
const TITLE = 'The inventory names every mailbox of the domain';

export function judgeRoster(scope: DomainScope, now: Instant): CheckResult {
  const { domain, moving, mailboxes, lists, unread, organisation } = scope;
  const ageDays = Math.floor((now - organisation.takenAt) / DAY_MS);
  const groups = lists.filter(({ is }) => is === 'group').length;
  const seen = [
    `${formatCount(moving.length, 'mailbox', 'mailboxes')} to move, ` +
      `${formatCount(mailboxes.length - moving.length, 'mailbox', 'mailboxes')} on Exchange already, ` +
      `${formatCount(lists.length - groups, 'alias', 'aliases')}, ${formatCount(groups, 'group list')}`,
  ];
  const none = moving.length > 0 ? [] : [`the inventory holds no mailbox of ${domain} that could move`];
  const old = ageDays > AGE_DAYS_MAX ? [`the inventory was taken ${formatCount(ageDays, 'day')} ago`] : [];
  return settled(
    { id: 'R49', title: TITLE },
    [
      findingOf(none, {
        // Where all are on Exchange, that may well be so.
        weight: mailboxes.length > 0 ? 'warn' : 'block',
        cause: `The inventory holds no mailbox of ${domain} that could move.`,
        remedy: `Take it of the account that ${domain} is in: godwit inventory --domain ${domain} … --json > FILE`,
      }),
      ...gapsOf(unread),
      findingOf(old, {
        weight: 'warn',
        cause: `The inventory is ${formatCount(ageDays, 'day')} old: mailboxes, lists and settings may have changed.`,
        remedy: 'Take the inventory again.',
      }),
    ],
    seen,
  );
}

function gapsOf(unread: readonly KnownException[]): readonly (Finding | null)[] {
  const line = ({ subject, cause }: KnownException): string => `${subject}: ${cause}`;
  const isContradiction = ({ problem }: KnownException): boolean => problem === 'inventory.contradiction';
  const contradictions = unread.filter(isContradiction);
  const missing = unread.filter((one) => !isContradiction(one));
  return [
    findingOf(missing.map(line), {
      weight: 'warn',
      cause: `${formatCount(missing.length, 'part')} of the inventory could not be read, and what is in there was not looked at.`,
      remedy: 'Start the inventory again: it asks only for what is missing.',
    }),
    findingOf(contradictions.map(line), {
      weight: 'warn',
      cause: `${formatCount(contradictions.length, 'thing is', 'things are')} told differently by two sources, and the first was believed.`,
      remedy: 'Find out which is true, and take the inventory without the other.',
    }),
  ];
}

/** Who is disabled cannot sign in, and so nobody can read the mailbox over IMAP. */
export function judgeDisabled({ moving }: DomainScope): CheckResult {
  const disabled = moving.filter(({ isEnabled }) => isEnabled === false).map(({ address }) => address);
  const unknown = moving.filter(({ isEnabled }) => isEnabled === null).map(({ address }) => address);
  const count = formatCount(disabled.length, 'mailbox is', 'mailboxes are');
  return settled(
    { id: 'R49.disabled', title: 'Every mailbox can be signed in to' },
    [
      findingOf(
        disabled.map((address) => `${address} is disabled`),
        {
          weight: 'warn',
          cause: `${count} disabled: mail still arrives there, but nobody can sign in, and so nothing can be copied.`,
          remedy: 'Enable each that is to move before the move, and leave the others out of it by name.',
        },
      ),
      untold(unknown, moving, 'whether they are enabled', 'sizes'),
    ],
    [],
    ['all of them are enabled'],
  );
}

export function judgeLicences({ domain, moving, told }: DomainScope): CheckResult {
  const head = { id: 'R49.licences', title: 'Every mailbox has a licence' };
  const licences = told?.mailboxesMax ?? null;
  if (licences === null)
    return settled(head, [untold([domain], [], 'how many licences for mailboxes there are', 'domain')]);
  const count = formatCount(moving.length, 'mailbox', 'mailboxes');
  const seen = [`${count}, ${formatCount(licences, 'licence')}`];
  if (moving.length <= licences) return settled(head, [], seen);
  return settled(head, [
    findingOf(seen, {
      weight: 'warn',
      cause: `There are ${count} in ${domain} and ${formatCount(licences, 'licence')}: somebody counts wrongly.`,
      remedy:
        'Compare the inventory with the control panel, and order as many licences at the target as mailboxes move.',
    }),
  ]);
}
