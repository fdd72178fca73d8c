/** Brings a database to the newest version of our tables. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import type { Db } from './db.ts';
import { LOCKS } from './locks.ts';

/** One file of `migrations/`. Files are applied in the order of their names and never edited after a release. */
export interface Migration {
  readonly name: string;
  readonly text: string;
}

const FOLDER = new URL('migrations/', import.meta.url);

/** The migrations of this version, in their order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, FOLDER), 'utf8') })));
}

/**
 * Applies what is missing, each file in one transaction with the note that it was applied. Two processes may do it at
 * once. Throws `database.other-version` when the database was migrated by a newer Godwit, or by other files.
 */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<void> {
  await db.transaction(async (tx) => {
    await refuseOtherServers(tx);
    // Held until the transaction ends, so that a second process finds everything applied.
    await tx.query({ name: 'migration-lock', text: 'select pg_advisory_xact_lock($1, 0)', values: [LOCKS.migration] });
    await tx.script('create table if not exists migrations (name text primary key, checksum text not null)');
    const applied = await tx.query<Applied>({
      name: 'migrations-applied',
      text: 'select name, checksum from migrations order by name',
      values: [],
    });
    refuseForeign(applied, migrations);
    for (const migration of migrations.slice(applied.length)) await apply(migration, tx);
  });
}

/** Whether it has the tables of this version, and no others of ours. */
export async function isMigrated(db: Db, migrations: readonly Migration[]): Promise<boolean> {
  const applied = await db.query<Applied>({
    name: 'migrations-applied',
    text: 'select name, checksum from migrations order by name',
    values: [],
  });
  const isOurs = migrations.every((own, index) => {
    const there = applied[index];
    return there?.name === own.name && there.checksum === checksumOf(own);
  });
  return isOurs && applied.length === migrations.length;
}

export type TablesState =
  | { readonly is: 'current' }
  /** So many migrations would be applied. */
  | { readonly is: 'older'; readonly missing: number }
  /** What `migrate` would refuse, in words. */
  | { readonly is: 'foreign'; readonly what: string };

/** What `migrate` would find, without changing anything. */
export async function tablesIn(db: Db, migrations: readonly Migration[]): Promise<TablesState> {
  const there = `select to_regclass('migrations') is not null as there`;
  const [row] = await db.query<{ there: boolean }>({ name: 'has-migrations', text: there, values: [] });
  if (row?.there !== true) return { is: 'older', missing: migrations.length };
  const text = 'select name, checksum from migrations order by name';
  const applied = await db.query<Applied>({ name: 'migrations-applied', text, values: [] });
  try {
    refuseForeign(applied, migrations);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { is: 'foreign', what: error.message };
  }
  const missing = migrations.length - applied.length;
  return missing === 0 ? { is: 'current' } : { is: 'older', missing };
}

/** The oldest version that its makers still mend. Ours is tested with the one that we bring. */
const SERVER_MAJOR_MIN = 14;

async function refuseOtherServers(db: Db): Promise<void> {
  const [server] = await db.query<{ version: number; encoding: string }>({
    name: 'server',
    text: `
      select current_setting('server_version_num')::integer / 10000 as version,
        current_setting('server_encoding') as encoding`,
    values: [],
  });
  assert(server !== undefined, 'a server answers what it is');
  const { version, encoding } = server;
  if (version >= SERVER_MAJOR_MIN && encoding === 'UTF8') return;
  const what = `it is PostgreSQL ${version} with ${encoding}, and ${SERVER_MAJOR_MIN} or newer with UTF8 is needed`;
  throw new Failure('database.other-version', { what });
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

async function apply(migration: Migration, tx: Db): Promise<void> {
  await tx.script(migration.text);
  await tx.query({
    name: 'migration-applied',
    text: 'insert into migrations (name, checksum) values ($1, $2)',
    values: [migration.name, checksumOf(migration)],
  });
}

/** What was applied must be the beginning of what we have, file by file. */
function refuseForeign(applied: readonly Applied[], ours: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const own = ours[index];
    if (own === undefined) throw new Failure('database.other-version', { what: `it has the newer tables of ${name}` });
    if (own.name !== name || checksumOf(own) !== checksum) {
      throw new Failure('database.other-version', { what: `its tables of ${name} are not those of ${own.name} here` });
    }
  }
}

export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.text).digest('hex');
}
