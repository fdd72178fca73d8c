/** Mailboxes that nobody seems to use, or whose mail a program takes away (C9). Pure. */
import { formatBytes, formatCount } from '../../base/amounts.ts';
import type { Instant } from '../../base/clock.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { isLongAgo } from '../../plan/inventory-flags.ts';
import type { KnownMailbox } from '../../plan/known-organisation.ts';
import type { DomainScope } from './domain-scope.ts';
import { findingOf, settled, untold } from './finding.ts';

/** Less is nearly nothing: a few hundred plain mails. */
const SMALL_BYTES = 10_000_000;

/** Never a block: only the user can say what it is. */
export function judgeUse({ moving, organisation }: DomainScope): CheckResult {
  const signs = moving.map((mailbox) => ({ mailbox, sign: signOf(mailbox, organisation.takenAt) }));
  const of = (sign: Sign): readonly KnownMailbox[] =>
    signs.filter((one) => one.sign === sign).map(({ mailbox }) => mailbox);
  const left = of('left');
  const unknown = of('unknown').map(({ address }) => address);
  return settled(
    { id: 'C9.inventory', title: 'Every mailbox is used, and its mail is on the server' },
    [
      findingOf(left.map(lineOf), {
        weight: 'warn',
        cause: `${formatCount(left.length, 'mailbox holds', 'mailboxes hold')} nearly nothing, and nobody signed in for half a year or ever: a program with POP may take the mail away, or nobody uses it.`,
        remedy:
          'Ask each user: mail that is only on a computer comes into the mailbox first, and what nobody uses need not move.',
        owner: 'user',
      }),
      untold(unknown, moving, 'when somebody last signed in and how much they hold', 'sizes'),
    ],
    [`${formatCount(of('used').length, 'mailbox is', 'mailboxes are')} in use`],
  );
}

/** used: it holds something, or somebody signed in lately. unknown: what is known does not tell the two apart. */
type Sign = 'used' | 'left' | 'unknown';

function signOf({ bytesUsed, lastSignIn }: KnownMailbox, takenAt: Instant): Sign {
  const isSmall = bytesUsed === null ? null : bytesUsed < SMALL_BYTES;
  const isLeft = lastSignIn === null ? null : lastSignIn === 'never' || isLongAgo(lastSignIn, takenAt);
  if (isSmall === false || isLeft === false) return 'used';
  return isSmall === true && isLeft === true ? 'left' : 'unknown';
}

function lineOf({ address, bytesUsed, lastSignIn }: KnownMailbox): string {
  const when = lastSignIn === 'never' ? 'nobody ever signed in' : `last sign-in on ${lastSignIn?.slice(0, 10) ?? ''}`;
  return `${address}: ${formatBytes(bytesUsed ?? 0)}, ${when}`;
}
