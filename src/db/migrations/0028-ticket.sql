-- The ticket of a project, and how the project is led.

-- As src/model/arrangement.ts has it; null: what is usual.
alter table projects add column arrangement json;

create table ticket_entries (
  organisation_id uuid not null,
  project_id uuid not null,
  id uuid primary key,
  -- 1 is the first of the project.
  number integer not null,
  at_ms bigint not null,
  -- As src/model/event.ts has an actor.
  author json not null,
  text text not null,
  kind text not null,
  -- As src/model/ticket.ts has it.
  part json not null,
  unique (organisation_id, project_id, number),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
