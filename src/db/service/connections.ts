/** The table of connections to the admin API of the old system. Both keys are sealed as one text. */
import { Secret } from '../../base/secret.ts';
import type { Connection } from '../../model/cut-over.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Scope, TenantStatement } from './scope.ts';
import { connectionPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

interface Row extends Pick<Connection, 'url' | 'account' | 'requestsPerMinute'> {
  readonly sealed: Buffer;
}

/** Null where there is none. Throws what unsealing throws. */
export async function connectionOf(scope: Scope, project: ProjectId, sealer: Sealer): Promise<Connection | null> {
  const [row] = await scope.run<Row>(FIND, project);
  if (row === undefined) return null;
  const { sealed, ...rest } = row;
  const keys = sealer.unseal(sealed, connectionPlace(scope.organisation, project)).reveal();
  const [userKey, secretKey] = JSON.parse(keys) as [string, string]; // as it was sealed below
  return { ...rest, userKey: new Secret(userKey), secretKey: new Secret(secretKey) };
}

const FIND: TenantStatement = {
  name: 'connection',
  text: `
    select url, account, requests_per_minute as "requestsPerMinute", sealed
    from connections
    where organisation_id = $1 and project_id = $2`,
};

/** In the place of an earlier one. */
export async function keepConnection(
  scope: Scope,
  project: ProjectId,
  { url, account, requestsPerMinute, userKey, secretKey }: Connection,
  sealer: Sealer,
): Promise<void> {
  const key = await sealer.sealing();
  const keys = new Secret(JSON.stringify([userKey.reveal(), secretKey.reveal()]));
  const sealed = key.seal(keys, connectionPlace(scope.organisation, project));
  await scope.run(KEEP, project, url, account, requestsPerMinute, key.id, sealed);
}

const KEEP: TenantStatement = {
  name: 'keep-connection',
  text: `
    insert into connections (organisation_id, project_id, url, account, requests_per_minute, key_id, sealed)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (project_id) do update
    set url = excluded.url, account = excluded.account, requests_per_minute = excluded.requests_per_minute,
      key_id = excluded.key_id, sealed = excluded.sealed
    where connections.organisation_id = $1`,
};

/** False where there was none. */
export async function forgetConnection(scope: Scope, project: ProjectId): Promise<boolean> {
  return (await scope.run(FORGET, project)).length === 1;
}

const FORGET: TenantStatement = {
  name: 'forget-connection',
  text: 'delete from connections where organisation_id = $1 and project_id = $2 returning project_id',
};
