-- What holds for a whole project, and when nothing of it may move.

-- As src/model/policy.ts has it; null: what is usual.
alter table projects add column settings json;

-- Of a project, or of the whole installation where both are null.
create table blackouts (
  id uuid primary key,
  organisation_id uuid,
  project_id uuid,
  reason text not null,
  -- As src/model/blackout.ts has it.
  span json not null,
  foreign key (organisation_id, project_id) references projects (organisation_id, id),
  check ((organisation_id is null) = (project_id is null))
);
create index blackouts_by_project on blackouts (organisation_id, project_id);
