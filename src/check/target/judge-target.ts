/** Whether the new mailbox takes what is to come: the outcome of a trial (C17), and its room beside what the sources hold. Pure. */
import type { Failure } from '../../base/problem.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import type { MailboxRoom } from '../../model/target.ts';
import { judgeFailure } from '../mailbox/judge-failure.ts';

/** Rackspace advises to fill no more of a new mailbox than this: people go on receiving mail while they move. */
const FILLED_PART_MAX = 0.7;
/** Folders that are named where the mailbox is not empty. */
const FOLDERS_NAMED_MAX = 5;

export interface TargetFacts {
  /** For people: the mailbox and its host. */
  readonly name: string;
  readonly folderCount: number;
  readonly itemBytesMax: number;
  readonly room: MailboxRoom;
  /** Why the test message could not be written; null where it was written, read back and removed. */
  readonly trial: Failure | null;
  /** What all sources named in the same command hold; null where none is named, or one could not be read. */
  readonly sourceBytes: number | null;
}

export function judgeTarget(facts: TargetFacts): readonly CheckResult[] {
  const { folderCount, itemBytesMax, name, trial } = facts;
  const room = judgeRoom(facts);
  if (trial !== null) return [judgeTargetFailure(name, trial), room];
  const evidence = [
    'a test message was written where nobody sees it, read back and removed',
    `it has ${folderCount} folders, and items up to ${megabytes(itemBytesMax)} are written to it`,
  ];
  return [passed(targetHead(name), evidence), room];
}

/** Who was asked to wait knows nothing yet; whatever else goes wrong would stop a move in the same way. */
export function judgeTargetFailure(name: string, failure: Failure): CheckResult {
  if (failure.code !== 'target.busy') return judgeFailure(targetHead(name), failure, 'target-admin');
  const minutes = failure.facts['minutes'] ?? 'some';
  return warned(targetHead(name), [`the server asks to wait for ${minutes} minutes`], {
    cause: `The target asks to wait for ${minutes} minutes: whether it can be written to was not found out.`,
    remedy:
      'Check again later; if it stays so, ask the Exchange administrator for a throttling policy for this account.',
    owner: 'administrator',
  });
}

function targetHead(name: string): CheckHead {
  return { id: 'C17', title: `The new mailbox is there and can be written to: ${name}` };
}

function judgeRoom({ room, sourceBytes, name }: TargetFacts): CheckResult {
  const head = { id: 'C17.room', title: `The new mailbox is large enough: ${name}` };
  const { usedBytes, limitBytes } = room;
  const evidence = [...holdings(room), limitLine(room)];
  if (usedBytes === null || limitBytes === null) return passed(head, evidence);
  if (sourceBytes === null) return passed(head, [...evidence, 'no mailbox with --source to compare it with']);
  const freeBytes = Math.max(0, limitBytes - usedBytes);
  const part = freeBytes === 0 ? Number.POSITIVE_INFINITY : sourceBytes / freeBytes;
  const compared = [...evidence, `the sources hold ${megabytes(sourceBytes)}, ${megabytes(freeBytes)} are free`];
  // An empty source fits into a full mailbox.
  if (sourceBytes === 0 || part <= FILLED_PART_MAX) return passed(head, compared);
  const owner = 'target-admin';
  const remedy = 'Raise the quota of the new mailbox, or empty it if what is in there is not wanted.';
  if (part > 1) {
    const cause = `The sources hold ${megabytes(sourceBytes)}, and ${megabytes(freeBytes)} are free: the move would stop half-way${alreadyThere(room)}.`;
    return blocked(head, compared, { cause, remedy, owner });
  }
  const cause = `The sources would take ${Math.round(part * 100)} % of the free room, and more than 70 % are not advised: new mail needs the rest${alreadyThere(room)}.`;
  return warned(head, compared, { cause, remedy, owner });
}

/** A move that has begun has brought a part of the source already. */
function alreadyThere({ filled }: MailboxRoom): string {
  return filled.length === 0 ? '' : '; what was moved before counts twice here';
}

function holdings({ filled, usedBytes }: MailboxRoom): readonly string[] {
  const count = filled.reduce((sum, { items }) => sum + items, 0);
  if (count === 0) return ['it is empty'];
  const size = usedBytes === null ? '' : ` with ${megabytes(usedBytes)}`;
  const named = filled.slice(0, FOLDERS_NAMED_MAX).map(({ name, items }) => `${name} ${items}`);
  const more = filled.length > named.length ? `, and ${filled.length - named.length} more folders` : '';
  return [`it is not empty: ${count} items${size} are there already (${named.join(', ')}${more})`];
}

function limitLine({ limitBytes, usedBytes }: MailboxRoom): string {
  if (limitBytes === null) return 'the server does not tell how much it takes: ask its administrator';
  const part = usedBytes === null ? '' : ` of which ${Math.round((usedBytes / limitBytes) * 100)} % are used`;
  return `it takes ${megabytes(limitBytes)}${part === '' ? '' : `,${part}`}`;
}

function megabytes(bytes: number): string {
  return bytes < 10_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.round(bytes / 1_000_000)} MB`;
}
