/** Faults by script: which requests they strike, and what happens to those. Plain data, so that it can be posted. */
import { HttpFaultScript, type RequestsStruck } from '../fault-script.ts';

/** `match` occurs in the method, the address or the body of the request. */
export interface GraphFaultWhen extends RequestsStruck {
  /** As counters name it: `POST /users/{user}/messages`, `POST /$batch`, `POST importItem`, `POST token`. */
  readonly route?: string;
}

export type GraphFaultThen =
  /** An answer instead of the work, or after it: throttling, outages, gateways that give up. Also inside a batch. */
  | {
      readonly is: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** The work is done all the same. */
      readonly work?: boolean;
    }
  /** The connection ends: before the work, after it, or after `bytes` of the answer. */
  | { readonly is: 'cut'; readonly at: 'before-work' | 'after-work'; readonly bytes?: number }
  /** The connection ends at once, and the work is done so much later. */
  | { readonly is: 'late'; readonly afterMs: number }
  /** Nothing is ever answered. */
  | { readonly is: 'silence'; readonly work: boolean }
  | { readonly is: 'delay'; readonly ms: number }
  | { readonly is: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** These bytes instead of the answer, with 200. */
  | { readonly is: 'rubbish'; readonly body: string; readonly work: boolean }
  /** Of a batch only the first so many are done; the others come back with 503, or not at all. */
  | { readonly is: 'half-batch'; readonly done: number; readonly others: 'refused' | 'missing' };

export interface GraphFault {
  readonly when: GraphFaultWhen;
  readonly then: GraphFaultThen;
}

/** A running script: its requests are told by their route. */
export class GraphFaultScript extends HttpFaultScript<GraphFaultWhen, GraphFaultThen> {
  constructor(faults: readonly GraphFault[]) {
    super(faults, ({ route }) => route);
  }
}
