-- What the service keeps: organisations, people, projects with their mailboxes, and everything that happened. The states
-- are those of src/model; a test compares them. Everything of an organisation carries its id, and what points from one to
-- another of these tables does so together with it, so that a row of one organisation can never belong to another.

create table organisations (
  id uuid primary key,
  name text not null unique,
  created_at_ms bigint not null
);

create table people (
  id uuid primary key,
  organisation_id uuid references organisations,
  role text not null check (role in ('operator', 'administrator')),
  name text not null,
  address text not null unique check (address = lower(address)),
  password_hash text not null,
  failures integer not null default 0,
  locked_until_ms bigint,
  check ((role = 'operator') = (organisation_id is null))
);

-- Only hashes of what opens something are kept.
create table invitations (
  token_hash bytea primary key check (length(token_hash) = 32),
  organisation_id uuid references organisations,
  role text not null check (role in ('operator', 'administrator')),
  expires_at_ms bigint not null,
  check ((role = 'operator') = (organisation_id is null))
);

create table sessions (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id uuid not null references people,
  until_ms bigint not null
);

create table projects (
  organisation_id uuid not null references organisations,
  id uuid primary key,
  name text not null,
  state text not null check (state in (
    'draft', 'assessed', 'preparing', 'ready', 'requested', 'plan-sent', 'answered', 'alternative-proposed', 'scheduled',
    'starting', 'running', 'paused', 'completed', 'handover', 'verified', 'decommissioning', 'failed', 'closed',
    'cancelled', 'rolled-back')),
  created_at_ms bigint not null,
  unique (organisation_id, name),
  unique (organisation_id, id)
);

create table project_mailboxes (
  organisation_id uuid not null,
  project_id uuid not null,
  id uuid primary key,
  name text not null,
  state text not null check (state in (
    'listed', 'preparing', 'prepared', 'waived', 'queued', 'copying', 'catching-up', 'copied', 'verifying', 'verified',
    'partial', 'attention', 'paused', 'credentials-issued', 'user-confirmed', 'clients-done', 'released', 'cancelled',
    'rolled-back')),
  settings json not null,
  -- That of the first source: how many mailboxes of one host move at once is bounded over all workers.
  source_host text not null,
  problem_code text,
  problem_facts json,
  goes_on_at_ms bigint,
  -- Grows with every claim of a worker. What a worker writes names the term of its claim.
  term bigint not null default 0,
  worker text,
  items_found bigint not null default 0,
  items_copied bigint not null default 0,
  items_verified bigint not null default 0,
  items_failed bigint not null default 0,
  bytes_found bigint not null default 0,
  bytes_copied bigint not null default 0,
  progress_at_ms bigint,
  unique (project_id, name),
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references projects (organisation_id, id),
  check ((problem_code is null) = (problem_facts is null)),
  check ((state = 'attention') <= (problem_code is not null))
);
create index project_mailboxes_by_state on project_mailboxes (organisation_id, project_id, state);
-- The few that workers have in their hands.
create index project_mailboxes_in_hand on project_mailboxes (source_host)
  where state in ('copying', 'catching-up', 'verifying');

create table secrets (
  organisation_id uuid not null,
  mailbox_id uuid not null,
  place text not null,
  -- Which key opens it; the sealed bytes hold it too.
  key_id text not null,
  sealed bytea not null,
  primary key (mailbox_id, place),
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);

create table events (
  number bigint generated always as identity primary key,
  -- Null for what belongs to the installation.
  organisation_id uuid references organisations,
  at_ms bigint not null,
  actor text not null check (actor in ('person', 'godwit')),
  -- The person's id, or the name of the worker.
  actor_id text not null,
  actor_role text check (actor_role in ('operator', 'administrator')),
  subject text not null check (subject in ('organisation', 'person', 'project', 'mailbox')),
  subject_id uuid not null,
  project_id uuid,
  name text not null,
  from_state text,
  to_state text,
  reason text,
  facts json not null,
  check ((actor = 'person') = (actor_role is not null))
);
create index events_by_organisation on events (organisation_id, number);

create function keep_events() returns trigger language plpgsql as $$
begin
  raise exception 'events are never changed and never removed';
end
$$;
create trigger events_kept before update or delete or truncate on events
  for each statement execute function keep_events();
