-- Where tickets stand, what the clock has to do with them, and what was noted about domains.

create table ticket_states (
  organisation_id uuid not null,
  project_id uuid not null,
  -- As src/model/ticket.ts has it.
  state json not null,
  confirmed_at_ms bigint generated always as ((state ->> 'confirmedAt')::bigint) stored,
  -- Null where the clock has nothing to do.
  due_at_ms bigint,
  primary key (organisation_id, project_id),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
create index ticket_states_due on ticket_states (due_at_ms) where due_at_ms is not null;
create index ticket_states_confirmed on ticket_states (confirmed_at_ms) where confirmed_at_ms is not null;

create table domain_notes (
  organisation_id uuid not null,
  project_id uuid not null,
  -- In lower case.
  domain text not null,
  -- passed or waived
  kind text not null check (kind in ('passed', 'waived')),
  reason text not null,
  at_ms bigint not null,
  -- As src/model/event.ts has an actor.
  author json not null,
  primary key (organisation_id, project_id, domain),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
