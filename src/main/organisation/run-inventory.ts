/** Runs an inventory: asks the admin API, reads tables, and makes one organisation of all of it. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { InventoryApi, InventoryJob, RunControl } from '../../cli/machinery.ts';
import { readInventoryTable } from '../../content/inventory-csv/read-inventory-table.ts';
import { TableError } from '../../content/inventory-csv/table-error.ts';
import { openFileShelf } from '../../inventory/file-shelf.ts';
import { mergeInventories } from '../../inventory/merge.ts';
import { readRackspaceInventory } from '../../inventory/rackspace-inventory.ts';
import type { Inventory } from '../../model/inventory.ts';
import { rackspaceServer } from './rackspace-server.ts';

/** A table of a million addresses. */
const TABLE_BYTES_MAX = 64 * 1024 * 1024;

interface InventoryDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The whole of standard input. */
  readonly readInput: () => Promise<Buffer>;
}

/** Throws a `Failure` when there is nothing to tell; what is missing otherwise is among the exceptions. */
export async function runInventory(job: InventoryJob, control: RunControl, deps: InventoryDeps): Promise<Inventory> {
  const found: Inventory[] = [];
  // Tables first: a file that is not there is known at once, and not after an hour of asking.
  const tables: Inventory[] = [];
  for (const path of job.tables) tables.push(await readTable(path, job, deps));
  if (job.api !== null) found.push(await askApi(job.api, job, control, deps));
  return mergeInventories([...found, ...tables], deps.clock.now());
}

async function askApi(
  api: InventoryApi,
  job: InventoryJob,
  { watch, signal, stopping, log }: RunControl,
  { clock, random }: InventoryDeps,
): Promise<Inventory> {
  const server = rackspaceServer(api, job.authorities, { clock, random });
  const name = createHash('sha256').update(`${server.base.href} ${api.account}`).digest('hex').slice(0, 16);
  const shelf = await openFileShelf(join(job.stateFolder, 'inventory', `${name}.jsonl`), clock);
  if (shelf.size > 0) log.info('inventory goes on', { mailboxes: shelf.size });
  const inventory = await readRackspaceInventory(
    {
      server,
      domains: job.domains,
      depth: api.depth,
      shelf,
      clock,
      watch,
    },
    AbortSignal.any([signal, stopping]),
  );
  if (inventory.exceptions.length === 0) await shelf.clear();
  return inventory;
}

async function readTable(path: string, { domains }: InventoryJob, deps: InventoryDeps): Promise<Inventory> {
  const file = path === '-' ? 'standard input' : basename(path);
  try {
    const bytes = path === '-' ? await deps.readInput() : await readSmallFile(path);
    const domain = domains.length === 1 ? (domains[0] ?? null) : null;
    return readInventoryTable(bytes, { file, domain, takenAt: deps.clock.now() });
  } catch (error) {
    const isExpected = error instanceof TableError || (error instanceof Error && 'code' in error);
    if (!isExpected || error instanceof Failure) throw error;
    throw new Failure('inventory.table-unread', { file, reason: error.message }, { cause: error });
  }
}

async function readSmallFile(path: string): Promise<Buffer> {
  if ((await stat(path)).size > TABLE_BYTES_MAX) throw new TableError(`it has more than ${TABLE_BYTES_MAX} bytes`);
  return await readFile(path);
}

/** What is pasted or piped in, to its end. Throws `TableError` for more than a table may have. */
export async function readInput(input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > TABLE_BYTES_MAX) throw new TableError(`it has more than ${TABLE_BYTES_MAX} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}
