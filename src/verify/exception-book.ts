/** The exceptions of one verification: the first singly, all of them by kind. */
import type { Problem } from '../base/problem.ts';
import type { FolderPath } from '../model/folder.ts';
import { shownDate } from '../model/item.ts';
import type { Entry } from '../model/ledger.ts';
import type { Grade } from '../model/report.ts';
import { gradeOf, type ProofException } from './mailbox-proof.ts';

/** Exceptions that are kept singly. Beyond it they are counted: a list of 10,000 is not read to its end. */
const EXCEPTIONS_MAX = 10_000;

/** Kept until it is known whether the item was moved by its user. */
interface Kept {
  readonly exception: ProofException;
  readonly wasCopied: boolean;
}

export class ExceptionBook {
  #first: Kept[] = [];
  /** By code and whether the items had been written to the target. */
  readonly #kinds = new Map<string, { readonly code: string; readonly wasCopied: boolean; count: number }>();

  /** `entry` is null for a folder that cannot be looked at: it may hold anything. */
  add(folder: FolderPath, entry: Entry | null, problem: Problem, details: readonly string[]): void {
    const wasCopied = entry === null || entry.target !== null;
    this.#count(problem.code, wasCopied, 1);
    if (this.#first.length >= EXCEPTIONS_MAX) return;
    const { ref, sizeBytes } = entry ?? { ref: null, sizeBytes: null };
    const receivedAt = entry === null ? null : shownDate(entry);
    this.#first.push({ exception: { folder, ref, receivedAt, sizeBytes, problem, details, headers: null }, wasCopied });
  }

  /** Looks at each exception again: `better` gives the problem that it turned out to be, or null. Gives those changed. */
  correct(better: (exception: ProofException) => Problem | null): readonly ProofException[] {
    const corrected: ProofException[] = [];
    this.#first = this.#first.map((kept) => {
      const problem = better(kept.exception);
      if (problem === null) return kept;
      this.#count(kept.exception.problem.code, kept.wasCopied, -1);
      this.#count(problem.code, kept.wasCopied, 1);
      const exception = { ...kept.exception, problem };
      corrected.push(exception);
      return { ...kept, exception };
    });
    return corrected;
  }

  get first(): readonly ProofException[] {
    return this.#first.map(({ exception }) => exception);
  }

  get grade(): Grade {
    return gradeOf([...this.#kinds.values()].filter(({ count }) => count > 0));
  }

  get counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { code, count } of this.#kinds.values()) if (count > 0) counts[code] = (counts[code] ?? 0) + count;
    return counts;
  }

  get count(): number {
    return [...this.#kinds.values()].reduce((sum, { count }) => sum + count, 0);
  }

  #count(code: string, wasCopied: boolean, by: number): void {
    const key = `${code} ${wasCopied}`;
    const kind = this.#kinds.get(key) ?? { code, wasCopied, count: 0 };
    kind.count += by;
    this.#kinds.set(key, kind);
  }
}
