/** Faults by script: which requests they strike, and what happens to those. Plain data, so that it can be posted. */

interface FaultWhen {
  readonly method?: string;
  /** Occurs in the path or the query. */
  readonly match?: string;
  /** The n-th such request, from 1. */
  readonly nth?: number;
  readonly every?: number;
  /** At most so many times. */
  readonly times?: number;
}

export type FaultThen =
  /** An answer of something before the API. */
  | {
      readonly is: 'http';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Too many requests, whatever the count; `forMs` goes on so for all requests. */
  | { readonly is: 'throttle'; readonly forMs: number }
  /** The connection ends, before the work or after it. */
  | { readonly is: 'cut'; readonly at: 'before-work' | 'after-work' }
  /** Nothing is ever answered. */
  | { readonly is: 'silence' };

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

  /** What happens to this request: the first fault that fits. Every fault counts the requests that it could strike. */
  next(method: string, url: string): FaultThen | null {
    let found: FaultThen | null = null;
    for (const entry of this.#faults) {
      const { when, then } = entry.fault;
      if (when.method !== undefined && when.method !== method) continue;
      if (when.match !== undefined && !url.includes(when.match)) continue;
      entry.seen += 1;
      if (when.nth !== undefined && entry.seen !== when.nth) continue;
      if (when.every !== undefined && entry.seen % when.every !== 0) continue;
      if (entry.struck >= (when.times ?? Number.POSITIVE_INFINITY) || found !== null) continue;
      entry.struck += 1;
      found = then;
    }
    return found;
  }
}
