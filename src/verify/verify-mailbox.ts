/**
 * The proof. Asks the target, over a connection of its own, for everything that the ledger says is there, and compares it
 * with what was copied. Believes nothing that the copying run said of itself. Writes to the ledger and nowhere else.
 */
import type { Clock } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import { type FolderPath, folderKey } from '../model/folder.ts';
import {
  ENTRY_STATES,
  type EntryState,
  type FolderCounts,
  type Ledger,
  type LedgerFolder,
  type MarkerOf,
} from '../model/ledger.ts';
import type { Watch } from '../model/progress.ts';
import type { Source } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import { ExceptionBook } from './exception-book.ts';
import { correctMoved, Strays } from './find-moved.ts';
import { FolderTally } from './folder-tally.ts';
import type { FolderProof, MailboxProof } from './mailbox-proof.ts';
import { type HeadersOf, readShownHeaders } from './shown-headers.ts';
import { isOfFolder, verifyFolder } from './verify-folder.ts';

export interface VerifyDeps {
  readonly ledger: Ledger;
  readonly source: Source;
  /** Opened for the proof: not the connection that wrote. */
  readonly target: Target;
  readonly markerOf: MarkerOf;
  readonly watch: Watch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * unproven: reads what no earlier verification proved, and looks whether the rest is there. all: reads everything. new: reads
   * what was copied since, and says nothing of the rest, which its owner may have moved or removed.
   */
  readonly scope: 'unproven' | 'all' | 'new';
  /** False leaves sender and subject out of the exceptions, where the administrator must not see them. */
  readonly showsHeaders: boolean;
}

/** One verification, as its parts see it. */
export interface Verification extends VerifyDeps {
  /** Whether the target's latest answers were other bytes than it was given. */
  targetRebuilds: boolean;
  readonly strays: Strays;
}

/**
 * Safe to run again: what is proven stays proven. Failures of an item or a folder become exceptions of the proof; larger
 * ones are thrown, after everything settled so far was recorded.
 */
export async function verifyMailbox(deps: VerifyDeps): Promise<MailboxProof> {
  const run: Verification = { ...deps, targetRebuilds: false, strays: new Strays() };
  const startedAt = run.clock.now();
  run.watch({ is: 'phase', phase: 'verifying' });
  const book = new ExceptionBook();
  const tallies = new Map<string, FolderTally>();
  for (const folder of await run.ledger.folders()) {
    const tally = new FolderTally(folder.source.path, (path, entry, problem, details) =>
      book.add(path, entry, problem, details),
    );
    tallies.set(folderKey(folder.source.path), tally);
    await proveFolder(folder, tally, run);
  }
  await correctMoved(book, run.strays, run);
  const folders = await proofsOf(tallies, run);
  const headersOf = run.showsHeaders ? await readShownHeaders(book.first, folders, run) : () => null;
  return {
    source: run.source.name,
    target: run.target.name,
    scope: run.scope,
    startedAt,
    endedAt: run.clock.now(),
    grade: book.grade,
    folders: folders.map((folder) => withHeaders(folder, headersOf)),
    exceptions: book.first.map((exception) => ({ ...exception, headers: headersOf(exception.folder, exception.ref) })),
    exceptionCounts: book.counts,
    exceptionsCount: book.count,
  };
}

async function proveFolder(
  { source, target, present }: LedgerFolder,
  tally: FolderTally,
  run: Verification,
): Promise<void> {
  run.signal.throwIfAborted();
  if (target === null) {
    await tellFailed(source.path, tally, run);
    return;
  }
  try {
    await verifyFolder({ path: source.path, from: source, to: target, present }, tally, run);
  } catch (error) {
    if (!isOfFolder(error)) throw error;
    const problem: Problem = { code: error.code, facts: error.facts };
    tally.exception(null, problem, []);
    run.watch({ is: 'problem', folder: source.path, problem });
  }
}

/** A folder without a place in the target can still hold items that are named exceptions. */
async function tellFailed(path: FolderPath, tally: FolderTally, run: Verification): Promise<void> {
  for await (const page of run.ledger.entries(path, ['failed'])) {
    for (const entry of page) {
      tally.saw(entry);
      tally.failedBefore(entry);
    }
  }
}

/** Every folder with the counts that the ledger has now; what was not copied yet becomes an exception of its folder. */
async function proofsOf(tallies: ReadonlyMap<string, FolderTally>, run: Verification): Promise<readonly FolderProof[]> {
  const counts = new Map((await run.ledger.counts()).map((folder) => [folderKey(folder.path), folder]));
  const proofs: FolderProof[] = [];
  for (const folder of await run.ledger.folders()) {
    const key = folderKey(folder.source.path);
    const tally = tallies.get(key);
    if (tally === undefined) continue;
    const counted = counts.get(key) ?? nothingCounted(folder.source.path);
    const waiting = counted.items.seen + counted.items.intended + counted.aside;
    if (waiting > 0) tally.exception(null, { code: 'proof.not-copied', facts: { count: String(waiting) } }, []);
    proofs.push(tally.proof(folder, counted));
  }
  return proofs;
}

function withHeaders(folder: FolderProof, headersOf: HeadersOf): FolderProof {
  const notes = folder.notes.map((note) => ({
    ...note,
    first: note.first.map((item) => ({ ...item, headers: headersOf(item.folder, item.ref) })),
  }));
  return { ...folder, notes };
}

function nothingCounted(path: FolderPath): FolderCounts {
  const none = Object.fromEntries(ENTRY_STATES.map((state) => [state, 0])) as Record<EntryState, number>; // the keys are exactly the states
  return { path, items: none, bytes: none, aside: 0 };
}
