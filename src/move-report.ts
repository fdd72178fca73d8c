/** What a run came to, for the command line: from the ledger, the engine's summary and the verifier's proof. */
import { isoSeconds } from './base/clock.ts';
import { describeCause, describeRemedy, type Problem } from './base/problem.ts';
import type { MovedFolder, MoveException, MoveReport } from './cli/move-report.ts';
import type { CopySummary } from './copy/run.ts';
import { type FolderPath, folderKey, folderLabel } from './model/folder.ts';
import { ENTRY_STATES, type EntryState, type FolderCounts, type Ledger } from './model/ledger.ts';
import type { Rename } from './plan/rename.ts';
import type { MailboxProof, ProofException } from './verify/mailbox-proof.ts';
import { reportOf } from './verify/report.ts';

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
  readonly reports: MoveReport['reports'];
  readonly renames: readonly Rename[];
}

/** The items that the ledger names as exceptions, up to the number that a document holds; nothing is known of their headers. */
export async function failedItems(ledger: Ledger): Promise<readonly ProofException[]> {
  const failed: ProofException[] = [];
  for (const { source } of await ledger.folders()) {
    for await (const page of ledger.entries(source.path, ['failed'])) {
      for (const { ref, receivedAt, sizeBytes, problem } of page) {
        if (problem === null || failed.length >= EXCEPTIONS_MAX) continue;
        failed.push({ folder: source.path, ref, receivedAt, sizeBytes, problem, details: [], headers: null });
      }
      if (failed.length >= EXCEPTIONS_MAX) return failed;
    }
  }
  return failed;
}

export async function moveReport(result: RunResult, ledger: Ledger): Promise<MoveReport> {
  const { summary, proof, names } = result;
  const counts = await ledger.counts();
  const stopped = (summary?.stoppedFolders ?? []).map(({ path, problem }) => exceptionOf({ folder: path, problem }));
  const found = proof === null ? result.failed.map(exceptionOf) : proofExceptions(proof, summary);
  const failed = proof === null ? sumOf(counts, 'items').failed : found.length + uncounted(proof);
  return {
    ...names,
    items: sumOf(counts, 'items'),
    bytes: sumOf(counts, 'bytes'),
    itemsWritten: summary?.itemsWritten ?? 0,
    bytesWritten: summary?.bytesWritten ?? 0,
    itemsUpdated: summary?.itemsUpdated ?? 0,
    itemsMoved: summary?.itemsMoved ?? 0,
    itemsRemoved: summary?.itemsRemoved ?? 0,
    itemsAdopted: summary?.itemsAdopted ?? 0,
    losses: proof === null ? [] : reportOf(proof).losses,
    folders: await movedFolders(ledger, counts),
    renames: result.renames.map(({ from, to, why }) => ({ from, to, why })),
    leftOut: (summary?.leftOut ?? []).map(({ path, why }) => ({ folder: folderLabel(path), why })),
    exceptions: [...stopped, ...found].slice(0, EXCEPTIONS_MAX),
    exceptionsCount: stopped.length + failed,
    startMs: result.startMs,
    copyMs: result.copyMs,
    verifyMs: proof === null ? null : proof.endedAt - proof.startedAt,
    grade: proof?.grade ?? null,
    reports: result.reports,
  };
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
