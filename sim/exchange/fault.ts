/** Faults by script: which requests they strike, and what happens to those. Plain data, so that it can be posted. */
import { HttpFaultScript, type RequestsStruck } from '../fault-script.ts';

/** `match` occurs in the text of the request. */
export interface FaultWhen extends RequestsStruck {
  readonly operation?: string;
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

/** A running script: its requests are told by their operation. */
export class FaultScript extends HttpFaultScript<FaultWhen, FaultThen> {
  constructor(faults: readonly Fault[]) {
    super(faults, ({ operation }) => operation);
  }
}
