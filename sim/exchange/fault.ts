/** Faults by script: which requests they strike, and what happens to those. Plain data, so that it can be posted. */

/** Which requests. All that is named must fit; counting starts when the script is set and counts only what fits the rest. */
export interface FaultWhen {
  readonly operation?: string;
  /** Occurs in the text of the request. */
  readonly match?: string;
  /** The n-th such request, from 1. */
  readonly nth?: number;
  /** Every n-th such request. */
  readonly every?: number;
  /** At most so many times. */
  readonly times?: number;
}

export type FaultThen =
  /** A SOAP fault with HTTP 500; `work` says whether the work is done all the same. */
  | { readonly is: 'fault'; readonly code: string; readonly backOffMs?: number }
  /** ErrorServerBusy for all requests of the mailbox until the time is over. Without `backOffMs` the answer names no time. */
  | { readonly is: 'busy'; readonly backOffMs?: number }
  /** An answer of the web server and not of EWS. */
  | {
      readonly is: 'http';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends: before the work, after it, or after `bytes` of the answer. */
  | { readonly is: 'cut'; readonly at: 'before-work' | 'after-work'; readonly bytes?: number }
  /** The connection ends at once, and the work is done so much later. */
  | { readonly is: 'late'; readonly afterMs: number }
  /** From the item at this place on, nothing is tried: ErrorBatchProcessingStopped. */
  | { readonly is: 'stop-batch'; readonly after: number }
  /** One item of the batch fails with this code; `inner` puts the code into ErrorInternalServerError. */
  | { readonly is: 'item'; readonly at: number; readonly code: string; readonly inner?: boolean }
  /** Nothing is ever answered: neither before nor after the work. */
  | { readonly is: 'silence'; readonly work: boolean }
  /** The answer waits. */
  | { readonly is: 'delay'; readonly ms: number }
  /** The answer comes so many bytes at a time. */
  | { readonly is: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** These bytes instead of the answer, with HTTP 200. */
  | { readonly is: 'rubbish'; readonly body: string; readonly work: boolean };

export interface Fault {
  readonly when: FaultWhen;
  readonly then: FaultThen;
}

/** A running script. */
export class FaultScript {
  #faults: { readonly fault: Fault; seen: number; struck: number }[] = [];

  constructor(faults: readonly Fault[]) {
    this.set(faults);
  }

  /** Replaces the script; counting starts anew. */
  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
  }

  /** Whether nothing can strike any more. */
  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** What happens to this request: the first fault that fits. Every fault counts the requests that it could strike. */
  next(operation: string, text: string): FaultThen | null {
    let found: FaultThen | null = null;
    for (const entry of this.#faults) {
      const { when, then } = entry.fault;
      if (when.operation !== undefined && when.operation !== operation) continue;
      if (when.match !== undefined && !text.includes(when.match)) continue;
      entry.seen += 1;
      if (when.nth !== undefined && entry.seen !== when.nth) continue;
      if (when.every !== undefined && entry.seen % when.every !== 0) continue;
      if (entry.struck >= (when.times ?? Infinity) || found !== null) continue;
      entry.struck += 1;
      found = then;
    }
    return found;
  }
}
