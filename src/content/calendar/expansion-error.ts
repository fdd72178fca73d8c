/** Why a series has no list of occurrences, and the bound that ends a search for them. */

/** scale: another calendar than the Gregorian one. sub-day: whole days that repeat within a day. work: too much to search. */
export type ExpansionReason = 'scale' | 'sub-day' | 'work';

const SENTENCES: Readonly<Record<ExpansionReason, string>> = {
  scale: 'The rule counts in another calendar than the Gregorian one.',
  'sub-day': 'The rule repeats a whole day within the day.',
  work: 'The rule has so many occurrences, or so few, that the search for them was given up.',
};

/** A series that cannot be expanded. The series itself may be right. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError';
  readonly reason: ExpansionReason;

  constructor(reason: ExpansionReason) {
    super(SENTENCES[reason]);
    this.reason = reason;
  }
}

/**
 * Steps of one expansion: days looked at and times made, about 50 ns each. A rule for each day of two thousand years stays
 * below; one that matches never and ends never does not.
 */
const STEPS_MAX = 2_000_000;

/** Ends a search that would take too long. One is shared by all rules of a series. */
export class WorkBound {
  #left = STEPS_MAX;

  /** Throws `ExpansionError` with the reason `work` once all steps are spent. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new ExpansionError('work');
  }
}
