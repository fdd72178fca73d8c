/**
 * A simulated admin API of Rackspace Email on loopback: strict about signatures, formats and paths, throttling with HTTP 403,
 * with faults by script. It shares no code with the client, so that the two can disagree.
 */
import { listen } from '../exchange/listener.ts';
import type { Fault } from './fault.ts';
import { Front, type RackspaceCounters } from './front.ts';
import type { RackspaceSimOptions } from './options.ts';

export interface RunningRackspace {
  readonly port: number;
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly counters: RackspaceCounters;
  /** Replaces the script of faults. */
  setFaults(faults: readonly Fault[]): void;
  close(): Promise<void>;
}

export async function startRackspace(options: RackspaceSimOptions): Promise<RunningRackspace> {
  const front = new Front(options);
  const listener = await listen(options.port ?? 0, options.tls ?? null, front.take, () => undefined);
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    port: listener.port,
    url: `${scheme}://127.0.0.1:${listener.port}/v1`,
    counters: front.counters,
    setFaults: (faults) => front.faults.set(faults),
    close: () => listener.close(),
  };
}
