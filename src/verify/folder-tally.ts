/** Counts what is found in one folder while it is verified. */
import type { Problem } from '../base/problem.ts';
import type { Difference, DifferenceKind } from '../content/difference.ts';
import type { FolderPath } from '../model/folder.ts';
import type { Entry, FolderCounts, LedgerFolder } from '../model/ledger.ts';
import type { CountedLoss } from '../model/report.ts';
import type { FolderProof, NotedItem, ProofNote } from './mailbox-proof.ts';
import type { TargetIndex } from './target-index.ts';

/** Kinds of losses of one folder that are told apart; what the target cannot take comes in a dozen kinds. */
const LOSS_KINDS_MAX = 1000;
/** Items that a note of one folder names; enough to look at some, and harmless all of them. */
const NOTED_ITEMS_MAX = 20;

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
  readonly #notes = new Map<string, { items: number; readonly first: NotedItem[] }>();
  readonly #losses = new Map<string, { readonly kind: LossKind; items: number }>();
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
    for (const [key, kind] of new Map(losses.map(keyedKind))) this.#lose(key, kind);
  }

  note(what: string, { ref, receivedAt }: Entry): void {
    const note = this.#notes.get(what) ?? { items: 0, first: [] };
    this.#notes.set(what, note);
    note.items += 1;
    if (note.first.length < NOTED_ITEMS_MAX) note.first.push({ folder: this.#path, ref, receivedAt, headers: null });
  }

  equal(entry: Entry, how: 'bytes' | 'meaning', differences: readonly Difference[]): void {
    if (how === 'bytes') this.#equalInBytes += 1;
    else this.#equalInMeaning += 1;
    for (const what of new Set(differences.map(noteOf))) this.note(what, entry);
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
      notes: [...this.#notes].map(([what, note]): ProofNote => ({ what, ...note })),
      losses: [...this.#losses.values()].map(({ kind, items }): CountedLoss => ({ ...kind, items })),
    };
  }

  #lose(key: string, kind: LossKind): void {
    const known = this.#losses.get(key);
    if (known !== undefined) known.items += 1;
    else if (this.#losses.size < LOSS_KINDS_MAX) this.#losses.set(key, { kind, items: 1 });
  }
}

type LossKind = Omit<CountedLoss, 'items'>;

function keyedKind({ field, how, why }: Entry['losses'][number]): readonly [string, LossKind] {
  return [JSON.stringify([field, how, why]), { field, how, why }];
}

/** A harmless difference in the words of the report. */
function noteOf({ field, how }: Difference): string {
  if (field === 'signature') return 'signature: the target wrote what was signed anew, so it can no longer be checked';
  return `${field}: ${NOTES[how]}`;
}

const NOTES: Readonly<Record<DifferenceKind, string>> = {
  missing: 'left out by the target',
  changed: 'different',
  added: 'added by the target',
  partial: 'kept in part',
  rewritten: 'written anew by the target',
  unclear: 'different, where the original can be read in more than one way',
};
