/** Counts what is found in one folder while it is verified. */
import type { Problem } from '../base/problem.ts';
import type { Difference } from '../content/difference.ts';
import type { FolderPath } from '../model/folder.ts';
import type { Entry, FolderCounts, LedgerFolder } from '../model/ledger.ts';
import type { CountedLoss, FolderProof, ProofNote } from './mailbox-proof.ts';
import type { TargetIndex } from './target-index.ts';

/** Kinds of losses of one folder that are told apart; what the target cannot take comes in a dozen kinds. */
const LOSS_KINDS_MAX = 1000;

/** Takes every exception of the mailbox. */
export type TellException = (
  folder: FolderPath,
  entry: Entry | null,
  problem: Problem,
  details: readonly string[],
) => void;

export class FolderTally {
  readonly #path: FolderPath;
  readonly #tell: TellException;
  readonly #notes = new Map<string, number>();
  readonly #losses = new Map<string, { readonly loss: Entry['losses'][number]; items: number }>();
  #itemsInTarget = 0;
  #itemsOfOthers = 0;
  #equalInBytes = 0;
  #equalInMeaning = 0;
  #provenBefore = 0;
  #vanished = 0;

  constructor(path: FolderPath, tell: TellException) {
    this.#path = path;
    this.#tell = tell;
  }

  saw({ vanished, losses }: Entry): void {
    if (vanished) this.#vanished += 1;
    for (const loss of losses) this.#lose(loss);
  }

  note(what: string): void {
    this.#notes.set(what, (this.#notes.get(what) ?? 0) + 1);
  }

  equal(how: 'bytes' | 'meaning', differences: readonly Difference[]): void {
    if (how === 'bytes') this.#equalInBytes += 1;
    else this.#equalInMeaning += 1;
    const fields = new Set(differences.map(noteOf));
    for (const field of fields) this.note(field);
  }

  provenBefore(): void {
    this.#provenBefore += 1;
  }

  /** An item that the copy had to leave out, with the reason that it gave. */
  failedBefore(entry: Entry): void {
    if (entry.problem !== null) this.exception(entry, entry.problem, []);
  }

  exception(entry: Entry | null, problem: Problem, details: readonly string[]): void {
    this.#tell(this.#path, entry, problem, details);
  }

  found(index: TargetIndex): void {
    this.#itemsInTarget = index.size;
    for (const _head of index.unclaimed()) this.#itemsOfOthers += 1;
  }

  proof({ source, target, present }: LedgerFolder, counts: FolderCounts): FolderProof {
    return {
      source: source.path,
      target: target?.path ?? null,
      present,
      items: counts.items,
      bytes: counts.bytes,
      itemsInTarget: this.#itemsInTarget,
      itemsOfOthers: this.#itemsOfOthers,
      equalInBytes: this.#equalInBytes,
      equalInMeaning: this.#equalInMeaning,
      provenBefore: this.#provenBefore,
      vanished: this.#vanished,
      notes: [...this.#notes].map(([what, items]): ProofNote => ({ what, items })),
      losses: [...this.#losses.values()].map(({ loss, items }): CountedLoss => ({ ...loss, items })),
    };
  }

  #lose(loss: Entry['losses'][number]): void {
    const key = JSON.stringify([loss.field, loss.how, loss.why]);
    const known = this.#losses.get(key);
    if (known !== undefined) known.items += 1;
    else if (this.#losses.size < LOSS_KINDS_MAX) this.#losses.set(key, { loss, items: 1 });
  }
}

/** A harmless difference in the words of the report. */
function noteOf({ field, how }: Difference): string {
  if (how === 'unclear') return `${field}, where the original is not well-formed`;
  if (field === 'signature') return 'signature: the target wrote what was signed anew, so it can no longer be checked';
  return how === 'rewritten' ? `${field}, written anew by the target` : `${field} ${how}`;
}
