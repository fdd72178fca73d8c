-- When the old mailbox was last signed in at, as its provider tells, and when its user was last reminded.

create table source_sign_ins (
  organisation_id uuid not null,
  mailbox_id uuid primary key,
  signed_in_at_ms bigint not null,
  noted_at_ms bigint not null,
  reminded_at_ms bigint,
  foreign key (organisation_id, mailbox_id) references project_mailboxes (organisation_id, id)
);
