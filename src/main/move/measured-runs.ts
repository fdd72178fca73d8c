/**
 * What copies took on this machine, one line a run in the state folder. A file and not the database: the pace is that of
 * this machine's line, and a plan is made without a database.
 */
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unreachable } from '../../base/assert.ts';
import { type Clock, instant } from '../../base/clock.ts';
import type { TargetAddress } from '../../cli/address.ts';
import type { RunControl } from '../../cli/machinery.ts';
import type { MeasuredRun, TargetService } from '../../model/measured-run.ts';
import { type Destination, exchangeAt } from '../../plan/forecast/destination.ts';
import { RunMeter } from '../../plan/forecast/run-meter.ts';

/** In the state folder. */
export const MEASURED_RUNS_FILE = 'measured-runs.jsonl';
/** Some 50,000 runs. Of a larger file the newest lines are read. */
const READ_BYTES_MAX = 16 * 1024 * 1024;

/** Runs through Graph are compared with each other. */
const GRAPH_HOST = 'graph.microsoft.com';

export function destinationOf(address: TargetAddress): Destination {
  switch (address.is) {
    case 'ews':
      return exchangeAt(address.host);
    case 'graph':
      return { service: 'exchange-online', host: GRAPH_HOST };
    case 'imap':
      return { service: 'imap', host: address.host.toLowerCase() };
    case 'archive':
      return { service: 'archive', host: null };
    default:
      return unreachable(address);
  }
}

/** Runs `move` with a control that measures it, and keeps what it took when it ended well. */
export async function measured<T>(
  { stateFolder, target }: { readonly stateFolder: string; readonly target: TargetAddress },
  control: RunControl,
  clock: Clock,
  move: (control: RunControl) => Promise<T>,
): Promise<T> {
  const meter = new RunMeter(clock.now());
  const result = await move({
    ...control,
    watch: (progress) => {
      meter.add(progress, clock.now());
      control.watch(progress);
    },
  });
  const took = meter.end(clock.now());
  if (took === null) return result;
  const { service, host } = destinationOf(target);
  const run: MeasuredRun = { ...took, service, targetHost: host ?? '' };
  try {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 });
    await appendFile(join(stateFolder, MEASURED_RUNS_FILE), `${JSON.stringify(run)}\n`, { mode: 0o600 });
  } catch (error) {
    // The mailbox has arrived; only the next forecast is poorer.
    control.log.warn('the measures of a run could not be kept', { error: String(error) });
  }
  return result;
}

/** Oldest first. Lines that are no runs are passed over: a crash may have cut one short. */
export async function readMeasuredRuns(stateFolder: string): Promise<readonly MeasuredRun[]> {
  const path = join(stateFolder, MEASURED_RUNS_FILE);
  let text: string;
  try {
    const { size } = await stat(path);
    const bytes = await readFile(path);
    text = bytes.subarray(Math.max(0, size - READ_BYTES_MAX)).toString('utf8');
  } catch (error) {
    // No run yet, or a folder of somebody else's: nothing is known either way.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => runOf(line) ?? []);
}

const SERVICES: readonly string[] = [
  'exchange-online',
  'exchange',
  'imap',
  'archive',
] satisfies readonly TargetService[];

function runOf(line: string): MeasuredRun | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const run = value as Readonly<Record<string, unknown>>; // an object by now; each member is looked at below
  const { endedAt, service, targetHost, items, bytes, startMs, copyMs, proofMs, waitedMs } = run;
  const isAmount = (amount: unknown): amount is number => typeof amount === 'number' && amount >= 0;
  if (typeof service !== 'string' || !SERVICES.includes(service) || typeof targetHost !== 'string') return null;
  if (!isAmount(endedAt) || !isAmount(items) || !isAmount(bytes) || !isAmount(startMs)) return null;
  if (!isAmount(copyMs) || !isAmount(waitedMs) || !(proofMs === null || isAmount(proofMs))) return null;
  const known = service as TargetService; // one of the list, as was looked up above
  return { endedAt: instant(endedAt), service: known, targetHost, items, bytes, startMs, copyMs, proofMs, waitedMs };
}
