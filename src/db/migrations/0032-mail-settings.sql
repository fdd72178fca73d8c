-- How mail is sent and read, and what of it is secret.

create table mail_settings (
  is_only boolean primary key default true check (is_only),
  -- As src/model/mail-settings.ts has it.
  settings json not null,
  at_ms bigint not null
);

-- How far the folder with the replies was read, and who reads it.
create table mail_inbox (
  is_only boolean primary key default true check (is_only),
  uid_validity bigint,
  last_uid bigint not null default 0,
  read_at_ms bigint,
  holder text,
  held_until_ms bigint
);

-- The organisation is null for what belongs to the house. What `id` names depends on the kind.
create table notice_secrets (
  organisation_id uuid references organisations,
  kind text not null check (kind in ('reply', 'facts', 'webhook', 'smtp', 'imap', 'incoming')),
  id uuid not null,
  key_id text not null,
  sealed bytea not null,
  primary key (kind, id),
  check ((organisation_id is null) = (kind in ('smtp', 'imap', 'incoming')))
);
