/** What a run came to, for the command line: from the ledger, the engine's summary and the verifier's proof. */
import { isoSeconds } from '../../base/clock.ts';
import { describeCause, describeRemedy, type Problem } from '../../base/problem.ts';
import type { MovedFolder, MoveException, MoveReport } from '../../cli/move-report.ts';
import type { CopySummary } from '../../copy/run.ts';
import { type FolderPath, folderKey, folderLabel } from '../../model/folder.ts';
import { shownDate } from '../../model/item.ts';
import { ENTRY_STATES, type EntryState, type FolderCounts, type Ledger } from '../../model/ledger.ts';
import type { Rename } from '../../plan/rename.ts';
import type { MailboxProof, ProofException } from '../../verify/mailbox-proof.ts';
import { lossesOf } from '../../verify/report.ts';

/** Exceptions in the JSON document. The report files hold more. */
const EXCEPTIONS_MAX = 1000;

export interface RunResult {
  readonly names: { readonly source: string; readonly target: string };
  readonly startMs: number;
  /** Null when nothing was copied in this run, as is the next one. */
  readonly summary: CopySummary | null;
  readonly copyMs: number | null;
  /** Null when nothing was verified in this run, as is the next one. */
  readonly proof: MailboxProof | null;
  /** Items that could not be copied, where nothing was verified that would name them. */
  readonly failed: readonly ProofException[];
  readonly renames: readonly Rename[];
}

/** What became of one source. */
export interface MovedPart extends RunResult {
  readonly counts: readonly FolderCounts[];
  readonly folders: readonly MovedFolder[];
}

/** The items that the ledger names as exceptions, up to the number that a document holds; nothing is known of their headers. */
export async function failedItems(ledger: Ledger): Promise<readonly ProofException[]> {
  const failed: ProofException[] = [];
  for (const { source } of await ledger.folders()) {
    for await (const page of ledger.entries(source.path, ['failed'])) {
      for (const entry of page) {
        const { ref, sizeBytes, problem } = entry;
        if (problem === null || failed.length >= EXCEPTIONS_MAX) continue;
        const receivedAt = shownDate(entry);
        failed.push({ folder: source.path, ref, receivedAt, sizeBytes, problem, details: [], headers: null });
      }
      if (failed.length >= EXCEPTIONS_MAX) return failed;
    }
  }
  return failed;
}

/** Adds what only the ledger knows; it may be closed afterwards. */
export async function movedPart(result: RunResult, ledger: Ledger): Promise<MovedPart> {
  const counts = await ledger.counts();
  return { ...result, counts, folders: await movedFolders(ledger, counts) };
}

/** Of all sources together. At least one is given; `joined` is the proof of those that have one. */
export function joinedReport(
  parts: readonly MovedPart[],
  joined: MailboxProof | null,
  reports: MoveReport['reports'],
): MoveReport {
  const counts = parts.flatMap((part) => part.counts);
  const summed = (amount: (summary: CopySummary) => number): number =>
    parts.reduce((sum, { summary }) => sum + (summary === null ? 0 : amount(summary)), 0);
  const together = (ms: (part: MovedPart) => number | null): number | null =>
    parts.every((part) => ms(part) === null) ? null : parts.reduce((sum, part) => sum + (ms(part) ?? 0), 0);
  const named = parts.map(exceptionsOf);
  return {
    source: parts.map(({ names }) => names.source).join(', '),
    target: parts[0]?.names.target ?? '',
    items: sumOf(counts, 'items'),
    bytes: sumOf(counts, 'bytes'),
    itemsWritten: summed((summary) => summary.itemsWritten),
    bytesWritten: summed((summary) => summary.bytesWritten),
    itemsUpdated: summed((summary) => summary.itemsUpdated),
    itemsMoved: summed((summary) => summary.itemsMoved),
    itemsRemoved: summed((summary) => summary.itemsRemoved),
    itemsAdopted: summed((summary) => summary.itemsAdopted),
    losses: joined === null ? [] : lossesOf(joined.folders),
    folders: parts.flatMap((part) => part.folders),
    renames: parts.flatMap((part) => part.renames.map(({ from, to, why }) => ({ from, to, why }))),
    leftOut: leftOutOf(parts),
    exceptions: named.flatMap(({ exceptions }) => exceptions).slice(0, EXCEPTIONS_MAX),
    exceptionsCount: named.reduce((sum, { count }) => sum + count, 0),
    startMs: parts.reduce((sum, part) => sum + part.startMs, 0),
    copyMs: together(({ copyMs }) => copyMs),
    verifyMs: together(({ proof }) => (proof === null ? null : proof.endedAt - proof.startedAt)),
    grade: joined?.grade ?? null,
    reports,
  };
}

export function leftOutOf(parts: readonly MovedPart[]): MoveReport['leftOut'] {
  return parts.flatMap(({ summary }) =>
    (summary?.leftOut ?? []).map(({ path, why }) => ({ folder: folderLabel(path), why })),
  );
}

function exceptionsOf({ summary, proof, failed, counts }: MovedPart): {
  readonly exceptions: readonly MoveException[];
  readonly count: number;
} {
  const stopped = (summary?.stoppedFolders ?? []).map(({ path, problem }) => exceptionOf({ folder: path, problem }));
  const found = proof === null ? failed.map(exceptionOf) : proofExceptions(proof, summary);
  const count = proof === null ? sumOf(counts, 'items').failed : found.length + uncounted(proof);
  return { exceptions: [...stopped, ...found], count: stopped.length + count };
}

function sumOf(counts: readonly FolderCounts[], what: 'items' | 'bytes'): Readonly<Record<EntryState, number>> {
  const sums = ENTRY_STATES.map((state) => [state, counts.reduce((sum, folder) => sum + folder[what][state], 0)]);
  return Object.fromEntries(sums) as Record<EntryState, number>; // the keys are exactly the states
}

async function movedFolders(ledger: Ledger, counts: readonly FolderCounts[]): Promise<readonly MovedFolder[]> {
  const items = new Map(counts.map((folder) => [folderKey(folder.path), folder.items]));
  const nothing = sumOf([], 'items');
  return (await ledger.folders()).map(({ source, target }) => ({
    source: folderLabel(source.path),
    target: target === null ? null : folderLabel(target.path),
    items: items.get(folderKey(source.path)) ?? nothing,
  }));
}

/** A folder that the copy had to leave says why itself; that it is not copied need not be said twice. */
function proofExceptions(proof: MailboxProof, summary: CopySummary | null): readonly MoveException[] {
  const stopped = new Set((summary?.stoppedFolders ?? []).map(({ path }) => folderKey(path)));
  return proof.exceptions
    .filter(({ folder, problem }) => !(problem.code === 'proof.not-copied' && stopped.has(folderKey(folder))))
    .map(exceptionOf);
}

/** Exceptions that the verifier counted and did not keep. */
function uncounted(proof: MailboxProof): number {
  return proof.exceptionsCount - proof.exceptions.length;
}

function exceptionOf(found: {
  readonly folder: FolderPath;
  readonly problem: Problem;
  readonly receivedAt?: ProofException['receivedAt'];
  readonly sizeBytes?: number | null;
  readonly headers?: { readonly from: string; readonly subject: string } | null;
}): MoveException {
  const { folder, problem, receivedAt = null, sizeBytes = null, headers = null } = found;
  return {
    folder: folderLabel(folder),
    code: problem.code,
    receivedAt: receivedAt === null ? null : isoSeconds(receivedAt),
    sender: headers?.from ?? null,
    subject: headers?.subject ?? null,
    sizeBytes,
    cause: describeCause(problem),
    remedy: describeRemedy(problem),
  };
}
