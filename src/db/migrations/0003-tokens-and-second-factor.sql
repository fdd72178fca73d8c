-- What programs ask with in place of a person. Only the hash of a token is kept. The scopes are those of src/model; a test
-- compares them. A token that was revoked stays, so that what it did can be read with its name.
create table api_tokens (
  id uuid primary key,
  -- Null for those of the house.
  organisation_id uuid references organisations,
  token_hash bytea not null unique check (length(token_hash) = 32),
  name text not null,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'move', 'manage']),
  made_by uuid not null references people,
  created_at_ms bigint not null,
  expires_at_ms bigint not null check (expires_at_ms > created_at_ms),
  last_used_at_ms bigint,
  revoked_at_ms bigint
);
create index api_tokens_by_organisation on api_tokens (organisation_id, created_at_ms);

-- A token acts under its own id, so that a person is not taken for what a program did.
alter table events
  drop constraint events_actor_check,
  drop constraint events_subject_check,
  drop constraint events_check,
  add constraint events_actor_check check (actor in ('person', 'token', 'godwit')),
  add constraint events_subject_check check (subject in ('organisation', 'person', 'token', 'project', 'mailbox')),
  add constraint events_check check ((actor = 'godwit') = (actor_role is null));

create table second_factors (
  person_id uuid primary key references people,
  -- Which key opens it; the sealed bytes hold it too.
  key_id text not null,
  sealed bytea not null,
  -- Both are null until a first code was right: from then on it counts.
  confirmed_at_ms bigint,
  -- The time step of the last code that was taken. It only grows, so that no code is taken twice.
  last_step bigint,
  check ((confirmed_at_ms is null) = (last_step is null))
);

-- Each is taken away when it is used. They are random (80 bits), so a plain hash tells nobody anything.
create table recovery_codes (
  person_id uuid not null references second_factors on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  primary key (person_id, code_hash)
);
