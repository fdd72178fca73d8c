/** Where tickets stand, the plans that were sent in them, and what was noted about domains. */
import type { Instant } from '../../base/clock.ts';
import type { ProjectId } from '../../model/project.ts';
import { type DomainNote, type KeptPlan, NEW_TICKET, type TicketBook, type TicketState } from '../../model/ticket.ts';
import { NOT_MOVED } from './project-course.ts';
import type { Scope, TenantStatement } from './scope.ts';

type Part = Omit<TicketBook, 'addEntry' | 'entries' | 'lastEntry' | 'startsBetween' | 'lockStarts'>;

export function ticketStatePart(scope: Scope): Part {
  return {
    ticketState: async (project) => {
      const [row] = await scope.run<{ state: TicketState }>(STATE, project);
      return row?.state ?? NEW_TICKET;
    },
    setTicketState: (project, state, dueAt) => setState(scope, project, state, dueAt),
    ticketsDue: async (now, limit) => {
      const rows = await scope.run<{ project: ProjectId }>(DUE, now, limit);
      return rows.map(({ project }) => project);
    },
    addPlan: async (project, { version, at, document }) => {
      await scope.run(ADD_PLAN, project, version, at, document);
    },
    keptPlan: async (project, version) => {
      const [row] = await scope.run<KeptPlan>(PLAN, project, version);
      return row ?? null;
    },
    planVersions: (project) => scope.run<Pick<KeptPlan, 'version' | 'at'>>(VERSIONS, project),
    movingNames: async (project) => {
      const rows = await scope.run<{ name: string }>(NAMES, project, NOT_MOVED);
      return rows.map(({ name }) => name);
    },
    wavelessCount: async (project) => {
      const [row] = await scope.run<{ count: number }>(WAVELESS, project, NOT_MOVED);
      return row?.count ?? 0;
    },
    domainNotes: (project) => scope.run<DomainNote>(NOTES, project),
    noteDomain: (project, note) => noteDomain(scope, project, note),
  };
}

const STATE: TenantStatement = {
  name: 'ticket-state',
  text: 'select state from ticket_states where organisation_id = $1 and project_id = $2',
};

async function setState(scope: Scope, project: ProjectId, state: TicketState, dueAt: Instant | null): Promise<void> {
  await scope.run(SET_STATE, project, JSON.stringify(state), dueAt);
}

const SET_STATE: TenantStatement = {
  name: 'set-ticket-state',
  text: `
    insert into ticket_states (organisation_id, project_id, state, due_at_ms)
    values ($1, $2, $3::json, $4)
    on conflict (organisation_id, project_id) do update set state = excluded.state, due_at_ms = excluded.due_at_ms`,
};

const DUE: TenantStatement = {
  name: 'tickets-due',
  text: `
    select project_id as project
    from ticket_states
    where organisation_id = $1 and due_at_ms <= $2
    order by due_at_ms, project_id
    limit $3`,
};

const ADD_PLAN: TenantStatement = {
  name: 'add-plan',
  text: 'insert into plans (organisation_id, project_id, version, at_ms, document) values ($1, $2, $3, $4, $5)',
};

const PLAN: TenantStatement = {
  name: 'plan',
  text: `
    select version, at_ms as at, document
    from plans
    where organisation_id = $1 and project_id = $2 and version = coalesce($3, version)
    order by version desc
    limit 1`,
};

const VERSIONS: TenantStatement = {
  name: 'plan-versions',
  text: `
    select version, at_ms as at
    from plans
    where organisation_id = $1 and project_id = $2
    order by version desc`,
};

const NAMES: TenantStatement = {
  name: 'moving-names',
  text: `
    select name
    from project_mailboxes
    where organisation_id = $1 and project_id = $2 and state <> all($3)
    order by name`,
};

const WAVELESS: TenantStatement = {
  name: 'waveless-count',
  text: `
    select count(*) as count
    from project_mailboxes
    where organisation_id = $1 and project_id = $2 and wave_id is null and state <> all($3)`,
};

const NOTES: TenantStatement = {
  name: 'domain-notes',
  text: `
    select domain, kind as is, reason, at_ms as at, author as by
    from domain_notes
    where organisation_id = $1 and project_id = $2
    order by domain`,
};

async function noteDomain(scope: Scope, project: ProjectId, { domain, is, reason, at, by }: DomainNote): Promise<void> {
  await scope.run(NOTE, project, domain, is, reason, at, JSON.stringify(by));
}

const NOTE: TenantStatement = {
  name: 'note-domain',
  text: `
    insert into domain_notes (organisation_id, project_id, domain, kind, reason, at_ms, author)
    values ($1, $2, $3, $4, $5, $6, $7::json)
    on conflict (organisation_id, project_id, domain)
      do update set kind = excluded.kind, reason = excluded.reason, at_ms = excluded.at_ms, author = excluded.author`,
};
