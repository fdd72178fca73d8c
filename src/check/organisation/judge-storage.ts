/** Which mailboxes are full, and which do not fit into the new ones (C8). Pure. */
import { formatBytes, formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { KnownMailbox } from '../../plan/known-organisation.ts';
import { FULL_PART } from '../../plan/mailbox-signs.ts';
import type { DomainScope } from './domain-scope.ts';
import { findingOf, settled, untold } from './finding.ts';

/** Rackspace advises to fill no more of a new mailbox by a move: mail goes on arriving. */
const TARGET_PART = 0.7;

export function judgeFullness({ moving }: DomainScope): CheckResult {
  const known = moving.flatMap((mailbox) => partOf(mailbox) ?? []);
  const full = known.filter(({ part }) => part >= FULL_PART).sort((one, other) => other.part - one.part);
  const unknown = moving.filter((mailbox) => partOf(mailbox) === null).map(({ address }) => address);
  const fullest = known.reduce((most, { part }) => Math.max(most, part), 0);
  return settled(
    { id: 'C8.inventory', title: 'No mailbox is full before the move' },
    [
      findingOf(
        full.map(({ line }) => line),
        {
          weight: 'warn',
          cause: `${formatCount(full.length, 'mailbox is', 'mailboxes are')} full or nearly so: new mail is refused and never arrives, before the move and during it.`,
          remedy:
            'Have the users empty Trash and Spam and delete or save large old mail now; a move by itself makes no room.',
        },
      ),
      untold(unknown, moving, 'how full they are', 'sizes'),
    ],
    known.length === 0 ? [] : [`${formatCount(known.length, 'mailbox', 'mailboxes')}, the fullest ${percent(fullest)}`],
  );
}

interface Fullness {
  readonly part: number;
  readonly line: string;
}

/** Null where nobody told. A limit of nothing is no limit. */
function partOf({ address, bytesMax, bytesUsed }: KnownMailbox): Fullness | null {
  if (bytesMax === null || bytesUsed === null) return null;
  const part = bytesMax === 0 ? 0 : bytesUsed / bytesMax;
  return {
    part,
    line: `${address}: ${formatBytes(bytesUsed)} of ${formatBytes(bytesMax)} are used (${percent(part)})`,
  };
}

/** `targetBytes` null: nobody said how large the new mailboxes are. */
export function judgeTargetSize({ moving }: DomainScope, targetBytes: number | null): CheckResult {
  const head = { id: 'C8.target', title: 'The new mailboxes are large enough' };
  if (targetBytes === null) {
    return settled(head, [
      findingOf(['nobody said how large the new mailboxes are'], {
        weight: 'warn',
        cause: 'Whether everything fits into the new mailboxes is not known.',
        remedy: 'Give their size with --target-mailbox-gb.',
      }),
    ]);
  }
  const size = formatBytes(targetBytes);
  const known = moving.flatMap(({ address, bytesUsed }) => (bytesUsed === null ? [] : [{ address, bytesUsed }]));
  const largest = known.toSorted((one, other) => other.bytesUsed - one.bytesUsed);
  const tooLarge = largest.filter(({ bytesUsed }) => bytesUsed > targetBytes);
  const tight = largest.filter(({ bytesUsed }) => bytesUsed <= targetBytes && bytesUsed > TARGET_PART * targetBytes);
  const line = ({ address, bytesUsed }: (typeof largest)[number]): string =>
    `${address}: ${formatBytes(bytesUsed)}, ${percent(bytesUsed / targetBytes)} of ${size}`;
  const unknown = moving.filter(({ bytesUsed }) => bytesUsed === null).map(({ address }) => address);
  return settled(
    head,
    [
      findingOf(tooLarge.map(line), {
        weight: 'block',
        cause: `${formatCount(tooLarge.length, 'mailbox holds', 'mailboxes hold')} more than the ${size} of a new one: the rest would not be written.`,
        remedy: 'Order larger mailboxes for them, or have the users save old mail as an archive first.',
      }),
      findingOf(tight.map(line), {
        weight: 'warn',
        cause: `${formatCount(tight.length, 'mailbox fills', 'mailboxes fill')} more than ${percent(TARGET_PART)} of a new one from the first day, and mail goes on arriving.`,
        remedy: 'Order larger mailboxes, or have the users tidy up first.',
      }),
      untold(unknown, moving, 'how much they hold', 'sizes'),
    ],
    largest.slice(0, 1).map((one) => `the largest, ${line(one)}`),
  );
}

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
