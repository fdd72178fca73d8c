/** A database of one test file's own, on the server of the run. */
import { afterAll, inject } from 'vitest';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { type Database, openDb } from '../../src/db/db.ts';
import { type DbAddress, onDatabase } from '../../src/db/embedded/address.ts';
import { TEMPLATE } from './postgres.ts';

/** The server of the run. Its own database is nobody's: tests make theirs. */
export function serverAddress(): DbAddress {
  const { password, ...rest } = inject('postgres');
  return { is: 'server', ...rest, password: new Secret(password) };
}

/**
 * An empty database with all our tables. Called once, at the top of a test file, which then has it until its last test
 * has ended.
 */
export async function freshDatabase(): Promise<Database & { readonly address: DbAddress }> {
  const server = openDb(serverAddress());
  const name = `test_${systemRandom.id().replaceAll('-', '')}`;
  await server.script(`create database ${name} template ${TEMPLATE}`);
  const address = onDatabase(serverAddress(), name);
  const db = openDb(address);
  afterAll(async () => {
    await db.close();
    await server.script(`drop database ${name} with (force)`);
    await server.close();
  });
  return { ...db, address };
}
