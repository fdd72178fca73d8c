/** The table of spans in which nothing moves. Those of the installation hold for everybody, and are seen by everybody. */
import type { Blackout, BlackoutId } from '../../model/blackout.ts';
import type { ProjectId } from '../../model/project.ts';
import type { HouseScope, Scope, TenantStatement } from './scope.ts';

/** More than these nobody means. */
const BLACKOUTS_MAX = 200;

export async function addBlackout(
  scope: Scope | HouseScope,
  project: ProjectId | null,
  { id, reason, span }: Blackout,
): Promise<boolean> {
  return (await scope.run(ADD, project, id, reason, JSON.stringify(span), BLACKOUTS_MAX)).length === 1;
}

const ADD: TenantStatement = {
  name: 'add-blackout',
  text: `
    insert into blackouts (organisation_id, project_id, id, reason, span)
    select $1::uuid, $2::uuid, $3, $4, $5::json
    where (
      select count(*) from blackouts
      where organisation_id is not distinct from $1 and project_id is not distinct from $2
    ) < $6
    returning id`,
};

export function listBlackouts(
  scope: Scope | HouseScope,
  project: ProjectId | null,
): Promise<readonly (Blackout & { readonly isOfAll: boolean })[]> {
  return scope.run<Blackout & { readonly isOfAll: boolean }>(LIST, project);
}

const LIST: TenantStatement = {
  name: 'blackouts',
  text: `
    select id, reason, span, organisation_id is null as "isOfAll"
    from blackouts
    where (organisation_id = $1 and project_id = $2) or organisation_id is null
    order by organisation_id nulls last, id`,
};

export async function removeBlackout(
  scope: Scope | HouseScope,
  project: ProjectId | null,
  id: BlackoutId,
): Promise<Blackout | null> {
  const [row] = await scope.run<Blackout>(REMOVE, project, id);
  return row ?? null;
}

const REMOVE: TenantStatement = {
  name: 'remove-blackout',
  text: `
    delete from blackouts
    where organisation_id is not distinct from $1 and project_id is not distinct from $2 and id = $3
    returning id, reason, span`,
};
