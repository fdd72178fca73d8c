/** What a verification found, as plain data: the input of every report. */
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { MessageHeaders } from '../content/mail-headers.ts';
import type { FolderPath } from '../model/folder.ts';
import type { SourceRef } from '../model/item.ts';
import type { EntryState } from '../model/ledger.ts';
import type { CountedLoss, Grade } from '../model/report.ts';

/** An item or a folder that is not proven, and why. */
export interface ProofException {
  readonly folder: FolderPath;
  /** Null when the folder as a whole is meant, as then are the next two. */
  readonly ref: SourceRef | null;
  readonly receivedAt: Instant | null;
  readonly sizeBytes: number | null;
  readonly problem: Problem;
  /** What exactly differs, a few words each. May hold names of attachments: not for logs. */
  readonly details: readonly string[];
  /** Null when the source no longer gives them, or when there were too many exceptions to ask for all. */
  readonly headers: MessageHeaders | null;
}

/** A harmless difference, counted over a folder: `read state` in 3 items. */
export interface ProofNote {
  readonly what: string;
  readonly items: number;
  /** The first 20 of them. */
  readonly first: readonly NotedItem[];
}

export interface NotedItem {
  readonly folder: FolderPath;
  readonly ref: SourceRef;
  readonly receivedAt: Instant;
  /** As for an exception. */
  readonly headers: MessageHeaders | null;
}

export interface FolderProof {
  readonly source: FolderPath;
  /** Null when nothing was made for it in the target: left out by a rule, or not copied yet. */
  readonly target: FolderPath | null;
  /** False when the folder is no longer in the source. */
  readonly present: boolean;
  /** As the ledger has them after this verification. */
  readonly items: Readonly<Record<EntryState, number>>;
  readonly bytes: Readonly<Record<EntryState, number>>;
  /** Items in the target folder, whoever put them there. */
  readonly itemsInTarget: number;
  /** Of them, those that no entry of the ledger accounts for: they were there before, or came since. */
  readonly itemsOfOthers: number;
  /** Read back in this verification and equal byte for byte, or equal in meaning. */
  readonly equalInBytes: number;
  readonly equalInMeaning: number;
  /** Proven by an earlier verification; this one looked only whether they are there, with date and flags. */
  readonly provenBefore: number;
  /** Deleted from the source since they were copied. */
  readonly vanished: number;
  readonly notes: readonly ProofNote[];
  readonly losses: readonly CountedLoss[];
}

export interface MailboxProof {
  readonly source: string;
  readonly target: string;
  readonly scope: 'unproven' | 'all' | 'new';
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly grade: Grade;
  readonly folders: readonly FolderProof[];
  /** The first 10,000, in the order of the folders. Empty exactly when the grade is 'verified'. */
  readonly exceptions: readonly ProofException[];
  /** Of all exceptions, by problem code. */
  readonly exceptionCounts: Readonly<Record<string, number>>;
  readonly exceptionsCount: number;
}

/** Problems of items that were copied and are not in the target as they should be. */
const BROKEN: ReadonlySet<string> = new Set(['proof.missing', 'proof.differs', 'proof.doubled', 'proof.not-copied']);
/** Problems of items that stand between them and a proof without saying that anything is wrong. */
const UNPROVABLE: ReadonlySet<string> = new Set(['proof.source-gone', 'proof.moved']);

/** The grade by the rules at `Grade`. `wasCopied` tells whether the item of the exception had been written to the target. */
export function gradeOf(exceptions: readonly { readonly code: string; readonly wasCopied: boolean }[]): Grade {
  if (exceptions.length === 0) return 'verified';
  const isBroken = ({ code, wasCopied }: { readonly code: string; readonly wasCopied: boolean }): boolean =>
    BROKEN.has(code) || (wasCopied && !UNPROVABLE.has(code));
  return exceptions.some(isBroken) ? 'not-verified' : 'verified-with-exceptions';
}

const GRADES: readonly Grade[] = ['verified', 'verified-with-exceptions', 'not-verified'];

/** The proofs of several sources of one mailbox as one: as good as the worst of them. At least one is given. */
export function joinedProof(proofs: readonly MailboxProof[]): MailboxProof {
  const [first] = proofs;
  assert(first !== undefined, 'there is a proof');
  if (proofs.length === 1) return first;
  const exceptionCounts: Record<string, number> = {};
  for (const [code, count] of proofs.flatMap((proof) => Object.entries(proof.exceptionCounts))) {
    exceptionCounts[code] = (exceptionCounts[code] ?? 0) + count;
  }
  return {
    ...first,
    source: proofs.map(({ source }) => source).join(', '),
    endedAt: proofs.reduce((last, { endedAt }) => (endedAt > last ? endedAt : last), first.endedAt),
    grade: GRADES[Math.max(...proofs.map(({ grade }) => GRADES.indexOf(grade)))] ?? first.grade,
    folders: proofs.flatMap(({ folders }) => folders),
    exceptions: proofs.flatMap(({ exceptions }) => exceptions),
    exceptionCounts,
    exceptionsCount: proofs.reduce((sum, { exceptionsCount }) => sum + exceptionsCount, 0),
  };
}
