/** The table of waves, and what of them stands at their mailboxes. */
import type { Instant } from '../../base/clock.ts';
import type { Added } from '../../model/added.ts';
import type { MailboxAt } from '../../model/mailbox-book.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import type { Wave, WaveId, WavePlan } from '../../model/wave.ts';
import type { WaveSort } from '../../model/wave-book.ts';
import { WAVE, type WaveState } from '../../model/wave-states.ts';
import type { Db } from '../db.ts';
import { type Listing, pageOf } from './listing.ts';
import { AT_COLUMNS } from './project-mailboxes.ts';
import type { RowLock } from './projects.ts';
import type { Scope, TenantStatement } from './scope.ts';

/** A wave of a project that is not there, or not of this organisation, is a defect of the caller. */
export async function addWave(
  scope: Scope,
  { id, project, plan }: { readonly id: WaveId; readonly project: ProjectId; readonly plan: WavePlan },
): Promise<Added> {
  const { name, startsAt, cutOverAt, priority } = plan;
  const rows = await scope.run(ADD, project, id, name, WAVE.initial, startsAt, cutOverAt, priority);
  return rows.length === 1 ? 'added' : 'taken';
}

const ADD: TenantStatement = {
  name: 'add-wave',
  text: `
    insert into waves (organisation_id, project_id, id, name, state, starts_at_ms, cut_over_at_ms, priority)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (organisation_id, project_id, name) do nothing
    returning id`,
};

const COLUMNS = `
  id, project_id as project, name, state, starts_at_ms as "startsAt", cut_over_at_ms as "cutOverAt",
  cut_over_began_at_ms as "cutOverBeganAt", priority`;

export function listWaves(
  scope: Scope,
  project: ProjectId,
  states: readonly WaveState[],
  ask: PageAsk<WaveSort>,
): Promise<Page<Wave>> {
  return pageOf(scope, LISTING, [project, states], ask);
}

const LISTING: Listing<WaveSort> = {
  name: 'waves',
  columns: COLUMNS,
  table: 'waves',
  where: 'organisation_id = $1 and project_id = $2 and (cardinality($3::text[]) = 0 or state = any($3))',
  valuesCount: 3,
  sorts: {
    // Those without an hour come last.
    startsAt: { column: `coalesce(starts_at_ms, ${Number.MAX_SAFE_INTEGER})`, type: 'bigint' },
    name: { column: 'name', type: 'text' },
    priority: { column: 'priority', type: 'bigint' },
  },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};

export async function findWave(scope: Scope, id: WaveId, lock: RowLock): Promise<Wave | null> {
  const [row] = await scope.run<Wave>(FIND[lock], id);
  return row ?? null;
}

const FIND_TEXT = `select ${COLUMNS} from waves where organisation_id = $1 and id = $2`;
const FIND: Readonly<Record<RowLock, TenantStatement>> = {
  none: { name: 'wave', text: FIND_TEXT },
  update: { name: 'wave-locked', text: `${FIND_TEXT} for update` },
};

export async function planWave(scope: Scope, id: WaveId, plan: WavePlan): Promise<Added | 'missing'> {
  const { name, startsAt, cutOverAt, priority } = plan;
  const [row] = await scope.run<{ isTaken: boolean }>(PLAN, id, name, startsAt, cutOverAt, priority);
  if (row === undefined) return 'missing';
  return row.isTaken ? 'taken' : 'added';
}

/** Its project is locked, so that nobody takes the name meanwhile. */
const PLAN: TenantStatement = {
  name: 'plan-wave',
  text: `
    with wave as (
      select waves.id, exists (
          select from waves as other
          where other.organisation_id = $1 and other.project_id = waves.project_id and other.name = $3 and other.id <> $2
        ) as is_taken
      from waves
      where waves.organisation_id = $1 and waves.id = $2
    ), planned as (
      update waves
      set name = $3, starts_at_ms = $4, cut_over_at_ms = $5, priority = $6
      from wave
      where waves.organisation_id = $1 and waves.id = wave.id and not wave.is_taken
    )
    select is_taken as "isTaken" from wave`,
};

export async function setWaveState(scope: Scope, id: WaveId, from: WaveState, to: WaveState): Promise<boolean> {
  return (await scope.run(SET_STATE, id, from, to)).length === 1;
}

const SET_STATE: TenantStatement = {
  name: 'set-wave-state',
  text: 'update waves set state = $4 where organisation_id = $1 and id = $2 and state = $3 returning id',
};

export async function beginCutOver(scope: Scope, id: WaveId, at: Instant): Promise<boolean> {
  const isBegun = (await scope.run(BEGIN_CUT_OVER, id, at)).length === 1;
  if (isBegun) await scope.run(BEGIN_ALL, id, at);
  return isBegun;
}

const BEGIN_CUT_OVER: TenantStatement = {
  name: 'begin-cut-over',
  text: `
    update waves set cut_over_began_at_ms = $3
    where organisation_id = $1 and id = $2 and cut_over_began_at_ms is null
    returning id`,
};

const BEGIN_ALL: TenantStatement = {
  name: 'begin-cut-over-of-all',
  text: `
    update project_mailboxes set cut_over_began_at_ms = $3
    where organisation_id = $1 and wave_id = $2 and cut_over_began_at_ms is null`,
};

export async function beginMailboxCutOver(scope: Scope, id: MailboxId, at: Instant): Promise<boolean> {
  return (await scope.run(BEGIN_ONE, id, at)).length === 1;
}

const BEGIN_ONE: TenantStatement = {
  name: 'begin-cut-over-of-one',
  text: `
    update project_mailboxes set cut_over_began_at_ms = $3
    where organisation_id = $1 and id = $2 and cut_over_began_at_ms is null
    returning id`,
};

export async function removeWave(scope: Scope, id: WaveId): Promise<boolean> {
  return (await scope.run(REMOVE, id)).length === 1;
}

const REMOVE: TenantStatement = {
  name: 'remove-wave',
  text: `
    delete from waves
    where organisation_id = $1 and id = $2
      and not exists (select from project_mailboxes where organisation_id = $1 and wave_id = $2)
    returning id`,
};

export function mailboxesOf(
  scope: Scope,
  wave: WaveId,
  states: readonly MailboxState[],
): Promise<readonly MailboxAt[]> {
  return scope.run<MailboxAt>(OF_WAVE, wave, states);
}

const OF_WAVE: TenantStatement = {
  name: 'mailboxes-of-wave',
  text: `
    select ${AT_COLUMNS}
    from project_mailboxes
    where organisation_id = $1 and wave_id = $2 and state = any($3)
    order by name`,
};

export function assignMailboxes(
  scope: Scope,
  project: ProjectId,
  wave: WaveId | null,
  mailboxes: readonly MailboxId[],
): Promise<readonly MailboxAt[]> {
  return scope.run<MailboxAt>(ASSIGN, project, wave, mailboxes);
}

/** One that was cut over by itself stays so; what the wave before waited for is forgotten. */
const ASSIGN: TenantStatement = {
  name: 'assign-mailboxes',
  text: `
    with before as (
      select id, state, source_host, wave_id, name
      from project_mailboxes
      where organisation_id = $1 and project_id = $2 and id = any($4::uuid[])
      order by id
      for update
    ), assigned as (
      update project_mailboxes as mailbox
      set wave_id = $3
      from before
      where mailbox.organisation_id = $1 and mailbox.id = before.id
    )
    select ${AT_COLUMNS} from before order by name`,
};

export function wavesDue(scope: Scope, now: Instant, limit: number): Promise<readonly Pick<Wave, 'id' | 'project'>[]> {
  return scope.run<Pick<Wave, 'id' | 'project'>>(DUE, now, limit);
}

const DUE: TenantStatement = {
  name: 'waves-due',
  text: `
    select wave.id, wave.project_id as project
    from waves as wave
    join projects as project on project.organisation_id = $1 and project.id = wave.project_id
    where wave.organisation_id = $1 and project.state = 'running' and (
      (wave.state = 'scheduled' and wave.starts_at_ms <= $2)
      or (wave.state = 'running' and wave.cut_over_began_at_ms is null and wave.cut_over_at_ms <= $2))
    order by least(wave.starts_at_ms, wave.cut_over_at_ms)
    limit $3`,
};

export function takeDeltasDue(
  scope: Scope,
  now: Instant,
  again: Instant,
  limit: number,
): Promise<readonly MailboxAt[]> {
  return scope.run<MailboxAt>(TAKE_DELTAS, now, again, limit);
}

/** Two programs that look at the same instant take different ones. */
const TAKE_DELTAS: TenantStatement = {
  name: 'take-deltas-due',
  text: `
    with due as (
      select mailbox.id
      from project_mailboxes as mailbox
      join projects as project on project.organisation_id = $1 and project.id = mailbox.project_id
      left join waves as wave on wave.organisation_id = $1 and wave.id = mailbox.wave_id
      where mailbox.organisation_id = $1 and mailbox.state = 'in-step'
        and coalesce(mailbox.goes_on_at_ms, 0) <= $2
        and project.state = 'running' and coalesce(wave.state, 'running') = 'running'
      order by mailbox.goes_on_at_ms nulls first, mailbox.id
      limit $4
      for update of mailbox skip locked
    )
    update project_mailboxes as mailbox
    set goes_on_at_ms = $3
    from due
    where mailbox.organisation_id = $1 and mailbox.id = due.id
    returning ${AT_COLUMNS.replaceAll(/(^|, )/g, '$1mailbox.')}`,
};

/** Of all organisations, and only their ids: each is then asked in its own scope. */
export async function organisationsDue(tx: Db, now: Instant): Promise<readonly OrganisationId[]> {
  const rows = await tx.query<{ id: OrganisationId }>({
    name: 'organisations-due',
    text: ORGANISATIONS_DUE,
    values: [now],
  });
  return rows.map(({ id }) => id);
}

const ORGANISATIONS_DUE = `
  select organisation_id as id from waves where state = 'scheduled' and starts_at_ms <= $1
  union
  select organisation_id from waves where state = 'running' and cut_over_began_at_ms is null and cut_over_at_ms <= $1
  union
  select organisation_id from project_mailboxes where state = 'in-step' and coalesce(goes_on_at_ms, 0) <= $1
  union
  select organisation_id from ticket_states where due_at_ms <= $1
  union
  select organisation_id from project_mailboxes where sweep_at_ms <= $1
  union
  -- They are looked at each minute: whether they may start, and whether they end as was told.
  select organisation_id from projects where state in ('scheduled', 'starting', 'running')
  union
  select organisation_id from cut_over_parts where part in ('switch', 'frozen')`;
