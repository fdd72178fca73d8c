/** Brings what a backup holds into an empty database: all of it or nothing. */
import { createHash } from 'node:crypto';
import { Failure } from '../../base/problem.ts';
import { RESTORED_STAMP } from '../../model/ledger.ts';
import type { Copying, Database, Db } from '../db.ts';
import { LOCKS } from '../locks.ts';
import { checksumOf, type Migration, migrate } from '../migrate.ts';
import { readParts, unusable } from './backup-file.ts';
import { FORMAT, HEAD, type Head, headIn, MANIFEST, type Manifest, manifestIn, STATE } from './manifest.ts';
import { type BackupTable, columnsOf, placeOf, tablesOf, whatIsThere } from './tables.ts';
import { partPrefix, queueVersion } from './write-backup.ts';

export interface CheckedBackup {
  readonly file: string;
  readonly head: Head;
  readonly manifest: Manifest;
  /** Files of the state folder, by their names. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface RestoreTools {
  readonly migrations: readonly Migration[];
  /** Makes the tables of the queue, in the transaction that it is run in. */
  readonly queueScript: string;
}

/**
 * Reads the whole file and compares every part with its hash. Throws `backup.unusable`, and `backup.other-version` for what
 * a newer Godwit made.
 */
export async function checkBackup(file: string, migrations: readonly Migration[]): Promise<CheckedBackup> {
  let head: Head | null = null;
  let manifest: Manifest | null = null;
  const files = new Map<string, Buffer>();
  const found: string[] = [];
  for await (const { name, bytes } of readParts(file)) {
    if (manifest !== null) throw unusable(file, 'something stands behind its end');
    if (head === null) {
      head = name === HEAD ? headIn(bytes) : null;
      if (head === null) throw unusable(file, 'it is no backup of Godwit');
      refuseNewer(file, head, migrations);
    }
    if (name === MANIFEST) manifest = manifestIn(bytes);
    else found.push(lineOf({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
    if (name.startsWith(STATE)) files.set(name.slice(STATE.length), bytes);
  }
  if (head === null || manifest === null) throw unusable(file, 'it was cut short');
  const isWhole =
    manifest.parts.length === found.length && manifest.parts.every((part, at) => lineOf(part) === found[at]);
  if (!isWhole) throw unusable(file, 'what is in it is not what was put in');
  return { file, head, manifest, files };
}

function lineOf({ name, bytes, sha256 }: Manifest['parts'][number]): string {
  return JSON.stringify([name, bytes, sha256]);
}

function refuseNewer(file: string, { format, version, migrations }: Head, ours: readonly Migration[]): void {
  const refuse = (what: string): Failure => new Failure('backup.other-version', { file, version, what });
  if (format !== FORMAT) throw refuse('it is written in another way');
  for (const [at, { name, checksum }] of migrations.entries()) {
    const own = ours[at];
    if (own === undefined) throw refuse(`it has the newer tables of ${name}`);
    if (own.name !== name || checksumOf(own) !== checksum) throw refuse(`its tables of ${name} are others`);
  }
}

/** Throws `backup.not-empty` where anything is in the database, `backup.other-version`, `backup.unusable` and `database.*`. */
export async function restoreBackup(db: Database, backup: CheckedBackup, tools: RestoreTools): Promise<void> {
  const copying = await db.copying();
  try {
    await copying.transaction(async () => {
      // A service that starts in this moment waits, and finds everything.
      await copying.query({ name: '', text: 'select pg_advisory_xact_lock($1, 0)', values: [LOCKS.migration] });
      const there = await whatIsThere(copying);
      if (there.length > 0)
        throw new Failure('backup.not-empty', { what: `the database has ${there.join(', ')} already` });
      await makeTables(copying, backup, tools);
      await fill(copying, backup);
      await migrate(copying, tools.migrations);
      await distrustLedger(copying);
      await copying.script('set local synchronous_commit = on');
    });
  } finally {
    await copying.close();
  }
}

/** As they were when the backup was taken; what is newer follows once they are filled. */
async function makeTables(copying: Copying, { file, head }: CheckedBackup, tools: RestoreTools): Promise<void> {
  await migrate(copying, tools.migrations.slice(0, head.migrations.length));
  if (head.queue === null) return;
  await copying.script(tools.queueScript);
  // The script bounds how long it may wait; reading a large file takes longer.
  await copying.script('set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0');
  const queue = await queueVersion(copying);
  if (queue === head.queue) return;
  const what = `its queue has the tables ${head.queue}, and ${queue} are those of this version`;
  throw new Failure('backup.other-version', { file, version: head.version, what });
}

async function fill(copying: Copying, { file, manifest }: CheckedBackup): Promise<void> {
  const ours = new Map((await tablesOf(copying)).map((table) => [partPrefix(table), table]));
  const wanted = new Map<string, BackupTable>();
  for (const table of manifest.tables) {
    const own = ours.get(partPrefix(table));
    if (own?.columns.toSorted().join() !== table.columns.toSorted().join()) {
      throw unusable(file, `the table ${table.name} is not the one of this version`);
    }
    // Written by `migrate` already.
    if (table.name !== 'migrations') wanted.set(partPrefix(table), table);
  }
  const watched = await tablesWithTriggers(copying);
  // What the triggers would count is in the backup, and events may not be changed from here on.
  for (const table of watched) await copying.script(`alter table ${table} disable trigger user`);
  for (const table of [...wanted.values()].reverse()) await copying.script(`delete from ${placeOf(table)}`);
  for await (const { name, bytes } of readParts(file)) {
    const table = wanted.get(name.slice(0, name.lastIndexOf('/') + 1));
    if (table === undefined) continue;
    await copying.copyIn(`copy ${placeOf(table)} (${columnsOf(table)}) from stdin`, bytes);
  }
  for (const table of watched) await copying.script(`alter table ${table} enable trigger user`);
  for (const sequence of manifest.sequences) {
    const values = [placeOf(sequence), sequence.last];
    await copying.query({ name: '', text: 'select setval($1::regclass, $2)', values });
  }
}

async function tablesWithTriggers(db: Db): Promise<readonly string[]> {
  const text = 'select distinct tgrelid::regclass::text as name from pg_trigger where not tgisinternal';
  const rows = await db.query<{ name: string }>({ name: '', text, values: [] });
  return rows.map(({ name }) => name);
}

/**
 * The ledger is older than the targets: what it has not seen written may have been written since. So everything that is still
 * to be written becomes a doubt that has rested, and each folder is looked through for items that the backup never knew.
 */
async function distrustLedger(db: Db): Promise<void> {
  await db.script("update entries set state = 'intended', intended_at_ms = 0 where state = 'seen'");
  await db.query({ name: '', text: 'update folders set listed_stamp = $1', values: [RESTORED_STAMP] });
}
