-- Passwords that are replaced and purged, and mailbox users who come by a private link.

alter table secrets
  -- Null for those from before this was kept.
  add column stored_at_ms bigint,
  -- Since when nothing is left to do with the mailbox; null while there is, and before anybody looked.
  add column unneeded_since_ms bigint;
create index secrets_unneeded on secrets (unneeded_since_ms);

-- When passwords of the mailbox were last purged; null where none were, or where one was handed in since.
alter table project_mailboxes add column purged_at_ms bigint;

-- Only the hash of a link is kept. One that was revoked stays, so that what was done by it can be read.
create table mailbox_links (
  id uuid primary key,
  organisation_id uuid not null,
  mailbox_id uuid not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at_ms bigint not null,
  expires_at_ms bigint not null check (expires_at_ms > created_at_ms),
  last_used_at_ms bigint,
  revoked_at_ms bigint,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);
create index mailbox_links_by_mailbox on mailbox_links (organisation_id, mailbox_id, created_at_ms);

create table mailbox_sessions (
  token_hash bytea primary key check (length(token_hash) = 32),
  link_id uuid not null references mailbox_links,
  until_ms bigint not null
);

-- What its user said by the link: what is prepared, and whether all is there afterwards.
create table mailbox_users (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  steps text[] not null default '{}',
  verdict text check (verdict in ('all-there', 'something-missing')),
  verdict_at_ms bigint,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id),
  check ((verdict is null) = (verdict_at_ms is null))
);

-- The id of a mailbox user is that of the link.
alter table events
  drop constraint events_actor_check,
  drop constraint events_check,
  add constraint events_actor_check check (actor in ('person', 'token', 'mailbox-user', 'godwit')),
  add constraint events_check check ((actor in ('godwit', 'mailbox-user')) = (actor_role is null));
