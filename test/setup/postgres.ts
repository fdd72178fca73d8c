/** One embedded database server for a whole run of the tests. Each test file makes its own database on it. */
import { mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openDb } from '../../src/db/db.ts';
import { type DbAddress, onDatabase } from '../../src/db/embedded/address.ts';
import { clusterFolders, isAlive } from '../../src/db/embedded/cluster.ts';
import { openEmbedded } from '../../src/db/embedded/embedded.ts';
import { runningPostmaster, stopPostmaster } from '../../src/db/embedded/postmaster.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
    };
  }
}

/** The number of the process that made the folder follows, so that the folders of killed runs can be told. */
const PREFIX = 'godwit-tests-';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const embedded = await openEmbedded(folder, { clock: systemClock, log: silentLog });
  const { address } = embedded;
  if (address.is !== 'server') throw new Error('an embedded database has no URL');
  await makeTemplate(address);
  const { host, port, user, password, database } = address;
  project.provide('postgres', { host, port, user, password: password.reveal(), database });
  return async () => {
    await embedded.close();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Every test file's database is a copy of this one, so that only the run pays for the migrations. */
export const TEMPLATE = 'godwit_template';

async function makeTemplate(address: DbAddress): Promise<void> {
  const server = openDb(address);
  await server.script(`create database ${TEMPLATE}`);
  await server.close();
  const template = openDb(onDatabase(address, TEMPLATE));
  await migrate(template, await readMigrations());
  await template.close();
}

/** A killed run cannot clean up: the next one of the same user stops its server and removes its folder. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    const folder = join(tmpdir(), name);
    if ((await stat(folder)).uid !== process.getuid?.()) continue;
    const folders = clusterFolders(join(await realpath(folder), 'database'));
    const server = await runningPostmaster(folders);
    if (server !== null) await stopPostmaster(folders, server, systemClock);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
