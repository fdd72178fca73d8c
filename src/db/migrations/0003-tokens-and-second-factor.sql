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
