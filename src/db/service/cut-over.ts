/** The tables of the cut-over: documents about projects, locks, what came back, and what is looked after until the hold ends. */
import type { Instant } from '../../base/clock.ts';
import type { CutOverBook, CutOverParts, MailboxLock, NamedLock } from '../../model/cut-over.ts';
import type { MailboxAt } from '../../model/mailbox-book.ts';
import { HANDED_OVER } from '../../model/mailbox-states.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Returned } from '../../model/returned.ts';
import { connectionOf, forgetConnection, keepConnection } from './connections.ts';
import { AT_COLUMNS } from './project-mailboxes.ts';
import type { Scope, TenantStatement } from './scope.ts';
import type { Sealer } from './sealing.ts';

export function cutOverPart(scope: Scope, sealer: Sealer): CutOverBook {
  return {
    cutOverPart: (project, part) => partOf(scope, project, part),
    setCutOverPart: async (project, part, document) => {
      if (document === null) await scope.run(FORGET_PART, project, part);
      else await scope.run(SET_PART, project, part, JSON.stringify(document));
    },
    notePreFlight: async (project, passedAt) => void (await scope.run(NOTE_PRE_FLIGHT, project, passedAt)),
    lockOf: async (mailbox) => (await scope.run<MailboxLock>(LOCK, mailbox))[0] ?? null,
    setLock: async (mailbox, { how, state, at, problem }) => {
      await scope.run(SET_LOCK, mailbox, how, state, at, problem === null ? null : JSON.stringify(problem));
    },
    locksOf: (project) => scope.run<NamedLock>(LOCKS, project),
    keepReturned: async (mailbox, { items, exceptions, stays }, at) => {
      await scope.run(KEEP_RETURNED, mailbox, at, items, exceptions, JSON.stringify(stays));
    },
    returnedOf: async (mailbox) => (await scope.run<Returned & { at: Instant }>(RETURNED, mailbox))[0] ?? null,
    returnedSum: async (project) => (await scope.run<{ items: number }>(RETURNED_SUM, project))[0]?.items ?? 0,
    connection: (project) => connectionOf(scope, project, sealer),
    keepConnection: (project, connection) => keepConnection(scope, project, connection, sealer),
    forgetConnection: (project) => forgetConnection(scope, project),
    beginSweeps: async (mailbox, at, holdUntil) => void (await scope.run(BEGIN_SWEEPS, mailbox, at, holdUntil)),
    takeSweepsDue: (now, usualHours, limit) => takeSweepsDue(scope, now, usualHours, limit),
    projectsIn: async (states, limit) =>
      (await scope.run<{ id: ProjectId }>(PROJECTS_IN, states, limit)).map(({ id }) => id),
  };
}

async function partOf<Part extends keyof CutOverParts>(
  scope: Scope,
  project: ProjectId,
  part: Part,
): Promise<CutOverParts[Part] | null> {
  const [row] = await scope.run<{ document: CutOverParts[Part] }>(PART, project, part);
  return row?.document ?? null;
}

const PART: TenantStatement = {
  name: 'cut-over-part',
  text: 'select document from cut_over_parts where organisation_id = $1 and project_id = $2 and part = $3',
};

const SET_PART: TenantStatement = {
  name: 'set-cut-over-part',
  text: `
    insert into cut_over_parts (organisation_id, project_id, part, document)
    values ($1, $2, $3, $4::json)
    on conflict (project_id, part) do update set document = excluded.document
    where cut_over_parts.organisation_id = $1`,
};

const FORGET_PART: TenantStatement = {
  name: 'forget-cut-over-part',
  text: 'delete from cut_over_parts where organisation_id = $1 and project_id = $2 and part = $3',
};

const NOTE_PRE_FLIGHT: TenantStatement = {
  name: 'note-pre-flight',
  text: 'update projects set pre_flight_passed_at_ms = $3 where organisation_id = $1 and id = $2',
};

const LOCK: TenantStatement = {
  name: 'mailbox-lock',
  text: `
    select how, state, at_ms as at, problem
    from mailbox_locks
    where organisation_id = $1 and mailbox_id = $2`,
};

const SET_LOCK: TenantStatement = {
  name: 'set-mailbox-lock',
  text: `
    insert into mailbox_locks (organisation_id, mailbox_id, how, state, at_ms, problem)
    values ($1, $2, $3, $4, $5, $6::json)
    on conflict (mailbox_id) do update
    set how = excluded.how, state = excluded.state, at_ms = excluded.at_ms, problem = excluded.problem
    where mailbox_locks.organisation_id = $1`,
};

const LOCKS: TenantStatement = {
  name: 'mailbox-locks',
  text: `
    select held.how, held.state, held.at_ms as at, held.problem, mailbox.id as mailbox, mailbox.name,
      mailbox.state as "mailboxState"
    from mailbox_locks as held
    join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = held.mailbox_id
    where held.organisation_id = $1 and mailbox.project_id = $2
    order by mailbox.name`,
};

const KEEP_RETURNED: TenantStatement = {
  name: 'keep-returned',
  text: `
    insert into mailbox_returns (organisation_id, mailbox_id, at_ms, items, exceptions, stays)
    values ($1, $2, $3, $4, $5, $6::json)
    on conflict (mailbox_id) do update
    set at_ms = excluded.at_ms, items = excluded.items, exceptions = excluded.exceptions, stays = excluded.stays
    where mailbox_returns.organisation_id = $1`,
};

const RETURNED: TenantStatement = {
  name: 'mailbox-returned',
  text: `
    select at_ms as at, items, exceptions, stays
    from mailbox_returns
    where organisation_id = $1 and mailbox_id = $2`,
};

const RETURNED_SUM: TenantStatement = {
  name: 'returned-sum',
  text: `
    select coalesce(sum(back.items), 0)::bigint as items
    from mailbox_returns as back
    join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = back.mailbox_id
    where back.organisation_id = $1 and mailbox.project_id = $2`,
};

const BEGIN_SWEEPS: TenantStatement = {
  name: 'begin-sweeps',
  text: `
    update project_mailboxes set sweep_at_ms = $3, hold_until_ms = $4
    where organisation_id = $1 and id = $2`,
};

async function takeSweepsDue(
  scope: Scope,
  now: Instant,
  usualHours: number,
  limit: number,
): Promise<readonly MailboxAt[]> {
  await scope.run(END_SWEEPS, now, HANDED_OVER);
  return scope.run<MailboxAt>(TAKE_SWEEPS, now, usualHours, limit, HANDED_OVER);
}

/** The hold is over, or the mailbox moves again, which brings everything over by itself. */
const END_SWEEPS: TenantStatement = {
  name: 'end-sweeps',
  text: `
    update project_mailboxes set sweep_at_ms = null
    where organisation_id = $1 and sweep_at_ms is not null and (hold_until_ms <= $2 or state <> all($3))`,
};

/** Two programs that look at the same instant take different ones. */
const TAKE_SWEEPS: TenantStatement = {
  name: 'take-sweeps-due',
  text: `
    with due as (
      select id
      from project_mailboxes
      where organisation_id = $1 and sweep_at_ms <= $2 and state = any($5)
      order by sweep_at_ms, id
      limit $4
      for update skip locked
    )
    update project_mailboxes as mailbox
    set sweep_at_ms = $2 + (coalesce((project.settings ->> 'deltaEveryHours')::numeric, $3) * 3600000)::bigint
    from due, projects as project
    where mailbox.organisation_id = $1 and mailbox.id = due.id
      and project.organisation_id = $1 and project.id = mailbox.project_id
    returning ${AT_COLUMNS.replaceAll(/(^|, )/g, '$1mailbox.')}`,
};

const PROJECTS_IN: TenantStatement = {
  name: 'projects-in',
  text: `
    select id from projects
    where organisation_id = $1 and state = any($2)
    order by created_at_ms
    limit $3`,
};
