/** Proves one folder: everything in it is listed, every entry looked up, and the content read back where it must be. */
import { Failure, type Problem } from '../base/problem.ts';
import type { FolderPath, SourceFolder, TargetFolder } from '../model/folder.ts';
import type { TargetRef } from '../model/item.ts';
import type { Entry, EntryState, Proof } from '../model/ledger.ts';
import { type ContentCheck, checkContents, detailsOf, fieldsOf, type ToRead } from './check-content.ts';
import { checkHead } from './check-head.ts';
import { findSurplus } from './find-surplus.ts';
import type { FolderTally } from './folder-tally.ts';
import { type IndexedHead, TargetIndex } from './target-index.ts';
import type { Verification } from './verify-mailbox.ts';

/** One request of the target: enough to fill the wire, few enough that a broken connection repeats little. */
const READ_ITEMS_MAX = 100;
const READ_BYTES_MAX = 2 * 1024 * 1024;
/** Requests under way at once. With four, the next answer is already on the wire while one is being compared. */
const READS_UNDER_WAY_MAX = 3;
/** Proofs that are recorded in one statement. */
const PROOFS_MAX = 500;

const ALL_STATES: readonly EntryState[] = ['copied', 'verified', 'failed'];

export interface VerifiedFolder {
  readonly path: FolderPath;
  readonly from: SourceFolder;
  readonly to: TargetFolder;
  /** False when the source no longer has the folder, so that nothing can be read from it. */
  readonly present: boolean;
}

/** Records each proof in the ledger and tells the tally. Throws what is larger than one item. */
export async function verifyFolder(folder: VerifiedFolder, tally: FolderTally, run: Verification): Promise<void> {
  const index = new TargetIndex();
  for await (const heads of run.target.list(folder.to, run.signal)) for (const head of heads) index.add(head);
  const proofs = new ProofBook(folder.path, run);
  const batches = batched(toRead(folder, index, tally, proofs, run));
  try {
    await inLanes(READS_UNDER_WAY_MAX, batches, (batch) => checkBatch(batch, folder, tally, proofs, run));
  } finally {
    await proofs.flush();
  }
  await findSurplus(folder, index, tally, run);
  tally.found(index);
  run.strays.addFrom(index, folder.to.path);
}

/** Walks the ledger. What is settled by looking at the listing is settled here; what must be read comes out. */
async function* toRead(
  folder: VerifiedFolder,
  index: TargetIndex,
  tally: FolderTally,
  proofs: ProofBook,
  run: Verification,
): AsyncGenerator<ToRead> {
  for await (const page of run.ledger.entries(folder.path, run.scope === 'new' ? ['copied'] : ALL_STATES)) {
    run.signal.throwIfAborted();
    for (const entry of page) {
      tally.saw(entry);
      const { target } = entry;
      if (target === null) {
        tally.failedBefore(entry);
        continue;
      }
      const known = index.find(target);
      const { head: found, ref } =
        known === null ? await findAgain(entry, folder, index, run) : { head: known, ref: target };
      if (found === null || ref === null) {
        await proofs.refuse(entry, { code: 'proof.missing', facts: {} }, [], tally);
        continue;
      }
      found.isClaimed = true;
      const copies = index.copiesOf(found.marker);
      const { wrong, notes } = checkHead(entry, found, run.target.traits);
      for (const note of notes) tally.note(note, entry);
      if (copies > 1) await proofs.refuse(entry, doubled(copies), [], tally);
      else if (wrong.length > 0) await proofs.refuse(entry, differs(wrong.map(fieldName).join(', ')), wrong, tally);
      else if (entry.state === 'verified' && run.scope === 'unproven') tally.provenBefore();
      else yield { entry, target: ref };
    }
  }
}

/** An item can get another ref, when it was moved away and back. Then its marker finds it. */
async function findAgain(
  { ref, sizeBytes, receivedAt }: Entry,
  folder: VerifiedFolder,
  index: TargetIndex,
  run: Verification,
): Promise<{ readonly head: IndexedHead | null; readonly ref: TargetRef | null }> {
  const marker = run.markerOf(folder.path, ref);
  const head = index.findMarked(marker);
  if (head === null || head.isClaimed) return { head: null, ref: null };
  const found = await run.target.find(folder.to, [{ marker, sizeBytes, receivedAt }], run.signal);
  return { head, ref: found.get(marker)?.[0] ?? null };
}

function fieldName(wrong: string): string {
  return wrong.replace(/ differs$/, '');
}

function doubled(count: number): Problem {
  return { code: 'proof.doubled', facts: { count: String(count) } };
}

function differs(fields: string): Problem {
  return { code: 'proof.differs', facts: { fields } };
}

async function checkBatch(
  batch: readonly ToRead[],
  folder: VerifiedFolder,
  tally: FolderTally,
  proofs: ProofBook,
  run: Verification,
): Promise<void> {
  const deps = {
    source: run.source,
    target: run.target,
    from: folder.from,
    to: folder.to,
    present: folder.present,
    signal: run.signal,
  };
  const checks = await checkContents(batch, run.targetRebuilds, deps);
  for (const { entry } of batch) {
    const check = checks.get(entry.ref);
    if (check !== undefined) await settle(entry, check, tally, proofs, run);
  }
}

async function settle(
  entry: Entry,
  check: ContentCheck,
  tally: FolderTally,
  proofs: ProofBook,
  run: Verification,
): Promise<void> {
  switch (check.is) {
    case 'equal':
      run.targetRebuilds = check.in === 'meaning';
      tally.equal(entry, check.in, check.differences);
      await proofs.accept(entry);
      break;
    case 'different':
      await proofs.refuse(entry, differs(fieldsOf(check.differences)), detailsOf(check.differences), tally);
      break;
    case 'unproven':
      // Nothing speaks against the copy, so the ledger goes on calling it copied.
      if (check.problem.code === 'proof.source-gone') tally.exception(entry, check.problem, []);
      else await proofs.refuse(entry, check.problem, [], tally);
      break;
  }
}

/** Proofs on their way to the ledger. */
class ProofBook {
  readonly #path: FolderPath;
  readonly #run: Verification;
  #proofs: Proof[] = [];

  constructor(path: FolderPath, run: Verification) {
    this.#path = path;
    this.#run = run;
  }

  async accept({ ref }: Entry): Promise<void> {
    await this.#add({ is: 'verified', ref });
  }

  async refuse(entry: Entry, problem: Problem, details: readonly string[], tally: FolderTally): Promise<void> {
    tally.exception(entry, problem, details);
    await this.#add({ is: 'failed', ref: entry.ref, problem });
  }

  async flush(): Promise<void> {
    const proofs = this.#proofs;
    this.#proofs = [];
    if (proofs.length === 0) return;
    await this.#run.ledger.prove(this.#path, proofs);
    const failed = proofs.filter(({ is }) => is === 'failed').length;
    this.#run.watch({ is: 'proved', folder: this.#path, items: proofs.length - failed, failed });
  }

  async #add(proof: Proof): Promise<void> {
    this.#proofs.push(proof);
    if (this.#proofs.length >= PROOFS_MAX) await this.flush();
  }
}

/** Gathers what comes into batches that end at either bound. */
async function* batched(items: AsyncGenerator<ToRead>): AsyncGenerator<readonly ToRead[]> {
  let batch: ToRead[] = [];
  let bytes = 0;
  for await (const item of items) {
    const { sizeBytes } = item.entry;
    const isFull = batch.length >= READ_ITEMS_MAX || (batch.length > 0 && bytes + sizeBytes > READ_BYTES_MAX);
    if (isFull) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += sizeBytes;
  }
  if (batch.length > 0) yield batch;
}

/** Works through the batches, several at once. After a failure no further batch is begun, and the first error is thrown. */
async function inLanes<T>(count: number, batches: AsyncGenerator<T>, work: (batch: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = await batches.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: count }, () => lane().catch((error: unknown) => failures.push(error))));
  await batches.return(undefined);
  if (failures.length > 0) throw failures[0];
}

/** True for what stops one folder and lets the others be verified. */
export function isOfFolder(error: unknown): error is Failure {
  return error instanceof Failure && (error.kind.scope === 'folder' || error.kind.scope === 'item');
}
