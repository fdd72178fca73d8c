-- Waves: mailboxes of a project that begin and are cut over together. A mailbox without one moves with its project.

create table waves (
  organisation_id uuid not null,
  project_id uuid not null,
  id uuid primary key,
  name text not null,
  state text not null check (state in (
    'planned', 'scheduled', 'running', 'paused', 'completed', 'failed', 'cancelled', 'rolled-back')),
  starts_at_ms bigint,
  cut_over_at_ms bigint,
  cut_over_began_at_ms bigint,
  -- 1 comes first.
  priority integer not null check (priority between 1 and 3),
  unique (organisation_id, project_id, name),
  unique (organisation_id, project_id, id),
  foreign key (organisation_id, project_id) references projects (organisation_id, id),
  check ((state = 'scheduled') <= (starts_at_ms is not null))
);
-- What is looked for every few seconds.
create index waves_by_start on waves (starts_at_ms) where state = 'scheduled';
create index waves_by_cut_over on waves (cut_over_at_ms) where state = 'running' and cut_over_began_at_ms is null;

alter table project_mailboxes
  add column wave_id uuid,
  add column cut_over_began_at_ms bigint,
  add foreign key (organisation_id, project_id, wave_id) references waves (organisation_id, project_id, id),
  drop constraint project_mailboxes_state_check,
  add constraint project_mailboxes_state_check check (state in (
    'listed', 'preparing', 'prepared', 'waived', 'queued', 'copying', 'in-step', 'following', 'final-queued',
    'catching-up', 'copied', 'verifying', 'verified', 'partial', 'attention', 'paused', 'credentials-issued',
    'user-confirmed', 'clients-done', 'released', 'cancelled', 'rolled-back'));
create index project_mailboxes_by_wave on project_mailboxes (wave_id) where wave_id is not null;
create index project_mailboxes_in_step on project_mailboxes (coalesce(goes_on_at_ms, 0)) where state = 'in-step';
drop index project_mailboxes_in_hand;
create index project_mailboxes_in_hand on project_mailboxes (source_host)
  where state in ('copying', 'following', 'final-queued', 'catching-up', 'verifying');

alter table events
  drop constraint events_subject_check,
  add constraint events_subject_check
    check (subject in ('organisation', 'person', 'token', 'project', 'wave', 'mailbox'));
