-- New passwords for the users of mailboxes, each handed over once.

create table hand_overs (
  organisation_id uuid not null,
  mailbox_id uuid not null,
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  -- The password opens the mailbox at the target since then.
  set_at_ms bigint,
  shown_at_ms bigint,
  -- From which address, by which browser.
  shown_to text,
  revoked_at_ms bigint,
  unique (organisation_id, id),
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id),
  check ((shown_at_ms is null) = (shown_to is null)),
  check (shown_at_ms is null or set_at_ms is not null)
);
create index hand_overs_by_mailbox on hand_overs (organisation_id, mailbox_id, created_at_ms);

-- Until it was shown, or cannot be any more.
create table hand_over_passwords (
  organisation_id uuid not null,
  hand_over_id uuid primary key,
  key_id text not null,
  sealed bytea not null,
  foreign key (organisation_id, hand_over_id) references hand_overs (organisation_id, id)
);
