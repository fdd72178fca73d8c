-- What is sent of the tickets, to whom, and how it went; and what came back.

alter table ticket_entries add unique (organisation_id, id);

create table webhooks (
  organisation_id uuid not null references organisations,
  id uuid primary key,
  url text not null,
  -- Empty: everything.
  kinds text[] not null,
  created_at_ms bigint not null,
  failing_since_ms bigint,
  disabled_at_ms bigint,
  removed_at_ms bigint,
  unique (organisation_id, id)
);

-- Whom a project has written to. Of the token by which a reply is known there is the hash here, and the rest is sealed.
create table reply_addresses (
  organisation_id uuid not null,
  project_id uuid not null,
  id uuid primary key,
  address text not null,
  -- As src/model/ticket.ts has an author.
  author json not null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  unique (organisation_id, project_id, address),
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);

create table deliveries (
  organisation_id uuid not null,
  project_id uuid not null,
  id uuid primary key,
  entry_id uuid not null,
  mailbox_id uuid,
  kind text not null,
  channel text not null check (channel in ('mail', 'webhook')),
  -- Null for a webhook, and where nobody knows where to write to.
  address text,
  reply_id uuid references reply_addresses,
  webhook_id uuid,
  state text not null check (state in ('waiting', 'sent', 'failed', 'bounced')),
  is_urgent boolean not null,
  made_at_ms bigint not null,
  -- When it was made, or when somebody last asked to send it again: what is not taken for days from then on is given up.
  asked_at_ms bigint not null,
  due_at_ms bigint not null,
  tries integer not null default 0,
  -- The program that is sending it, and until when nobody else does.
  holder text,
  held_until_ms bigint,
  settled_at_ms bigint,
  problem json,
  foreign key (organisation_id, project_id) references projects (organisation_id, id),
  foreign key (organisation_id, entry_id) references ticket_entries (organisation_id, id),
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id),
  foreign key (organisation_id, webhook_id) references webhooks (organisation_id, id),
  check ((channel = 'webhook') = (webhook_id is not null)),
  check ((address is null) = (reply_id is null))
);
create index deliveries_due on deliveries (due_at_ms) where state = 'waiting';
create index deliveries_by_time on deliveries (organisation_id, made_at_ms, id);
create index deliveries_by_entry on deliveries (entry_id);

-- Where the user of a mailbox is written to while it moves.
create table mailbox_contacts (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  address text not null,
  at_ms bigint not null,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);

-- Null is the organisation of what could not be placed.
create table incoming_mails (
  organisation_id uuid references organisations,
  project_id uuid,
  id uuid primary key,
  digest bytea not null unique check (length(digest) = 32),
  at_ms bigint not null,
  outcome text not null,
  sender text not null,
  subject text not null,
  text text not null,
  foreign key (organisation_id, project_id) references projects (organisation_id, id)
);
create index incoming_mails_unplaced on incoming_mails (at_ms, id) where organisation_id is null;
create index incoming_mails_by_project on incoming_mails (organisation_id, project_id, at_ms);
