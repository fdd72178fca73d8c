/** Faults by script: which requests they strike, and what happens to those. Plain data, so that it can be posted. */
import { HttpFaultScript, type RequestsStruck } from '../fault-script.ts';

/** `match` occurs in the path or the query. */
interface FaultWhen extends RequestsStruck {
  readonly method?: string;
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

/** A running script: its requests are told by their method. */
export class FaultScript extends HttpFaultScript<FaultWhen, FaultThen> {
  constructor(faults: readonly Fault[]) {
    super(faults, ({ method }) => method);
  }
}
