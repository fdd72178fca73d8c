/** What the simulator counts, for tests to look at. */

export interface Counters {
  /** By the name of the operation; what could not be read counts as ''. */
  readonly requests: Readonly<Record<string, number>>;
  readonly itemsCreated: number;
  readonly attachmentsCreated: number;
  /** Mail that would have left: sends, and read receipts of items marked read or deleted. Must stay 0. */
  readonly sentMail: number;
  /** Requests that came although the server had asked to wait longer. */
  readonly impoliteRequests: number;
  readonly schemaViolations: number;
  readonly busyAnswers: number;
  readonly faultsStruck: number;
  readonly connections: number;
  readonly concurrencyPeak: number;
}

export type MutableCounters = { -readonly [Name in keyof Counters]: Counters[Name] } & {
  readonly requests: Record<string, number>;
};

export function newCounters(): MutableCounters {
  return {
    requests: {},
    itemsCreated: 0,
    attachmentsCreated: 0,
    sentMail: 0,
    impoliteRequests: 0,
    schemaViolations: 0,
    busyAnswers: 0,
    faultsStruck: 0,
    connections: 0,
    concurrencyPeak: 0,
  };
}
