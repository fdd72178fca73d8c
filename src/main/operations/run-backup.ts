/** Takes and restores backups of everything that a state folder and its database hold. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { BackupJob, BackupTaken, Restored, RestoreJob } from '../../cli/backup.ts';
import { checkBackup, restoreBackup } from '../../db/backup/restore-backup.ts';
import { writeBackup } from '../../db/backup/write-backup.ts';
import { readMigrations } from '../../db/migrate.ts';
import { keyUse } from '../../db/service/sealed-tables.ts';
import { queueTables } from '../../work/queue-tables.ts';
import { type Environment, keysOf } from '../keys/key-places.ts';
import { KEY_FILE, readKeys } from '../keys/sealing-key-file.ts';
import { MEASURED_RUNS_FILE } from '../move/measured-runs.ts';
import { openAsItIs } from '../move/state.ts';

export interface BackupDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly version: string;
}

/** Throws `backup.not-written`, `database.*` and `secret.key-unusable`. */
export async function runBackup(
  { file, stateFolder, withKey }: BackupJob,
  log: Log,
  deps: BackupDeps,
): Promise<BackupTaken> {
  const { clock, version } = deps;
  await using database = await openAsItIs(stateFolder, { ...deps, log });
  const files = new Map<string, Buffer>();
  const keys = withKey ? await readKeys({ ...deps, folder: stateFolder }) : null;
  if (withKey && keys === null)
    throw new Failure('secret.key-unusable', { reason: 'there is none that could be backed up' });
  if (keys !== null) files.set(KEY_FILE, Buffer.from(keys.keys.map((key) => `${key.text().reveal()}\n`).join('')));
  const runs = await bytesOf(join(stateFolder, MEASURED_RUNS_FILE));
  if (runs !== null) files.set(MEASURED_RUNS_FILE, runs);
  const at = new Date(clock.now()).toISOString();
  const { parts, tables } = await writeBackup(database.db, file, { version, at, files });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  log.info('a backup was taken', { tables: tables.length, bytes, withKey });
  return { tables: tables.length, bytes, at };
}

/** All of it or nothing. Throws `backup.*`, `database.*` and `secret.key-unusable`. */
export async function runRestore({ file, stateFolder }: RestoreJob, log: Log, deps: BackupDeps): Promise<Restored> {
  const migrations = await readMigrations();
  const backup = await checkBackup(file, migrations);
  await using database = await openAsItIs(stateFolder, { ...deps, log });
  const written = await writeFiles(stateFolder, backup.files);
  try {
    await restoreBackup(database.db, backup, { migrations, queueScript: queueTables() });
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
  const there = (await readKeys({ ...deps, folder: stateFolder }))?.keys.map(({ id }) => id) ?? [];
  const keysMissing = [...(await keyUse(database.db)).keys()].filter((id) => !there.includes(id));
  const { at, version } = backup.head;
  log.info('a backup was restored', { at, version, keysMissing: keysMissing.join(' ') });
  return { at, version, hasKey: backup.files.has(KEY_FILE), keysMissing };
}

/** Gives the paths of those that were not there. Throws `backup.not-empty` where one is there that is another. */
async function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const wanted = [KEY_FILE, MEASURED_RUNS_FILE].flatMap((name) => {
    const bytes = files.get(name);
    return bytes === undefined ? [] : [{ path: join(folder, name), name, bytes }];
  });
  const missing: typeof wanted = [];
  for (const one of wanted) {
    const there = await bytesOf(one.path);
    if (one.name === KEY_FILE) keysOf(one.bytes.toString('utf8'), 'the backup');
    if (there === null) missing.push(one);
    else if (!there.equals(one.bytes)) throw new Failure('backup.not-empty', { what: `there is another ${one.path}` });
  }
  for (const { path, bytes } of missing) await writeFile(path, bytes, { flag: 'wx', mode: 0o600, flush: true });
  return missing.map(({ path }) => path);
}

async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
