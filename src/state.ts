/** Opens what outlives a run: the database with the ledger of one mailbox, and a folder for what is too large for memory. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import { Secret } from './base/secret.ts';
import type { DbAddress } from './db/address.ts';
import { type Database, openDb } from './db/db.ts';
import { openEmbedded } from './db/embedded.ts';
import { type HeldLedger, type MailboxNames, openLedger } from './db/ledger.ts';
import { migrate, readMigrations } from './db/migrate.ts';

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
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const address = await databaseAddress(folder, closing, deps);
    const db: Database = openDb(address);
    closing.push(() => db.close());
    await migrate(db, await readMigrations());
    const ledger = await openLedger(db, mailbox, `${hostname()} ${process.pid}`, deps.clock.now());
    closing.push(() => ledger.close());
    const spoolFolder = await emptySpoolFolder(folder, mailbox);
    closing.push(() => rm(spoolFolder, { recursive: true, force: true }));
    return { ledger, spoolFolder, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
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
