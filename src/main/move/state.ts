/** Opens what outlives a run: the database with the ledger of one mailbox, and a folder for what is too large for memory. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import { type Database, openDb } from '../../db/db.ts';
import type { DbAddress } from '../../db/embedded/address.ts';
import { clusterFolders, clusterVersion } from '../../db/embedded/cluster.ts';
import { openEmbedded } from '../../db/embedded/embedded.ts';
import { type HeldLedger, type MailboxNames, openLedger } from '../../db/ledger/ledger.ts';
import type { LifeDeps } from '../../db/ledger/life-signs.ts';
import { migrate, readMigrations } from '../../db/migrate.ts';

export interface OpenState extends AsyncDisposable {
  readonly ledger: HeldLedger;
  /** A folder of this mailbox alone, empty at the start. */
  readonly spoolFolder: string;
}

export interface StateDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Throws `database.*` and `run.already-under-way`. DATABASE_URL names a PostgreSQL to use instead of the embedded one. */
export async function openState(folder: string, mailbox: MailboxNames, deps: StateDeps): Promise<OpenState> {
  const database = await openDatabase(folder, deps);
  try {
    const state = await openStateIn(database.db, folder, mailbox, deps.clock);
    const close = async (): Promise<void> => {
      await state[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    };
    return { ...state, [Symbol.asyncDispose]: close };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

export interface OpenDatabase extends AsyncDisposable {
  readonly db: Database;
}

/** The database of a state folder, or that of DATABASE_URL, with all our tables. Throws `database.*`. */
export async function openDatabase(folder: string, deps: StateDeps, connectionsMax?: number): Promise<OpenDatabase> {
  const opened = await openAsItIs(folder, deps, connectionsMax);
  try {
    await migrate(opened.db, await readMigrations());
    return opened;
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whether `openDatabase` would find one, and not make it. */
export async function hasDatabase(folder: string, environment: StateDeps['environment']): Promise<boolean> {
  if ((environment['DATABASE_URL'] ?? '') !== '') return true;
  return (await clusterVersion(clusterFolders(join(folder, 'database')))) !== null;
}

/** The same, with whatever tables it has. Throws `database.*`. */
export async function openAsItIs(folder: string, deps: StateDeps, connectionsMax?: number): Promise<OpenDatabase> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const address = await databaseAddress(folder, closing, deps);
    const db = openDb(address, connectionsMax);
    closing.push(() => db.close());
    return { db, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The ledger of one mailbox in an open database, which stays open; held by signs of life where `life` is given. Throws `run.already-under-way`. */
export async function openStateIn(
  db: Database,
  folder: string,
  mailbox: MailboxNames,
  clock: Clock,
  life: LifeDeps | null = null,
): Promise<OpenState> {
  const ledger = await openLedger(db, mailbox, `${hostname()} ${process.pid}`, clock.now(), life);
  try {
    const spoolFolder = await emptySpoolFolder(folder, mailbox);
    const close = async (): Promise<void> => {
      await rm(spoolFolder, { recursive: true, force: true });
      await ledger.close();
    };
    return { ledger, spoolFolder, [Symbol.asyncDispose]: close };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

async function databaseAddress(folder: string, closing: (() => Promise<void>)[], deps: StateDeps): Promise<DbAddress> {
  const url = deps.environment['DATABASE_URL'] ?? '';
  if (url !== '') return { is: 'url', url: new Secret(url) };
  const embedded = await openEmbedded(folder, deps);
  closing.push(() => embedded.close());
  return embedded.address;
}

/** What a killed run left there is nobody's any more: the ledger of the mailbox is held by us. */
async function emptySpoolFolder(folder: string, mailbox: MailboxNames): Promise<string> {
  const name = createHash('sha256')
    .update(JSON.stringify([mailbox.source, mailbox.target]))
    .digest('hex')
    .slice(0, 16);
  const path = join(folder, 'spool', name);
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}
