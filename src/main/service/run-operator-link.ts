/** Writes a one-time link for another operator into the database of a service, whether the service runs or not. */
import { hostname } from 'node:os';
import { invitationPath } from '../../api/people/invitation.ts';
import { makeOperatorLink } from '../../api/people/operator-link.ts';
import { assert } from '../../base/assert.ts';
import type { Log } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import { systemToken } from '../../base/token.ts';
import { openStore } from '../../db/service/store.ts';
import { openKeys } from '../keys/sealing-key-file.ts';
import { openDatabase } from '../move/state.ts';
import type { ServiceDeps } from './run-service.ts';

/** The path of the link. Throws `database.*` and `secret.*`. */
export async function runOperatorLink(
  stateFolder: string,
  log: Log,
  { clock, random, environment }: ServiceDeps,
): Promise<Secret> {
  await using database = await openDatabase(stateFolder, { clock, log, environment });
  const keys = await openKeys(database.db, { folder: stateFolder, environment, random });
  const addJobs = async (): Promise<void> => assert(false, 'a link gives no work');
  const store = openStore(database.db, { keys, addJobs });
  const { token } = await makeOperatorLink(store, { clock, random, newToken: systemToken, machine: hostname() });
  return new Secret(invitationPath(token));
}
