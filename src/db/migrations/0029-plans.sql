-- The versions of the plans of projects. They are never changed: people have acknowledged them by their numbers.

create table plans (
  organisation_id uuid not null,
  project_id uuid not null,
  version integer not null check (version > 0),
  at_ms bigint not null,
  -- As src/plan/document/plan-version.ts writes it.
  document text not null,
  primary key (organisation_id, project_id, version),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
