-- Two ways to cut over and one way back: what is kept of them for each project and each mailbox.

alter table projects
  -- Null where the last pre-flight did not pass, and before the first.
  add column pre_flight_passed_at_ms bigint,
  drop constraint projects_state_check,
  add constraint projects_state_check check (state in (
    'draft', 'assessed', 'preparing', 'ready', 'requested', 'plan-sent', 'answered', 'alternative-proposed', 'scheduled',
    'starting', 'running', 'paused', 'completed', 'handover', 'verified', 'decommissioning', 'failed', 'closed',
    'cancelled', 'rolling-back', 'rolled-back'));

alter table project_mailboxes
  drop constraint project_mailboxes_state_check,
  add constraint project_mailboxes_state_check check (state in (
    'listed', 'preparing', 'prepared', 'waived', 'queued', 'copying', 'in-step', 'following', 'final-queued',
    'catching-up', 'copied', 'verifying', 'verified', 'partial', 'attention', 'paused', 'credentials-issued',
    'user-confirmed', 'clients-done', 'rolling-back', 'returning', 'released', 'cancelled', 'rolled-back'));
drop index project_mailboxes_in_hand;
create index project_mailboxes_in_hand on project_mailboxes (source_host)
  where state in ('copying', 'following', 'final-queued', 'catching-up', 'verifying', 'returning');

-- Documents about a whole project, as src/model/cut-over.ts has them: one for each part.
create table cut_over_parts (
  organisation_id uuid not null,
  project_id uuid not null,
  part text not null,
  document json not null,
  primary key (project_id, part),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);

-- Users that are kept out of their old mailbox, or were. The password that keeps them out lies among the secrets.
create table mailbox_locks (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  how text not null check (how in ('password', 'disabled', 'by-hand')),
  state text not null check (state in ('asked', 'writing', 'locked', 'released', 'opening', 'open')),
  at_ms bigint not null,
  problem json,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);

-- What came back into the old mailbox.
create table mailbox_returns (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  at_ms bigint not null,
  items integer not null,
  exceptions integer not null,
  stays json not null,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);

-- How the admin API of the old system is asked for a project: both keys are sealed as one.
create table connections (
  organisation_id uuid not null,
  project_id uuid primary key,
  url text not null,
  account text not null,
  requests_per_minute integer not null check (requests_per_minute > 0),
  key_id text not null,
  sealed bytea not null,
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
