/** The address of a test's database as somebody would put it into DATABASE_URL. */
import { assert } from '../../src/base/assert.ts';
import type { DbAddress } from '../../src/db/embedded/address.ts';

export function urlOf(address: DbAddress): string {
  assert(address.is === 'server', 'tests have a server of their own');
  const { host, port, user, password, database } = address;
  return `postgres://${user}:${encodeURIComponent(password.reveal())}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}
