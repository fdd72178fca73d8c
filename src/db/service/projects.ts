/** The table of projects. */
import type { Instant } from '../../base/clock.ts';
import type { Added } from '../../model/added.ts';
import { type Arrangement, DEFAULT_ARRANGEMENT } from '../../model/arrangement.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '../../model/policy.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { ProjectFilter, ProjectSort } from '../../model/project-book.ts';
import { PROJECT, type ProjectState } from '../../model/project-states.ts';
import { type Listing, pageOf } from './listing.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function addProject(
  scope: Scope,
  { id, name, createdAt }: { readonly id: ProjectId; readonly name: string; readonly createdAt: Instant },
): Promise<Added> {
  const rows = await scope.run(ADD, id, name, PROJECT.initial, createdAt);
  return rows.length === 1 ? 'added' : 'taken';
}

const ADD: TenantStatement = {
  name: 'add-project',
  text: `
    insert into projects (organisation_id, id, name, state, created_at_ms)
    values ($1, $2, $3, $4, $5)
    on conflict (organisation_id, name) do nothing
    returning id`,
};

const COLUMNS = 'id, name, state, created_at_ms as "createdAt", pre_flight_passed_at_ms as "preFlightPassedAt"';

export function listProjects(
  scope: Scope,
  { states, text }: ProjectFilter,
  ask: PageAsk<ProjectSort>,
): Promise<Page<Project>> {
  return pageOf(scope, LISTING, [states, text], ask);
}

const LISTING: Listing<ProjectSort> = {
  name: 'projects',
  columns: COLUMNS,
  table: 'projects',
  where: `organisation_id = $1 and (cardinality($2::text[]) = 0 or state = any($2))
    and ($3::text is null or strpos(lower(name), lower($3)) > 0)`,
  valuesCount: 3,
  sorts: { name: { column: 'name', type: 'text' }, createdAt: { column: 'created_at_ms', type: 'bigint' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};

/** none: as it is. update: nobody else moves or locks it until the transaction ends. */
export type RowLock = 'none' | 'update';

export async function findProject(scope: Scope, id: ProjectId, lock: RowLock): Promise<Project | null> {
  const [row] = await scope.run<Project>(FIND[lock], id);
  return row ?? null;
}

const FIND_TEXT = `select ${COLUMNS} from projects where organisation_id = $1 and id = $2`;
const FIND: Readonly<Record<RowLock, TenantStatement>> = {
  none: { name: 'project', text: FIND_TEXT },
  update: { name: 'project-locked', text: `${FIND_TEXT} for update` },
};

export async function setProjectState(
  scope: Scope,
  id: ProjectId,
  from: ProjectState,
  to: ProjectState,
): Promise<boolean> {
  return (await scope.run(SET_STATE, id, from, to)).length === 1;
}

const SET_STATE: TenantStatement = {
  name: 'set-project-state',
  text: 'update projects set state = $4 where organisation_id = $1 and id = $2 and state = $3 returning id',
};

export async function projectSettings(scope: Scope, id: ProjectId): Promise<ProjectSettings> {
  const [row] = await scope.run<{ settings: ProjectSettings | null }>(SETTINGS, id);
  return row?.settings ?? DEFAULT_SETTINGS;
}

const SETTINGS: TenantStatement = {
  name: 'project-settings',
  text: 'select settings from projects where organisation_id = $1 and id = $2',
};

export async function setProjectSettings(scope: Scope, id: ProjectId, settings: ProjectSettings): Promise<boolean> {
  return (await scope.run(SET_SETTINGS, id, JSON.stringify(settings))).length === 1;
}

const SET_SETTINGS: TenantStatement = {
  name: 'set-project-settings',
  text: 'update projects set settings = $3::json where organisation_id = $1 and id = $2 returning id',
};

export async function arrangement(scope: Scope, id: ProjectId): Promise<Arrangement> {
  const [row] = await scope.run<{ arrangement: Arrangement | null }>(ARRANGEMENT, id);
  return { ...DEFAULT_ARRANGEMENT, ...row?.arrangement };
}

const ARRANGEMENT: TenantStatement = {
  name: 'arrangement',
  text: 'select arrangement from projects where organisation_id = $1 and id = $2',
};

export async function setArrangement(scope: Scope, id: ProjectId, settings: Arrangement): Promise<boolean> {
  return (await scope.run(SET_ARRANGEMENT, id, JSON.stringify(settings))).length === 1;
}

const SET_ARRANGEMENT: TenantStatement = {
  name: 'set-arrangement',
  text: 'update projects set arrangement = $3::json where organisation_id = $1 and id = $2 returning id',
};
